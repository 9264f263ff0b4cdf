import EventTime
import Foundation
import Mosquitto

enum SubscriberKind: String, Codable, CustomStringConvertible {
    /// Counts, and keeps nothing.
    case bare
    /// Decodes and commits.
    case journal
    /// Decodes, commits and judges.
    case judged

    var description: String { rawValue }
}

/// One subscriber and one publisher, from the subscription to the end of both.
struct IngestMeasurement {
    let subscriber: SubscriberKind
    let timeout: Int
    var load: Load

    /// `look` is called some ten times a second with the subscriber's process while messages come.
    func run(
        port: Int,
        folder: TemporaryFolder,
        _ stop: StopSignal,
        look: (Child) -> Void = { _ in }
    ) throws -> SubscriberReport {
        var load = load
        // Nothing may lie in the future while it is received; at a rate of a sensor's own, nothing may look like a slow
        // clock.
        let before = load.rate > 0 ? 30_000 : Int64(load.span + 1) * 1000
        load.start = EventTime.Instant.now.milliseconds - before
        var arguments = ["--port", "\(port)", "--timeout", "\(timeout)"] + load.arguments
        let store = try folder.makeFolder(load.name)
        defer { try? FileManager.default.removeItem(atPath: store) }
        switch subscriber {
        case .bare: arguments = ["bare"] + arguments
        case .journal: arguments = ["durable", "--without-judging", "--store", "\(store)/store"] + arguments
        case .judged: arguments = ["durable", "--store", "\(store)/store"] + arguments
        }
        let receiving = try Child("the \(subscriber) subscriber", arguments)
        defer { receiving.end() }
        guard try receiving.line(within: 30, stop) == SubscriberReport.ready else {
            throw BenchFailure("the \(subscriber) subscriber said something else than that it is ready")
        }
        let publishing = try Child("the publisher", ["publish", "--port", "\(port)"] + load.arguments)
        defer { publishing.end() }
        // The subscriber gives up first, and says how far it came.
        let line = try receiving.line(within: timeout + 10, stop) {
            try publishing.checkUnfailed()
            look(receiving)
        }
        let report = try JSONDecoder().decode(SubscriberReport.self, from: Data(line.utf8))
        try publishing.waitForSuccess(within: 30, stop)
        try receiving.waitForSuccess(within: 30, stop)
        try forgetSession(port: port)
        return report
    }

    /// The broker would go on keeping for it what the next subscribers are sent.
    private func forgetSession(port: Int) throws {
        let options = ConnectionOptions(host: "127.0.0.1", port: port, clientID: load.name, cleanSession: true)
        try MosquittoPublisher(options: options).disconnect()
    }
}

/// What a subscriber's process says on standard output when it has everything.
struct SubscriberReport: Codable {
    /// The line before the report: the subscription is granted.
    static let ready = "ready"

    var messages: Int
    /// From the first message received to the last acknowledgement sent.
    var seconds: Double
    /// User and system time of the process meanwhile.
    var cpuMicroseconds: Double
    /// Of the durable one only.
    var commits: Int?

    func send() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        standardOutput(String(decoding: try encoder.encode(self), as: UTF8.self))
    }
}
