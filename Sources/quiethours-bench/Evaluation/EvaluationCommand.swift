import Acoustics
import ArgumentParser
import Collector
import Evaluation
import EventTime
import Notifications
import Records
import Reports
import SensorPayloads
import ServiceSettings
import StorePorts

/// `quiethours-bench evaluation`: how fast the journal is judged, without a broker.
struct EvaluationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluation",
        abstract: "Readings a second that evaluation judges from the journal, on one core.",
        discussion: """
            Fills a store with one-second readings, the sensors taking turns, then reads the journal by cursor, judges it
            by a rule for each sensor and commits verdicts and cursor, on one thread. One sensor in ten is over its limit.
            """
    )

    @Option(help: "Readings in each measurement, 10000 or more.") var readings = 1_000_000
    @Option(parsing: .upToNextOption, help: "Numbers of sensors.") var sensors = [10, 100, 1000, 10_000]
    @Option(help: "Measurements of each.") var rounds = 3
    @Option(help: "Where the store lies while it runs; a temporary folder by default.") var directory: String?
    @Flag(help: "Print one JSON object a line.") var json = false

    struct Figure: Encodable {
        var sensors: Int
        var readings: Int
        var readingsPerSecond: Double
        /// User and system time.
        var cpuMicrosecondsPerReading: Double
        var verdicts: Int
    }

    func validate() throws {
        if readings < 10_000 { throw ValidationError("--readings takes 10000 or more") }
        if sensors.isEmpty || sensors.contains(where: { !(1...10_000).contains($0) }) {
            throw ValidationError("--sensors takes numbers from 1 to 10000")
        }
        if rounds < 1 { throw ValidationError("--rounds takes 1 or more") }
    }

    func run() throws {
        try BenchFailure.told {
            let stop = StopSignal()
            let widths = [8, 13, 20, 10]
            if !json {
                standardOutput(TableRow.text(["sensors", "readings/s", "CPU us/reading", "verdicts"], widths: widths))
            }
            for count in sensors {
                let figures = try (0..<rounds).map { _ in try measure(sensors: count, stop) }
                guard var figure = figures.first, let rate = figures.map(\.readingsPerSecond).median,
                    let cpu = figures.map(\.cpuMicrosecondsPerReading).median
                else { continue }
                figure.readingsPerSecond = rate
                figure.cpuMicrosecondsPerReading = cpu
                let cells = [
                    "\(count)", TableRow.number(rate, 0), TableRow.number(cpu, 2), "\(figure.verdicts)",
                ]
                standardOutput(json ? try JSONLine.encode(figure) : TableRow.text(cells, widths: widths))
            }
        }
    }

    private func measure(sensors: Int, _ stop: StopSignal) throws -> Figure {
        let folder = try TemporaryFolder(in: directory)
        defer { folder.remove() }
        let store = try StoreFactory.open(folder.path("store"))
        let filling = JournalFilling(sensors: sensors, start: .init(milliseconds: 1_780_704_000_000))
        let routing = AlertRouting(plan: filling.plan, channels: [.log], expiry: .hours(1))
        var evaluator = try Evaluator(
            inputs: EvaluationInputs(
                plan: filling.plan,
                journal: store,
                store: store,
                routing: { routing.alerts(for: $0, createdAt: $1) }
            ),
            now: filling.start
        )
        var filled = 0
        while filled < readings {
            try stop.check()
            filled += try filling.append(from: filled, upTo: readings, to: store)
        }
        let now = filling.instant(of: readings)
        let first = ResourceSample()
        var judged = 0
        var verdicts = 0
        var isCaughtUp = false
        while !isCaughtUp {
            try stop.check()
            let outcome = try evaluator.step(now: now)
            judged += outcome.judged
            verdicts += outcome.verdicts.count
            isCaughtUp = outcome.isCaughtUp
        }
        let last = ResourceSample()
        guard judged == readings else { throw BenchFailure("only \(judged) of \(readings) readings were judged") }
        return Figure(
            sensors: sensors,
            readings: readings,
            readingsPerSecond: Double(judged) / ((last.clock - first.clock) / .seconds(1)),
            cpuMicrosecondsPerReading: (last.cpuMicroseconds - first.cpuMicroseconds) / Double(judged),
            verdicts: verdicts
        )
    }
}
