import EventTime
import Foundation
package import Records

/// The receipts of a drill as a table for a terminal or a file.
package struct DrillText {
    private let offsets: Offsets

    package init(plan: Plan) {
        offsets = Offsets(plan: plan)
    }

    /// A head, a line for each recipient and channel, and what it amounts to; `alerts` are those of one drill, not empty.
    /// `receipts` say who has confirmed them.
    package func page(_ alerts: [(Alert, [Delivery])], receipts: [AlertID: DrillReceipt]) -> [String] {
        let time = offsets.clock(forSite: "")
        guard case .drill(let drill)? = alerts.first?.0.subject else { return [] }
        let rows = alerts.map { alert, deliveries in row(alert, deliveries, receipts[alert.id], time) }
        let head = ["recipient", "channel", "state", "after", "tries", "confirmed", "receipt", "routes"]
        let widths = (0..<6).map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        let table = ([head] + rows).map { cells in
            cells.enumerated().map { column, cell in
                column < widths.count ? cell.padding(toLength: widths[column], withPad: " ", startingAt: 0) : cell
            }
            .joined(separator: "  ")
        }
        let arrived = alerts.filter { $0.0.state == .delivered }.count
        return ["drill \(drill.id), ordered by \(drill.by) at \(time(drill.at))", ""] + table
            + [
                "",
                "\(arrived) of \(alerts.count) were accepted, \(receipts.count) confirmed by their readers"
                    + (arrived == alerts.count ? "" : "; see the receipts"),
            ]
    }

    private func row(
        _ alert: Alert,
        _ deliveries: [Delivery],
        _ receipt: DrillReceipt?,
        _ time: (Instant) -> String
    ) -> [String] {
        let accepted = deliveries.first { $0.outcome == .accepted }
        let routes = if case .drill(let drill) = alert.subject { drill.routes.joined(separator: "; ") } else { "" }
        return [
            alert.recipient, alert.channel.rawValue, alert.state.rawValue,
            accepted.map { "\(FixedPoint.text(tenths: Int(($0.at - alert.createdAt).milliseconds / 100))) s" } ?? "-",
            "\(deliveries.count)", receipt.map { "\(time($0.at)) by \($0.by)" } ?? "-",
            deliveries.last?.detail ?? "not tried yet", routes,
        ]
    }
}
