import ArgumentParser

/// `quiethours-bench ingest`: ours beside a subscriber that only counts, round by round.
struct IngestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Messages a second and CPU a message: a bare libmosquitto subscriber, and ours.",
        discussion: IngestComparison.explanation
    )

    @Option(help: "Messages in each measurement, 1000 or more.") var messages = 100_000
    @Option(help: "QoS of the publisher, 0 or 1.") var qos = 1
    @Option(help: "Messages published a second; as many as the broker takes when not given.") var rate = 0
    @Option(help: "Readings in each message, 1 to 1000.") var observationsPerMessage = 1
    @Option(help: "Sensors that take turns.") var sensors = 10
    @OptionGroup var options: IngestOptions

    func validate() throws {
        if messages < 1000 { throw ValidationError("--messages takes 1000 or more") }
        if !(0...1).contains(qos) { throw ValidationError("--qos takes 0 or 1") }
        if !(1...1000).contains(observationsPerMessage) {
            throw ValidationError("--observations-per-message takes 1 to 1000")
        }
        if sensors < 1 || sensors > messages { throw ValidationError("--sensors takes 1 to the number of messages") }
        if rate < 0 { throw ValidationError("--rate takes 0 or more") }
        if rate == 0, shape.load("").span > Load.longestSpan {
            throw ValidationError("so many readings of one sensor do not fit: take fewer messages or more sensors")
        }
    }

    private var shape: IngestShape {
        IngestShape(
            messages: messages,
            qos: qos,
            rate: rate,
            observationsPerMessage: observationsPerMessage,
            sensors: sensors
        )
    }

    func run() throws {
        try BenchFailure.told {
            let figures = try IngestComparison.run(options) { comparison in try comparison.figures(of: shape) }
            if options.json {
                for line in try IngestTable.json(figures) { standardOutput(line) }
            } else {
                standardOutput(IngestTable.text(figures))
            }
        }
    }
}
