import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites

/// A plan with one site and two offices, and alerts of it.
enum Sample {
    /// 2026-06-07T09:03:12+08:00.
    static let start = Instant(milliseconds: 1_780_794_192_000)
    static let sensor = SensorID(site: "s1", sensor: "n1")

    static let bureau = Authority(
        id: "bureau",
        name: Name(zh: "某某区生态环境局", en: "Environment bureau"),
        language: .zh,
        mail: ["duty@example.org"]
    )

    static func plan(_ authorities: [Authority] = [bureau]) -> Plan {
        Plan(
            authorities: authorities,
            sites: [
                Site(
                    id: "s1",
                    name: Name(zh: "第一中学", en: "School No. 1"),
                    zone: .zone1,
                    timeZone: .fixed(name: "Asia/Shanghai", offset: 8 * 3600)
                )
            ],
            sensors: [Sensor(id: sensor, placement: .constructionBoundary, instrumentClass: .class1)],
            exams: [],
            rules: []
        )
    }

    static let silence = SensorChange(
        sensor: sensor,
        step: .silent,
        at: start,
        lastReading: start - .seconds(60)
    )

    static func alert(
        _ id: String = "20260607-7K3M9Q2A.1.bureau.mail",
        _ channel: ChannelName = .mail,
        authority: AuthorityID = "bureau",
        at: Instant = start,
        expiry: TimeSpan = .hours(24)
    ) -> Alert {
        Alert(
            id: AlertID(id),
            subject: .sensor(silence),
            authority: AuthorityID(authority.text),
            channel: channel,
            createdAt: at,
            expiresAt: at + expiry
        )
    }

    static func violation(source: NoiseSource = .construction, number: Int = 1) throws -> ViolationChange {
        guard let level = Level(decibels: 78.4), let limit = Level(decibels: 70) else { throw OutOfRange() }
        let finding = Finding(
            sensor: "n1",
            rule: "r",
            limit: Limit(level: limit, quantity: .LAeq, standard: "GB 12523-2025", clause: "4.1", verified: true),
            level: level,
            LAFmax: nil,
            window: .minutes(1),
            coverage: 1,
            session: nil
        )
        return ViolationChange(
            violation: ViolationID("20260607-7K3M9Q2A"),
            subject: ViolationSubject(site: "s1", source: source, kind: .limitExceeded),
            number: number,
            step: .opened,
            at: start,
            openedAt: start,
            reason: .overLimit,
            finding: finding,
            worst: finding
        )
    }

    struct OutOfRange: Error {}
}
