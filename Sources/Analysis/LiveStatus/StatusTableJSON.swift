import Acoustics
package import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import Reports

/// A board as JSON objects of one line, for machines: one for each sensor, then one for the collector. Times are RFC
/// 3339.
package struct StatusTableJSON {
    private let offset: Int

    /// `offset` is that of the times, in seconds.
    package init(offset: Int) {
        self.offset = offset
    }

    package func lines(of table: StatusTable, at now: Instant) throws -> [String] {
        try table.rows.map { try JSONLine.encode(SensorBody($0, at: time(now), time)) }
            + [JSONLine.encode(CollectorBody(table, at: time(now), time))]
    }

    private func time(_ instant: Instant) -> String { RFC3339.format(instant, offset: offset) }
}

private struct SensorBody: Encodable {
    var at: String
    var site: String
    var sensor: String
    var placement: String
    /// Level of the newest reading, dB.
    var latest: Level?
    /// LAeq over the window of the strictest active rule, dB.
    var level: Level?
    var windowSeconds: Double?
    var rule: String?
    var limit: Level?
    var exam: String?
    /// quiet, no rule, over, violation, violation without data, no valid level, no reading, unknown or rejected.
    var state: String
    /// By how much the level is above the limit, dB; of no rule, above the lowest limit whose rule does not hold now.
    var over: Double?
    var violation: String?
    /// Of the violation: the furthest act, or "unanswered", and who took it.
    var answering: String?
    var answeredBy: String?
    /// The violations that are open there, this one among them.
    var openViolations: [String]
    var mutedUntil: String?
    var mutedBy: String?
    /// End of the newest reading.
    var heardTo: String?
    var since: String?
    var detail: String?
    var clockOffsetSeconds: Double?
    var mark: String?

    init(_ row: StatusTable.Row, at: String, _ time: (Instant) -> String) {
        self.at = at
        site = row.site
        sensor = row.sensor
        placement = row.placement
        latest = row.latest
        level = row.level
        windowSeconds = row.window?.seconds
        rule = row.rule?.text
        limit = row.limit
        exam = row.session?.exam.text
        clockOffsetSeconds = row.clockOffset?.seconds
        mark = row.mark.map { "\($0)" }
        answering = row.violations.first.map { $0.answer?.act.rawValue ?? "unanswered" }
        answeredBy = row.violations.first?.answer?.by
        openViolations = row.violations.map(\.id.text)
        mutedUntil = row.muted.map { time($0.until) }
        mutedBy = row.muted?.by
        heardTo = row.heardTo.map(time)
        switch row.state {
        case .quiet: state = "quiet"
        case .noRule(let above): (state, over) = ("no rule", above.map { Double($0.tenths) / 10 })
        case .invalid(let why): (state, detail) = ("no valid level", why?.rawValue)
        case .over(let tenths): (state, over) = ("over", Double(tenths) / 10)
        case .violation(let id, let tenths):
            (state, violation, over) = ("violation", id.text, tenths.map { Double($0) / 10 })
        case .violationWithoutData(let id, let last):
            (state, violation, since) = ("violation without data", id.text, last.map(time))
        case .noReading(let last): (state, since) = ("no reading", last.map(time))
        case .unknown(let last): (state, since) = ("unknown", last.map(time))
        case .rejected(let why): (state, detail) = ("rejected", why)
        }
    }
}

private struct CollectorBody: Encodable {
    var at: String
    /// receiving, interrupted or not running.
    var collector: String
    var since: String?
    var detail: String?
    var broker: String?
    /// SHA-256 of the plan that the objects go by, since when the service uses it, and whether the files are another
    /// one.
    var plan: String?
    var planSince: String?
    var planEdited: Bool?
    /// When the newest reading that was judged came in.
    var judgedTo: String?
    var unjudged: Int64
    /// What else operators were notified of, and that is not over.
    var troubles: [String]
    var openViolations: Int
    var readings: Int64
    var rejected: Int
    var alerts: [String: Int]

    init(_ table: StatusTable, at: String, _ time: (Instant) -> String) {
        self.at = at
        switch table.collector.reception {
        case .receiving: collector = "receiving"
        case .interrupted(let last, let why): (collector, since, detail) = ("interrupted", last.map(time), why)
        case .notRunning(let last): (collector, since) = ("not running", last.map(time))
        }
        broker = table.collector.broker
        plan = table.collector.plan?.sha256.description
        planSince = table.collector.plan?.since.map(time)
        planEdited = table.collector.plan?.isEdited
        judgedTo = table.collector.judgedTo.map(time)
        unjudged = table.collector.unjudged
        troubles = table.collector.troubles.map(\.matter.rawValue)
        openViolations = table.openViolations
        readings = table.readings
        rejected = table.rejected
        alerts = Dictionary(uniqueKeysWithValues: table.alerts.map { ($0.key.rawValue, $0.value) })
    }
}
