import ArgumentParser
import Collector
import EventTime
import ExamCalendar
import Foundation
import Records
import Reports
import ServiceSettings
import Sites
import StorePorts

/// `quiethours-bench restart`: from the start of the process until a verdict is possible, on a store as a day leaves
/// it.
struct RestartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart",
        abstract:
            "Time from the start of the process to the first verdict possible, with a day's readings in the store.",
        discussion: """
            Fills a store with one-second readings as they arrive, then starts a process that opens it as the service
            does, restores the judge and judges what is left, and once more after it was ended by SIGKILL while it was
            writing. A day of 1000 sensors is 86.4 million readings: some minutes and 8 GB. With --store the file is kept
            and used again, and filling goes on where it was interrupted.
            """
    )

    @Option(help: "Sensors.") var sensors = 1000
    @Option(help: "Seconds of readings.") var seconds = 86_400
    @Option(help: "Starts of each kind.") var rounds = 3
    @Option(help: "A file to fill and to keep; a temporary one by default.") var store: String?
    @Option(help: "Where a temporary file lies.") var directory: String?
    @Flag(help: "Print one JSON object a line.") var json = false

    struct Figure: Codable {
        /// "after a stop" or "after SIGKILL".
        var start: String
        var readings: Int
        /// From the start of the process.
        var secondsToOpen: Double
        var secondsToCaughtUp: Double
    }

    func validate() throws {
        if !(1...10_000).contains(sensors) { throw ValidationError("--sensors takes 1 to 10000") }
        if seconds < 60 { throw ValidationError("--seconds takes 60 or more") }
        if rounds < 1 { throw ValidationError("--rounds takes 1 or more") }
    }

    func run() throws {
        try BenchFailure.told {
            let stop = StopSignal()
            let folder = try TemporaryFolder(in: directory)
            defer { folder.remove() }
            let path = store ?? folder.path("store")
            try fill(path, stop)
            let widths = [16, 12, 10, 14]
            if !json {
                standardOutput(TableRow.text(["start", "readings", "open s", "caught up s"], widths: widths))
            }
            for kind in [RestartKind.stop, .kill] {
                let figures = try (0..<rounds).map { _ in try start(path, after: kind, stop) }
                guard var figure = figures.first, let open = figures.map(\.secondsToOpen).median,
                    let caughtUp = figures.map(\.secondsToCaughtUp).median
                else { continue }
                figure.secondsToOpen = open
                figure.secondsToCaughtUp = caughtUp
                let cells = [
                    figure.start, "\(figure.readings)", TableRow.number(open, 2), TableRow.number(caughtUp, 2),
                ]
                standardOutput(json ? try JSONLine.encode(figure) : TableRow.text(cells, widths: widths))
            }
        }
    }

    private func fill(_ path: String, _ stop: StopSignal) throws {
        let store = try StoreFactory.open(path)
        let filling = JournalFilling(sensors: sensors, start: RestartCommand.start)
        _ = try store.keys(of: filling.plan.sensors.map(\.id))
        let wanted = sensors * seconds
        var filled = Int(try store.lastSequence())
        var told = ContinuousClock.now
        while filled < wanted {
            try stop.check()
            filled += try filling.append(from: filled, upTo: wanted, to: store)
            guard ContinuousClock.now - told > .seconds(10) else { continue }
            told = .now
            standardError("\(filled) of \(wanted) readings")
        }
        if try store.evaluationPoint().cursor < Int64(wanted) - Int64(sensors) * 10 {
            try store.commit(.init(cursor: Int64(wanted) - Int64(sensors) * 10))
        }
    }

    static let start = EventTime.Instant(milliseconds: 1_780_704_000_000)

    private func start(_ path: String, after kind: RestartKind, _ stop: StopSignal) throws -> Figure {
        if kind == .kill {
            let writing = try Child("the writing process", arguments("dirty", path))
            _ = try writing.line(within: 60, stop)
            writing.kill()
        }
        let begun = Date()
        let starting = try Child("the starting process", arguments("start", path))
        defer { starting.end() }
        let line = try starting.line(within: 600, stop)
        let times = try JSONDecoder().decode(StartedTimes.self, from: Data(line.utf8))
        return Figure(
            start: kind.rawValue,
            readings: Int(times.readings),
            secondsToOpen: times.opened - begun.timeIntervalSince1970,
            secondsToCaughtUp: times.caughtUp - begun.timeIntervalSince1970
        )
    }

    private func arguments(_ command: String, _ path: String) -> [String] {
        [command, "--store", path, "--sensors", "\(sensors)"]
    }
}

enum RestartKind: String {
    case stop = "after a stop"
    case kill = "after SIGKILL"
}

/// Seconds since 1970.
struct StartedTimes: Codable {
    var opened: Double
    var caughtUp: Double
    var readings: Int64
}
