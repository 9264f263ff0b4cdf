import ArgumentParser
import Foundation

/// `quiethours-bench ingest`: the durable way in beside a subscriber that only counts, round by round.
struct IngestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Messages a second and CPU a message: a bare libmosquitto subscriber, and ours.",
        discussion: """
            bare     mosquitto_loop and a callback that counts: acknowledges, keeps nothing
            durable  decodes, commits to SQLite with fsync, then acknowledges

            Each runs in a process of its own against the same mosquitto, with a session that the broker keeps, while
            another process publishes at full speed. Time and CPU (user and system) are taken from the first message
            received to the last acknowledgement sent. A machine that does something else meanwhile spoils the rates.
            """
    )

    @Option(help: "Messages in each measurement, 1000 or more.") var messages = 100_000
    @Option(help: "QoS of the publisher, 0 or 1.") var qos = 1
    @Option(help: "Messages published a second; as many as the broker takes when not given.") var rate = 0
    @Option(help: "Readings in each message, 1 to 1000.") var observationsPerMessage = 1
    @Option(help: "Sensors that take turns.") var sensors = 10
    @Option(help: "Measurements of each subscriber.") var rounds = 3
    @Option(help: "mosquitto's name or path.") var brokerProgram = "mosquitto"
    @Option(help: "When the broker saves: every 5 s as in deploy/mosquitto, after each change, or every half hour.")
    var brokerSaves = BrokerSaving.profile
    @Option(help: "Where broker and store keep their files while it runs; a temporary folder by default.")
    var directory: String?
    @Option(help: "Seconds that one measurement may take.") var timeout = 120
    @Flag(help: "Print one JSON object a line.") var json = false

    func validate() throws {
        if messages < 1000 { throw ValidationError("--messages takes 1000 or more") }
        if !(0...1).contains(qos) { throw ValidationError("--qos takes 0 or 1") }
        if !(1...1000).contains(observationsPerMessage) {
            throw ValidationError("--observations-per-message takes 1 to 1000")
        }
        if sensors < 1 || sensors > messages { throw ValidationError("--sensors takes 1 to the number of messages") }
        if rounds < 1 { throw ValidationError("--rounds takes 1 or more") }
        if rate < 0 { throw ValidationError("--rate takes 0 or more") }
        if timeout < 1 { throw ValidationError("--timeout takes 1 or more seconds") }
    }

    func run() throws {
        do {
            let figures = try measure(StopSignal())
            if json {
                for line in try IngestTable.json(figures) { standardOutput(line) }
            } else {
                standardOutput(IngestTable.text(figures))
            }
        } catch let failure as Interrupted {
            throw ExitCode(failure.exitCode)
        } catch let failure as BenchFailure {
            standardError("\(failure)")
            throw failure.exitCode
        }
    }

    private func measure(_ stop: StopSignal) throws -> [IngestFigure] {
        guard let program = Program.find(brokerProgram) else {
            throw BenchFailure(
                "there is no program '\(brokerProgram)': apt-get install mosquitto, or give --broker-program",
                exitCode: .unavailable
            )
        }
        let folder = try TemporaryFolder(in: directory)
        defer { folder.remove() }
        let broker = try Broker(program: program, saving: brokerSaves, folder: folder, stop)
        defer { broker.end() }
        var figures: [IngestFigure] = []
        for round in 1...rounds {
            for subscriber in SubscriberKind.allCases {
                standardError("round \(round) of \(rounds): \(subscriber), \(messages) messages")
                let measurement = IngestMeasurement(
                    subscriber: subscriber,
                    round: round,
                    rounds: rounds,
                    timeout: timeout,
                    load: Load(
                        site: "round-\(round)-\(subscriber)",
                        sensors: sensors,
                        messages: messages,
                        observationsPerMessage: observationsPerMessage,
                        qos: qos,
                        rate: rate
                    )
                )
                let report = try measurement.run(port: broker.port, folder: folder, stop)
                figures.append(IngestFigure(round: round, subscriber: subscriber, report: report))
            }
        }
        return figures
    }
}
