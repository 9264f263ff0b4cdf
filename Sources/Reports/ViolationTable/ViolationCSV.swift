import Acoustics
import EventTime
import ExamCalendar
package import NoiseRules
package import Records
package import Sites

/// Violations as CSV (RFC 4180): UTF-8, CRLF, a header line; a cell is empty when its value is not known or does not
/// apply.
///
/// Times are RFC 3339 with the site's offset, levels in dB to one decimal, lengths in whole seconds.
package struct ViolationCSV {
    private let plan: Plan
    private let offsets: Offsets
    private let recorded: RecordedEvidence
    private let localTime: Bool

    /// With `localTime` a column behind `opened` has the same by the site's clock without the offset, in the form that
    /// spreadsheets take for a date.
    package init(plan: Plan, calibrations: [SensorID: CalibrationRecord] = [:], localTime: Bool = false) {
        self.plan = plan
        self.localTime = localTime
        offsets = Offsets(plan: plan)
        recorded = RecordedEvidence(plan: plan, calibrations: calibrations)
    }

    package var header: String {
        line(
            ["id", "site", "source", "kind", "state", "opened"] + (localTime ? ["local_time"] : []) + [
                "ended", "closed", "seconds", "sensor", "rule", "quantity", "window", "level", "limit", "exceedance",
                "LAFmax", "valid_rate", "standard", "clause", "verdict", "evidence", "confirmed_by", "answered_by",
                "answered", "answer_minutes", "act", "alerts", "delivered", "exam", "notices",
            ]
        )
    }

    /// Of the highest level of the violation; `alerts` are those about it.
    package func line(_ record: ViolationRecord, alerts: [(Alert, [Delivery])]) -> String {
        let time = offsets.clock(forSite: record.subject.site)
        let opened = time(record.openedAt)
        let end = NoiseEnd(record)
        let worst = record.worst
        let over = worst.exceedanceTenths.flatMap { $0 > 0 && worst.rise == nil ? FixedPoint.text(tenths: $0) : nil }
        let lasted = end.map { String($0.lasted.milliseconds / 1000) }
        var cells: [String?] = [
            record.id.text, record.subject.site.text, record.subject.source.rawValue, record.subject.kind.rawValue,
            record.state, opened,
        ]
        if localTime { cells.append(String(opened.prefix(19)).replacing("T", with: " ")) }
        cells += [end.map { time($0.ended) }, record.closedAt.map(time), lasted, worst.sensor, worst.rule.text]
        cells += [
            worst.limit.quantity.rawValue, String(worst.window.milliseconds / 1000), worst.level?.text,
            worst.rise == nil ? worst.limit.level.text : nil, over, worst.LAFmax?.text,
            FixedPoint.threeDecimals(share: worst.coverage), worst.limit.standard, worst.limit.clause,
            worst.isVerdict ? "yes" : "no", recorded.evidence(of: record).grade.rawValue,
        ]
        cells += [
            record.confirmation?.by, record.firstAnswer?.by, record.firstAnswer.map { time($0.at) },
            record.minutesToAnswer.map { String($0) }, record.furthest?.act.rawValue, String(alerts.count),
            String(alerts.count { $0.0.state == .delivered }), worst.session?.exam.text,
            worst.notices.map(\.notice).joined(separator: " "),
        ]
        return line(cells.map { $0 ?? "" })
    }

    private func line(_ cells: [String]) -> String {
        cells.map(HourlyCSV.quoted).joined(separator: ",") + "\r\n"
    }
}
