import EventTime
import Foundation
import NoiseRules
package import Records
import Sites

/// Alerts as lines for a terminal, in the language of who reads them; messages in that of their recipients.
package struct AlertText {
    private let offsets: Offsets
    private let composer: AlertComposer
    private let words: TableWords

    /// `composer` puts messages into words; one of `plan` without what the record has when nil.
    package init(plan: Plan, composer: AlertComposer? = nil, language: Language = .en) {
        offsets = Offsets(plan: plan)
        self.composer = composer ?? AlertComposer(plan: plan)
        words = TableWords(language)
    }

    /// One line for a listing; `record` is that of its violation, `received` that of its drill.
    package func line(
        _ alert: Alert,
        _ deliveries: [Delivery],
        record: ViolationRecord? = nil,
        received: DrillReceipt? = nil
    ) -> String {
        let time = offsets.clock(forSite: alert.subject.site ?? "")
        let receipt =
            deliveries.last.map { "\(time($0.at)) \(words.text($0.outcome))\(words.pick("：", ": "))\($0.detail)" }
            ?? words.pick("尚未发送", "not tried yet")
        let answer = received.map(confirmed) ?? record?.furthest.map(act)
        let parts = [
            time(alert.createdAt), words.text(alert.state), alert.recipient.text, alert.channel.rawValue,
            words.text(alert.subject), alert.id.text, receipt,
        ]
        return (parts + (answer.map { [$0] } ?? [])).joined(separator: "  ")
    }

    /// "on site by Wang Fang".
    private func act(_ answer: Answer) -> String {
        let act = words.text(answer.act)
        return words.pick("\(answer.by)\(act)", "\(act) by \(answer.by)")
    }

    private func confirmed(_ receipt: DrillReceipt) -> String {
        words.pick("\(receipt.by)已确认收到", "received by \(receipt.by)")
    }

    private func label(_ zh: String, _ en: String, _ text: String) -> String {
        words.pick(zh.padding(toLength: 4, withPad: "\u{3000}", startingAt: 0), pad(en, 10)) + " " + text
    }

    /// The whole of one alert with the words of its message, and what was answered to its violation or its drill.
    package func page(
        _ alert: Alert,
        _ deliveries: [Delivery],
        answers: [Answer],
        received: DrillReceipt? = nil
    ) -> [String] {
        let time = offsets.clock(forSite: alert.subject.site ?? "")
        let (next, end) = (time(alert.nextAttemptAt), time(alert.expiresAt))
        let waiting =
            alert.state == .pending
            ? words.pick("，下次发送 \(next)，\(end) 后不再发送", ", next attempt \(next), given up \(end)") : ""
        var lines = [
            label("编号", "alert", "\(alert.id)"),
            label(
                "事由",
                "about",
                words.text(alert.subject) + (alert.subject.violation.map { " \($0.violation)" } ?? "")
            ),
            label("发往", "to", alert.recipient.text + words.pick("，经 ", " by ") + alert.channel.rawValue),
            label("生成时间", "written", time(alert.createdAt)),
            label("状态", "state", words.text(alert.state).trimmingCharacters(in: .whitespaces) + waiting),
        ]
        if let hold = alert.hold {
            lines.append(label("暂缓", "hold", NotificationWords(words: words).line(hold, time)))
        }
        lines += ["", words.pick("送达记录", "receipts")]
        lines += deliveries.map { delivery in
            let with =
                delivery.message.flatMap {
                    $0 == alert.id ? nil : words.pick("  随消息 \($0)", "  in message \($0)") as String
                } ?? ""
            return
                "  \(delivery.attempt)  \(time(delivery.at))  \(words.text(delivery.outcome))  \(delivery.detail)\(with)"
        }
        lines += answers.map { "  \(time($0.at))  \(act($0))" }
        if let received { lines.append("  \(time(received.at))  \(confirmed(received))") }
        return lines + message(of: alert, deliveries, time)
    }

    /// As it was sent, where that was kept; else as it would be now.
    private func message(of alert: Alert, _ deliveries: [Delivery], _ time: (Instant) -> String) -> [String] {
        let sent =
            deliveries.last { $0.sent != nil && [.accepted, .partial].contains($0.outcome) }
            ?? deliveries.last { $0.sent != nil }
        if let sent, let kept = sent.sent {
            let basis =
                kept.basis == .bytes
                ? words.pick("所发字节", "the bytes that were sent") : words.pick("以下文字", "these words")
            return [
                "", words.pick("\(time(sent.at)) 发出的消息", "message as it was sent \(time(sent.at))"),
                words.pick("  \(basis)的 SHA-256：", "  SHA-256 of \(basis): ") + "\(kept.digest)", "",
                "  \(kept.subject)", "",
            ] + indented(kept.text)
        }
        let message = composer.message(for: alert, now: alert.subject.decidedAt)
        let isGone = deliveries.contains { $0.outcome == .accepted || $0.outcome == .partial }
        let heading =
            isGone
            ? words.pick("按今日内容重新生成的消息（当时所发未保存）", "message as it would be today; what was sent was not kept")
            : words.pick("现在将发出的消息", "message as it would be now")
        return ["", heading, "  \(message.subject)", ""] + indented(message.text)
    }

    private func indented(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
    }
}

extension AlertSubject {
    /// What it is about, in a word or two, as JSON has it.
    var kind: String {
        switch self {
        case .violation(let change): change.step.rawValue
        case .sensor(let change): "sensor \(change.step.rawValue)"
        case .unanswered(let escalation): "unanswered, tier \(escalation.tier)"
        case .reminder: "ongoing"
        case .dutyGap: "nobody on duty"
        case .drill: "drill"
        case .collector(let change): "collector \(change.matter.rawValue)\(change.isOn ? "" : " over")"
        }
    }
}
