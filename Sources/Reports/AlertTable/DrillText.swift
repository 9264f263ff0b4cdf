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
    package func page(_ alerts: [(Alert, [Delivery])]) -> [String] {
        let time = offsets.clock(forSite: "")
        guard case .drill(let drill)? = alerts.first?.0.subject else { return [] }
        let rows = alerts.map { alert, deliveries in row(alert, deliveries) }
        let head = ["recipient", "channel", "state", "after", "tries", "receipt", "routes"]
        let widths = (0..<5).map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
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
                "\(arrived) of \(alerts.count) were accepted" + (arrived == alerts.count ? "" : "; see the receipts"),
            ]
    }

    private func row(_ alert: Alert, _ deliveries: [Delivery]) -> [String] {
        let accepted = deliveries.first { $0.outcome == .accepted }
        let routes = if case .drill(let drill) = alert.subject { drill.routes.joined(separator: "; ") } else { "" }
        return [
            alert.recipient, alert.channel.rawValue, alert.state.rawValue,
            accepted.map { "\(FixedPoint.text(tenths: Int(($0.at - alert.createdAt).milliseconds / 100))) s" } ?? "-",
            "\(deliveries.count)", deliveries.last?.detail ?? "not tried yet", routes,
        ]
    }
}
