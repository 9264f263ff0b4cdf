import Acoustics
import Analysis
import Collector
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites
import Testing

/// A morning at forty sensors, as `watch` gets it: the urgent ones are the last of the plan.
enum SampleStatusTable {
    static let now = Instant(milliseconds: 1_780_794_000_000)
    /// What the last sensors show, from the last one backwards; all before are quiet.
    static let special = ["unanswered", "answered", "over", "muted", "silent", "faulty", "loud", "norule"]

    static func level(_ tenths: Int) throws -> Level { try #require(Level(tenths: tenths)) }

    static func table(
        sensors count: Int = 40,
        reception: CollectorLine.Reception = .receiving,
        broker: String = "127.0.0.1:1883",
        troubles: [CollectorChange] = [],
        isEdited: Bool = false,
        language: Language = .en
    ) throws -> StatusTable {
        let plan = try #require(Fingerprint(String(repeating: "3f2a9c1e", count: 8)))
        var rows = try (0..<count).map { try row($0, language) }
        for (back, kind) in special.enumerated() where back < count {
            try change(&rows[count - 1 - back], to: kind)
        }
        return StatusTable(
            rows: rows,
            openViolations: 3,
            readings: 255_410,
            rejected: 45,
            alerts: [.delivered: 6, .pending: 1],
            collector: CollectorLine(
                reception: reception,
                broker: broker,
                plan: PlanNote(sha256: plan, since: now - .hours(1), isEdited: isEdited),
                judgedTo: now - .seconds(1),
                troubles: troubles
            )
        )
    }

    private static func row(_ number: Int, _ language: Language) throws -> StatusTable.Row {
        var row = StatusTable.Row(
            siteID: SiteID("no\(number / 4 + 1)"),
            site: language == .zh ? "江宁区第\(number / 4 + 1)中学考点" : "No \(number / 4 + 1) Middle School of Jiangning",
            sensor: "sensor-\(number)",
            placement: "yard",
            state: .quiet
        )
        row.latest = try level(447)
        row.level = try level(432)
        row.limit = try level(550)
        row.window = .seconds(60)
        row.rule = "school-grounds"
        row.heardTo = now - .seconds(2)
        return row
    }

    private static func change(_ row: inout StatusTable.Row, to kind: String) throws {
        let id = ViolationID("20260607-7K3M9Q2A")
        var violation = StatusTable.OpenViolation(id: id, openedAt: now - .minutes(5))
        switch kind {
        case "unanswered":
            row.state = .violation(id, tenths: 100)
            row.level = try level(650)
        case "answered":
            row.state = .violation(id, tenths: 142)
            row.level = try level(692)
            violation.answer = Answer(violation: id, act: .onSite, by: "Wang Fang", at: now)
        case "over":
            row.state = .over(tenths: 31)
            row.level = try level(581)
            return
        case "muted":
            row.state = .violation(id, tenths: 200)
            row.level = try level(750)
            violation.muted = MuteNote(order: 1, by: "Li", why: "agreed", until: now + .minutes(30))
            row.muted = violation.muted
        case "silent":
            row.state = .noReading(since: now - .minutes(17))
            row.level = nil
            row.latest = nil
            row.heardTo = now - .minutes(17)
            return
        case "faulty":
            row.clockOffset = .hours(8)
            return
        case "loud":
            row.state = .noRule(above: StatusTable.Exceeded(tenths: 300, limit: try level(550), rule: "yard"))
            row.level = try level(850)
            row.limit = nil
            row.rule = nil
            return
        default:
            row.state = .noRule(above: nil)
            row.limit = nil
            row.rule = nil
            return
        }
        row.violations = [violation]
    }
}
