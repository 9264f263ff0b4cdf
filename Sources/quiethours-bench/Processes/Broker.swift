import ArgumentParser
import Foundation

/// When the broker writes what it keeps for sessions into its file.
enum BrokerSaving: String, CaseIterable, ExpressibleByArgument {
    /// Every 5 s, as deploy/mosquitto does.
    case profile
    /// After every change: it writes the whole file every time and is the limit.
    case change
    /// Every half hour, as mosquitto does by default.
    case interval

    var lines: String {
        switch self {
        case .profile: "autosave_interval 5"
        case .change: "autosave_on_changes true\nautosave_interval 1"
        case .interval: "autosave_interval 1800"
        }
    }
}

/// A real mosquitto that keeps sessions in a file, on a free loopback port.
final class Broker {
    let port: Int
    private let process: Process
    private let folder: TemporaryFolder

    /// Waits until it accepts connections.
    init(program: String, saving: BrokerSaving, folder: TemporaryFolder, _ stop: StopSignal) throws {
        self.folder = folder
        port = try LoopbackPort.free()
        try folder.makeFolder("broker")
        let configuration = """
            user \(NSUserName())
            listener \(port) 127.0.0.1
            allow_anonymous true
            persistence true
            persistence_location \(folder.path("broker"))/
            \(saving.lines)
            max_inflight_messages 2000
            max_queued_messages 1000000
            log_dest stderr
            log_type error
            log_type warning

            """
        try configuration.write(toFile: folder.path("mosquitto.conf"), atomically: true, encoding: .utf8)
        process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = ["-c", folder.path("mosquitto.conf")]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try folder.file("mosquitto.log")
        do {
            try process.run()
        } catch {
            throw BenchFailure("\(program) cannot be started: \(error.localizedDescription)", exitCode: .unavailable)
        }
        do {
            try waitUntilReady(stop)
        } catch {
            end()
            throw error
        }
    }

    private func waitUntilReady(_ stop: StopSignal) throws {
        let deadline = ContinuousClock.now + .seconds(10)
        while !LoopbackPort.accepts(port) {
            try stop.check()
            guard process.isRunning, ContinuousClock.now < deadline else {
                throw BenchFailure(
                    "mosquitto does not accept connections at port \(port): \(folder.text("mosquitto.log"))",
                    exitCode: .unavailable
                )
            }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    func end() {
        process.end()
    }
}
