import Foundation

/// One line of the result.
struct IngestFigure: Codable {
    /// Nil for the median of all rounds.
    var round: Int?
    var subscriber: SubscriberKind
    var messages: Int
    var messagesPerSecond: Double
    var cpuMicrosecondsPerMessage: Double
    var messagesPerCommit: Double?

    init(round: Int, subscriber: SubscriberKind, report: SubscriberReport) {
        self.round = round
        self.subscriber = subscriber
        messages = report.messages
        messagesPerSecond = Double(report.messages) / report.seconds
        cpuMicrosecondsPerMessage = report.cpuMicroseconds / Double(report.messages)
        messagesPerCommit = report.commits.map { Double(report.messages) / Double($0) }
    }

    /// The medians of each column; nil without figures.
    init?(medianOf figures: [IngestFigure]) {
        guard let first = figures.first, let rate = figures.map(\.messagesPerSecond).median,
            let cpu = figures.map(\.cpuMicrosecondsPerMessage).median
        else { return nil }
        self = first
        round = nil
        messagesPerSecond = rate
        cpuMicrosecondsPerMessage = cpu
        messagesPerCommit = figures.compactMap(\.messagesPerCommit).median
    }
}

/// The durable subscriber's medians over the bare one's.
struct IngestRatio: Codable {
    var ratio = "durable/bare"
    var messagesPerSecond: Double
    var cpuMicrosecondsPerMessage: Double
}

enum IngestTable {
    static func json(_ figures: [IngestFigure]) throws -> [String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        func line(_ value: some Encodable) throws -> String {
            String(decoding: try encoder.encode(value), as: UTF8.self)
        }
        return try (figures + medians(figures)).map(line) + ratio(figures).map { [try line($0)] }.orEmpty
    }

    static func text(_ figures: [IngestFigure]) -> String {
        var lines = [row("round", "subscriber", "messages/s", "CPU us/message", "messages/commit")]
        for figure in figures + medians(figures) {
            lines.append(
                row(
                    figure.round.map { "\($0)" } ?? "median",
                    figure.subscriber.rawValue,
                    format(figure.messagesPerSecond, decimals: 0),
                    format(figure.cpuMicrosecondsPerMessage, decimals: 2),
                    figure.messagesPerCommit.map { format($0, decimals: 0) } ?? ""
                )
            )
        }
        if let ratio = ratio(figures) {
            let rate = format(ratio.messagesPerSecond, decimals: 2)
            lines.append(row("ratio", ratio.ratio, rate, format(ratio.cpuMicrosecondsPerMessage, decimals: 2), ""))
        }
        return lines.joined(separator: "\n")
    }

    private static func medians(_ figures: [IngestFigure]) -> [IngestFigure] {
        SubscriberKind.allCases.compactMap { kind in
            IngestFigure(medianOf: figures.filter { $0.subscriber == kind })
        }
    }

    private static func ratio(_ figures: [IngestFigure]) -> IngestRatio? {
        let medians = medians(figures)
        guard let bare = medians.first(where: { $0.subscriber == .bare }),
            let durable = medians.first(where: { $0.subscriber == .durable })
        else { return nil }
        return IngestRatio(
            messagesPerSecond: durable.messagesPerSecond / bare.messagesPerSecond,
            cpuMicrosecondsPerMessage: durable.cpuMicrosecondsPerMessage / bare.cpuMicrosecondsPerMessage
        )
    }

    private static func row(_ round: String, _ cells: String...) -> String {
        let widths = [13, 12, 16, 17]
        return round.padding(toLength: 8, withPad: " ", startingAt: 0)
            + zip(cells, widths).enumerated().map { index, cell in
                let fill = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
                return index == 0 ? cell.0 + fill : fill + cell.0
            }.joined()
    }

    private static func format(_ value: Double, decimals: Int) -> String {
        String(format: "%.\(decimals)f", value)
    }
}

extension [Double] {
    /// The middle value, or the mean of the two in the middle; nil when there is none.
    fileprivate var median: Double? {
        guard !isEmpty else { return nil }
        let sorted = sorted()
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }
}

extension [String]? {
    fileprivate var orEmpty: [String] { self ?? [] }
}
