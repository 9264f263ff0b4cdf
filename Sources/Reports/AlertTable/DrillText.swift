import EventTime
import Foundation
package import Records
import Sites

/// The receipts of a drill as a table for a terminal or a file.
package struct DrillText {
    private let offsets: Offsets
    private let words: TableWords

    package init(plan: Plan, language: Language = .en) {
        offsets = Offsets(plan: plan)
        words = TableWords(language)
    }

    /// A head, a line for each recipient and channel, and what it amounts to; `alerts` are those of one drill, not
    /// empty. `receipts` say who has confirmed them.
    package func page(_ alerts: [(Alert, [Delivery])], receipts: [AlertID: DrillReceipt]) -> [String] {
        let time = offsets.clock(forSite: "")
        guard case .drill(let drill)? = alerts.first?.0.subject else { return [] }
        let rows = alerts.map { alert, deliveries in row(alert, deliveries, receipts[alert.id], time) }
        let head = words.pick(
            ["收件人", "渠道", "状态", "用时", "次数", "确认", "回执", "通知路由"],
            ["recipient", "channel", "state", "after", "tries", "confirmed", "receipt", "routes"]
        )
        let widths = (0..<6).map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        let table = ([head] + rows).map { cells in
            cells.enumerated().map { column, cell in column < widths.count ? pad(cell, widths[column]) : cell }
                .joined(separator: "  ")
        }
        let arrived = alerts.filter { $0.0.state == .delivered }.count
        let see = arrived == alerts.count ? "" : words.pick("；见回执", "; see the receipts")
        let first = words.pick(
            "演练 \(drill.id)，\(drill.by)于 \(time(drill.at)) 发起",
            "drill \(drill.id), ordered by \(drill.by) at \(time(drill.at))"
        )
        let last = words.pick(
            "\(alerts.count) 条中 \(arrived) 条已送达，\(receipts.count) 条经收件人确认",
            "\(arrived) of \(alerts.count) were accepted, \(receipts.count) confirmed by their readers"
        )
        return [first, ""] + table + ["", last + see]
    }

    private func row(
        _ alert: Alert,
        _ deliveries: [Delivery],
        _ receipt: DrillReceipt?,
        _ time: (Instant) -> String
    ) -> [String] {
        let accepted = deliveries.first { $0.outcome == .accepted }
        let routes =
            if case .drill(let drill) = alert.subject {
                words.pick(drill.routes.map(words.phrases.route), drill.routes).joined(separator: "; ")
            } else { "" }
        let after = accepted.map { FixedPoint.text(tenths: Int(($0.at - alert.createdAt).milliseconds / 100)) }
        return [
            alert.recipient.text, alert.channel.rawValue, words.pick(words.text(alert.state), alert.state.rawValue),
            after.map { words.pick("\($0) 秒", "\($0) s") } ?? "-", "\(deliveries.count)",
            receipt.map { words.pick("\(time($0.at)) \($0.by)", "\(time($0.at)) by \($0.by)") } ?? "-",
            deliveries.last?.detail ?? words.pick("尚未发送", "not tried yet"), routes,
        ]
    }
}
