import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites

/// A plan in which everything that a digest may follow from is given.
enum SamplePlan {
    static func place(_ latitude: Double, _ longitude: Double) -> Coordinates? {
        Coordinates(latitude: latitude, longitude: longitude)
    }

    static func day(_ day: Int) -> LocalDate {
        LocalDate(year: 2027, month: 6, day: day) ?? LocalDate(daysSinceEpoch: 0)
    }
    static func range(_ from: Int64, _ to: Int64) -> TimeRange { TimeRange(start: Sample.at(from), end: Sample.at(to)) }

    static let site = Site(
        id: "school",
        name: Name("School"),
        address: "1 School Road",
        coordinates: place(22.5, 114.1),
        city: "Shenzhen",
        district: "Nanshan",
        zone: .zone1,
        timeZone: .fixed(name: "Asia/Shanghai", offset: 8 * 3600)
    )
    static let sensor = Sensor(
        id: Sample.sensor,
        placement: .constructionBoundary,
        coordinates: place(22.51, 114.1),
        instrumentClass: .class1,
        model: "AWA6228",
        serial: "301552",
        background: DeclaredBackground(day: Sample.level(480), night: Sample.level(400), measured: day(1)),
        certificate: Certificate(number: "1", expires: day(30)),
        isAnnounced: true,
        contact: Contact(name: Name("Zhang"), phone: "139")
    )
    static let session = ExamSession(
        exam: "gaokao",
        name: Name("Chinese"),
        kind: .written,
        range: range(0, 150),
        lead: .minutes(15),
        tail: .minutes(5),
        makeUp: Name("storm")
    )
    static let rule = Rule(
        id: "boundary",
        name: Name("Boundary"),
        when: .sessions([.written]),
        place: Rule.Place(sites: ["school", "other"], placements: [.constructionBoundary, .yard]),
        basis: .standard(.GB12523),
        measurement: Rule.Measurement(window: .minutes(1))
    )
    static let row = LimitRow(
        standard: .GB12523,
        edition: "GB 12523-2025",
        clause: "4.1",
        validity: Validity(from: day(1), to: day(30)),
        scope: LimitRow.Scope(
            zones: [.zone1],
            period: .day,
            placements: [.constructionBoundary],
            sessions: [.written],
            weekdays: [.monday],
            occurrence: .frequent
        ),
        level: Sample.level(700),
        provenance: RowProvenance(verified: true, note: Name("note"))
    )
    static let phase = ControlNotice.Phase(
        name: Name("exam days"),
        range: range(-600, 6000),
        hours: .daily([hours(22, 6)].compactMap(\.self)),
        area: .radius(metres: 500),
        activities: [.construction],
        isAppeal: false,
        beginning: ExamMoment(exam: "gaokao", edge: .begins, days: -1, time: LocalTime(secondsOfDay: 3600)),
        end: ExamMoment(exam: "gaokao", edge: .ends)
    )
    static let notice = ControlNotice(
        id: "quiet",
        name: Name("Quiet"),
        publication: NoticePublication(
            issuer: Name("Bureau"),
            legalReference: "art. 561",
            link: "https://bureau.example",
            hotline: "12345"
        ),
        sites: ["school"],
        timeZone: .fixed(name: "Asia/Urumqi", offset: 6 * 3600),
        phases: [phase],
        exemptions: [
            Exemption(
                kind: .certificate,
                number: "7",
                activities: [.construction],
                sensors: [Sample.sensor],
                validity: range(0, 60)
            )
        ],
        open: [Name("open")]
    )

    static func hours(_ from: Int, _ to: Int) -> DailyHours? {
        DailyHours(from: LocalTime(secondsOfDay: from * 3600), to: LocalTime(secondsOfDay: to * 3600))
    }

    static let plan: Plan = {
        var other = site
        (other.id, other.coordinates) = ("other", place(23, 114))
        var plan = Plan(
            authorities: [],
            sites: [site, other],
            sensors: [sensor],
            exams: [Exam(id: "gaokao", name: Name("Gaokao"), sites: ["school", "other"], sessions: [session])],
            rules: [rule]
        )
        plan.notices = [notice]
        plan.tables.limits = LimitTable(rows: [row])
        return plan
    }()
}
