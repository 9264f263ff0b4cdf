import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites

/// One school in Shanghai's time zone with an English and a Chinese office, and a violation on 2026-06-07.
enum SamplePlan {
    /// 2026-06-07T09:03:12+08:00.
    static let opening = Instant(milliseconds: 1_780_794_192_000)
    static let zone = TimeZoneRules.fixed(name: "Asia/Shanghai", offset: 8 * 3600)

    static let session = ExamSession(
        exam: "gaokao",
        name: Name(zh: "语文", en: "Chinese"),
        kind: .written,
        range: TimeRange(start: opening - .seconds(192), end: opening - .seconds(192) + .minutes(150))
    )

    static func plan(zone: TimeZoneRules = zone) -> Plan {
        Plan(
            authorities: [
                Authority(
                    id: "bureau",
                    name: Name(zh: "某某区生态环境局", en: "Environment bureau"),
                    language: .zh,
                    mail: ["duty@example.org"]
                ),
                Authority(id: "office", name: Name("Office"), language: .en, mail: ["office@example.org"]),
            ],
            sites: [
                Site(
                    id: "s1",
                    name: Name(zh: "第一中学", en: "School No. 1"),
                    address: "学府路 1 号 <东门> & \"南门\"",
                    zone: .zone1,
                    timeZone: zone
                )
            ],
            sensors: [
                Sensor(
                    id: SensorID(site: "s1", sensor: "n1"),
                    placement: .constructionBoundary,
                    instrumentClass: .class1
                )
            ],
            exams: [
                Exam(id: "gaokao", name: Name(zh: "高考", en: "Gaokao"), sites: ["s1"], sessions: [session])
            ],
            rules: [
                Rule(
                    id: "exam-construction",
                    name: Name(zh: "考试期间施工", en: "Construction during exams"),
                    when: .sessions([.written]),
                    place: Rule.Place(),
                    basis: .standard(.GB12523),
                    measurement: Rule.Measurement(window: .minutes(1))
                )
            ]
        )
    }

    static func limit(verified: Bool = true, period: DayPeriod = .day) throws -> Limit {
        Limit(
            level: try level(70),
            quantity: .LAeq,
            standard: "GB 12523-2025",
            clause: "4.1",
            zone: nil,
            period: period,
            verified: verified
        )
    }

    static func finding(_ decibels: Double? = 78.4, limit: Limit? = nil) throws -> Finding {
        Finding(
            sensor: "n1",
            rule: "exam-construction",
            limit: try limit ?? self.limit(),
            level: try decibels.map { try level($0) },
            LAFmax: decibels == nil ? nil : try level(85.1),
            window: .minutes(1),
            coverage: 0.9999,
            session: SessionNote(session)
        )
    }

    static func change(
        _ step: ViolationChange.Step = .opened,
        _ reason: ViolationChange.Reason = .overLimit,
        source: NoiseSource = .construction,
        kind: ViolationKind = .limitExceeded,
        after: TimeSpan = .zero,
        finding: Finding? = nil,
        worst: Finding? = nil
    ) throws -> ViolationChange {
        ViolationChange(
            violation: ViolationID("20260607-7K3M9Q2A"),
            subject: ViolationSubject(site: "s1", source: source, kind: kind),
            number: step == .opened ? 1 : 2,
            step: step,
            at: opening + after,
            openedAt: opening,
            reason: reason,
            finding: try finding ?? self.finding(),
            worst: try worst ?? self.finding()
        )
    }

    /// The violation of which `change` is the only change.
    static func record(_ change: ViolationChange, answers: [Answer] = []) -> ViolationRecord {
        ViolationRecord(
            id: change.violation,
            subject: change.subject,
            openedAt: change.openedAt,
            closedAt: change.closedAt,
            worst: change.worst,
            changes: [change],
            answers: answers
        )
    }

    static func alert(_ subject: AlertSubject, to authority: AuthorityID) -> Alert {
        Alert(
            id: AlertID("1"),
            subject: subject,
            authority: authority,
            channel: .mail,
            createdAt: opening,
            expiresAt: opening + .hours(24)
        )
    }

    static func level(_ decibels: Double) throws -> Level {
        guard let level = Level(decibels: decibels) else { throw OutOfRange() }
        return level
    }

    struct OutOfRange: Error {}
}
