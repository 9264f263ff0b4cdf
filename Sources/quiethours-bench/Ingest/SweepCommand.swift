import ArgumentParser
import Reports

/// `quiethours-bench sweep`: `ingest` for each QoS, few and many readings a message, few and many sensors.
struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "The table of `ingest` over QoS, readings a message and sensors; medians.",
        discussion: IngestComparison.explanation
    )

    @Option(help: "Messages of one reading in each measurement, 10000 or more.") var messages = 100_000
    @Option(help: "Messages of sixty readings in each measurement, 10000 or more.") var messagesOfSixty = 20_000
    @OptionGroup var options: IngestOptions

    func validate() throws {
        if min(messages, messagesOfSixty) < 10_000 { throw ValidationError("10000 messages or more for 10000 sensors") }
        for shape in shapes where shape.load("").span > Load.longestSpan {
            throw ValidationError("\(shape.messages) messages of \(shape.observationsPerMessage) are too many")
        }
    }

    private var shapes: [IngestShape] {
        [0, 1].flatMap { qos in
            [(messages, 1), (messagesOfSixty, 60)].flatMap { messages, observations in
                [10, 100, 1000, 10_000].map { sensors in
                    IngestShape(messages: messages, qos: qos, observationsPerMessage: observations, sensors: sensors)
                }
            }
        }
    }

    func run() throws {
        try BenchFailure.told {
            try IngestComparison.run(options) { comparison in
                if !options.json { standardOutput(SweepRow.heading) }
                for shape in shapes {
                    let figures = try comparison.figures(of: shape)
                    guard let row = SweepRow(shape, figures, ours: options.subscribers[1]) else { continue }
                    standardOutput(options.json ? try JSONLine.encode(row) : row.text)
                }
            }
        }
    }
}

/// The medians of one shape of load.
struct SweepRow: Encodable {
    var shape: IngestShape
    var subscriber: SubscriberKind
    var bare: IngestFigure
    var ours: IngestFigure
    var ratio: IngestRatio
    var cpuMicrosecondsPerReading: Double

    init?(_ shape: IngestShape, _ figures: [IngestFigure], ours kind: SubscriberKind) {
        guard let bare = IngestFigure(medianOf: figures.filter { $0.subscriber == .bare }),
            let ours = IngestFigure(medianOf: figures.filter { $0.subscriber == kind })
        else { return nil }
        self.shape = shape
        subscriber = kind
        self.bare = bare
        self.ours = ours
        ratio = IngestRatio(ours, over: bare)
        cpuMicrosecondsPerReading = ours.cpuMicrosecondsPerMessage / Double(shape.observationsPerMessage)
    }

    static let heading = TableRow.text(
        [
            "QoS", "obs", "sensors", "bare msg/s", "ours msg/s", "ratio", "bare us/msg", "ours us/msg", "ratio",
            "us/reading",
        ],
        widths: widths
    )
    private static let widths = [3, 5, 9, 12, 12, 7, 13, 13, 7, 12]

    var text: String {
        TableRow.text(
            [
                "\(shape.qos)", "\(shape.observationsPerMessage)", "\(shape.sensors)",
                TableRow.number(bare.messagesPerSecond, 0), TableRow.number(ours.messagesPerSecond, 0),
                TableRow.number(ratio.messagesPerSecond, 2),
                TableRow.number(bare.cpuMicrosecondsPerMessage, 2), TableRow.number(ours.cpuMicrosecondsPerMessage, 2),
                TableRow.number(ratio.cpuMicrosecondsPerMessage, 2), TableRow.number(cpuMicrosecondsPerReading, 2),
            ],
            widths: SweepRow.widths
        )
    }
}
