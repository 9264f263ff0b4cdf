import Foundation
import Reports

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

/// Our subscriber's medians over the bare one's.
struct IngestRatio: Encodable {
    var ratio: String
    var messagesPerSecond: Double
    var cpuMicrosecondsPerMessage: Double

    init(_ ours: IngestFigure, over bare: IngestFigure) {
        ratio = "\(ours.subscriber)/\(bare.subscriber)"
        messagesPerSecond = ours.messagesPerSecond / bare.messagesPerSecond
        cpuMicrosecondsPerMessage = ours.cpuMicrosecondsPerMessage / bare.cpuMicrosecondsPerMessage
    }
}

enum IngestTable {
    static func json(_ figures: [IngestFigure]) throws -> [String] {
        let ratios = try ratio(figures).map { [try JSONLine.encode($0)] } ?? []
        return try (figures + medians(figures)).map(JSONLine.encode) + ratios
    }

    static func text(_ figures: [IngestFigure]) -> String {
        var lines = [row("round", "subscriber", "messages/s", "CPU us/message", "messages/commit")]
        for figure in figures + medians(figures) {
            lines.append(
                row(
                    figure.round.map { "\($0)" } ?? "median",
                    figure.subscriber.rawValue,
                    TableRow.number(figure.messagesPerSecond, 0),
                    TableRow.number(figure.cpuMicrosecondsPerMessage, 2),
                    figure.messagesPerCommit.map { TableRow.number($0, 0) } ?? ""
                )
            )
        }
        if let ratio = ratio(figures) {
            let rate = TableRow.number(ratio.messagesPerSecond, 2)
            lines.append(row("ratio", ratio.ratio, rate, TableRow.number(ratio.cpuMicrosecondsPerMessage, 2), ""))
        }
        return lines.joined(separator: "\n")
    }

    private static func medians(_ figures: [IngestFigure]) -> [IngestFigure] {
        [.bare, .journal, .judged].compactMap { kind in
            IngestFigure(medianOf: figures.filter { $0.subscriber == kind })
        }
    }

    private static func ratio(_ figures: [IngestFigure]) -> IngestRatio? {
        let medians = medians(figures)
        guard let bare = medians.first, let ours = medians.last, bare.subscriber != ours.subscriber else { return nil }
        return IngestRatio(ours, over: bare)
    }

    private static func row(_ round: String, _ subscriber: String, _ cells: String...) -> String {
        round.padding(toLength: 8, withPad: " ", startingAt: 0)
            + subscriber.padding(toLength: 13, withPad: " ", startingAt: 0)
            + TableRow.text(cells, widths: [12, 16, 17])
    }
}
