import Foundation

/// How messages and readings are dealt out to sensors.
struct IngestShape: Codable {
    var messages: Int
    var qos: Int
    var rate = 0
    var observationsPerMessage: Int
    var sensors: Int

    func load(_ name: String) -> Load {
        Load(
            name: name,
            sensors: sensors,
            messages: messages,
            observationsPerMessage: observationsPerMessage,
            qos: qos,
            rate: rate
        )
    }
}

/// The bare subscriber and ours, one after the other, at one broker.
struct IngestComparison {
    let options: IngestOptions
    let broker: Broker
    let folder: TemporaryFolder
    let stop: StopSignal
    private let names = Names()

    static let explanation = """
        bare     mosquitto_loop and a callback that counts: acknowledges, keeps nothing
        journal  decodes, commits to SQLite with fsync, then acknowledges
        judged   the same, and a second thread reads the journal back, judges it by a rule for each sensor and commits
                 verdicts and cursor, as the service does

        Each runs in a process of its own against the same mosquitto, with a session that the broker keeps, while
        another process publishes at full speed. Time and CPU (user and system, all threads) are taken from the first
        message received until everything is acknowledged and judged. A machine that does something else meanwhile
        spoils the rates.
        """

    private final class Names {
        var last = 0

        func next() -> String {
            last += 1
            return "run\(last)"
        }
    }

    private init(_ options: IngestOptions, _ broker: Broker, _ folder: TemporaryFolder, _ stop: StopSignal) {
        self.options = options
        self.broker = broker
        self.folder = folder
        self.stop = stop
    }

    /// Starts the broker, and ends it when `body` is done.
    static func run<Result>(_ options: IngestOptions, _ body: (IngestComparison) throws -> Result) throws -> Result {
        let program = try Program.required(options.brokerProgram, package: "mosquitto", option: "--broker-program")
        let stop = StopSignal()
        let folder = try TemporaryFolder(in: options.directory)
        defer { folder.remove() }
        let broker = try Broker(program: program, saving: options.brokerSaves, folder: folder, stop)
        defer { broker.end() }
        return try body(IngestComparison(options, broker, folder, stop))
    }

    func figures(of shape: IngestShape) throws -> [IngestFigure] {
        var figures: [IngestFigure] = []
        for round in 1...options.rounds {
            for subscriber in options.subscribers {
                standardError(
                    """
                    round \(round) of \(options.rounds): \(subscriber), \(shape.messages) messages of \
                    \(shape.observationsPerMessage) from \(shape.sensors) sensors, QoS \(shape.qos)
                    """
                )
                let load = shape.load(names.next())
                let measurement = IngestMeasurement(subscriber: subscriber, timeout: options.timeout, load: load)
                let report = try measurement.run(port: broker.port, folder: folder, stop)
                figures.append(IngestFigure(round: round, subscriber: subscriber, report: report))
            }
        }
        return figures
    }
}
