import EventTime
import Foundation
import NoiseRules
package import Records

/// Alerts as lines for a terminal.
package struct AlertText {
    private let offsets: Offsets
    private let composer: AlertComposer

    /// `composer` puts messages into words; one of `plan` without what the record has when nil.
    package init(plan: Plan, composer: AlertComposer? = nil) {
        offsets = Offsets(plan: plan)
        self.composer = composer ?? AlertComposer(plan: plan)
    }

    /// One line for a listing; `record` is that of its violation, `received` that of its drill.
    package func line(
        _ alert: Alert,
        _ deliveries: [Delivery],
        record: ViolationRecord? = nil,
        received: DrillReceipt? = nil
    ) -> String {
        let time = offsets.clock(forSite: alert.subject.site ?? "")
        let receipt = deliveries.last.map { "\(time($0.at)) \($0.outcome.rawValue): \($0.detail)" } ?? "not tried yet"
        let answer =
            received.map { "received by \($0.by)" } ?? record?.furthest.map { "\($0.act.rawValue) by \($0.by)" }
        let parts = [
            time(alert.createdAt), alert.state.rawValue.padding(toLength: 9, withPad: " ", startingAt: 0),
            alert.recipient, alert.channel.rawValue, alert.subject.kind, alert.id.text, receipt,
        ]
        return (parts + (answer.map { [$0] } ?? [])).joined(separator: "  ")
    }

    /// The whole of one alert with the words of its message, and what was answered to its violation or its drill.
    package func page(
        _ alert: Alert,
        _ deliveries: [Delivery],
        answers: [Answer],
        received: DrillReceipt? = nil
    ) -> [String] {
        let time = offsets.clock(forSite: alert.subject.site ?? "")
        var lines = [
            "alert      \(alert.id)",
            "about      \(alert.subject.kind)\(alert.subject.violation.map { " \($0.violation)" } ?? "")",
            "to         \(alert.recipient) by \(alert.channel.rawValue)",
            "written    \(time(alert.createdAt))",
            "state      \(alert.state.rawValue)"
                + (alert.state == .pending
                    ? ", next attempt \(time(alert.nextAttemptAt)), given up \(time(alert.expiresAt))" : ""),
        ]
        if let hold = alert.hold {
            lines.append("hold       " + NotificationWords(words: TableWords(.en)).line(hold, time))
        }
        lines += ["", "receipts"]
        lines += deliveries.map { delivery in
            let with = delivery.message.flatMap { $0 == alert.id ? nil : "  in message \($0)" } ?? ""
            return
                "  \(delivery.attempt)  \(time(delivery.at))  \(delivery.outcome.rawValue)  \(delivery.detail)\(with)"
        }
        lines += answers.map { "  \(time($0.at))  \($0.act.rawValue) by \($0.by)" }
        if let received { lines.append("  \(time(received.at))  received by \(received.by)") }
        let sent =
            deliveries.last { $0.sent != nil && [.accepted, .partial].contains($0.outcome) }
            ?? deliveries.last { $0.sent != nil }
        if let sent, let words = sent.sent {
            let basis = words.basis == .bytes ? "the bytes that were sent" : "these words"
            lines += [
                "", "message as it was sent \(time(sent.at))", "  SHA-256 of \(basis): \(words.digest)", "",
                "  \(words.subject)", "",
            ]
            return lines + indented(words.text)
        }
        let message = composer.message(for: alert, now: alert.subject.decidedAt)
        let isGone = deliveries.contains { $0.outcome == .accepted || $0.outcome == .partial }
        let heading = isGone ? "message as it would be today; what was sent was not kept" : "message as it would be now"
        return lines + ["", heading, "  \(message.subject)", ""] + indented(message.text)
    }

    private func indented(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
    }
}

extension AlertSubject {
    /// What it tells of, in a word or two.
    var kind: String {
        switch self {
        case .violation(let change): change.step.rawValue
        case .sensor(let change): "sensor \(change.step.rawValue)"
        case .unanswered(let escalation): "unanswered, tier \(escalation.tier)"
        case .stillOn: "ongoing"
        case .dutyGap: "nobody on duty"
        case .drill: "drill"
        case .collector(let change): "collector \(change.matter.rawValue)\(change.isOn ? "" : " over")"
        }
    }
}
