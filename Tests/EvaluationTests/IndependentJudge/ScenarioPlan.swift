import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites
import TestSupport

/// The pieces of a small plan, for scenes by hand and at random alike.
enum ScenarioPlan {
    /// UTC+5:30, so that hours begin at no whole hour of UTC.
    static let zone = TimeZoneRules.fixed(name: "UTC+5:30", offset: 19_800)

    static func level(tenths: Int) -> Level {
        guard let level = Level(decibels: Double(tenths) / 10) else { preconditionFailure("no level: \(tenths)") }
        return level
    }

    static func sensor(
        _ name: String,
        _ placement: Placement = .constructionBoundary,
        background: DeclaredBackground? = nil,
        site: SiteID = "school"
    ) -> Sensor {
        Sensor(
            id: SensorID(site: site, sensor: name),
            placement: placement,
            instrumentClass: .class1,
            silentAfter: .hours(24),
            background: background
        )
    }

    /// The same level by day and by night.
    static func background(tenths day: Int, night: Int? = nil) -> DeclaredBackground? {
        guard let measured = LocalDate(year: 2026, month: 5, day: 1) else { return nil }
        return DeclaredBackground(day: level(tenths: day), night: level(tenths: night ?? day), measured: measured)
    }

    static func session(_ kind: SessionKind, _ range: TimeRange) -> ExamSession {
        ExamSession(exam: "gaokao", name: Name("English"), kind: kind, range: range)
    }

    /// A ban of everything everywhere over `range`.
    static func notice(_ range: TimeRange) -> ControlNotice {
        ControlNotice(
            id: "notice",
            name: Name("Notice"),
            publication: NoticePublication(issuer: Name("Bureau")),
            phases: [
                ControlNotice.Phase(
                    name: Name("Phase"),
                    range: range,
                    hours: .allDay,
                    area: .everywhere,
                    activities: [.construction, .commercialLoudspeaker, .entertainment]
                )
            ]
        )
    }

    static func plan(
        sensors: [Sensor],
        rules: [Rule],
        sessions: [ExamSession] = [],
        notices: [ControlNotice] = []
    ) -> Plan {
        let sites = Set(sensors.map(\.id.site)).sorted()
        return Plan(
            authorities: [],
            sites: sites.map { Site(id: $0, name: Name($0.text), zone: .zone1, timeZone: zone) },
            sensors: sensors,
            exams: sessions.isEmpty
                ? [] : [Exam(id: "gaokao", name: Name("Gaokao"), sites: Set(sites), sessions: sessions)],
            notices: notices,
            rules: rules
        )
    }
}
