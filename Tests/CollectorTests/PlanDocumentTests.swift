import Acoustics
import Collector
import EventTime
import ExamCalendar
import NoiseRules
import Plans
import Readings
import Records
import Settings
import Sites
import Testing

@Suite("Reading a plan") struct PlanDocumentTests {
    private static func load(exam: String = "", rule: String = "", authority: String = "") throws -> Plan {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "plan.yaml",
            """
            version: 1
            time-zone: Asia/Shanghai
            authorities: [{id: bureau, name: Bureau, language: en\(authority)}]
            sites:
              - id: east
                name: {zh: 东校, en: East School}
                zone: 4a
                address: Street 1
                day: {starts: 07:00, night: "23:00"}
                sensors:
                  - {id: yard, placement: yard, class: 2, model: M, serial: 0042, silent-after: 5min}
                  - {id: gate, placement: construction boundary, class: uncertified}
              - id: west
                name: West School
                zone: 1
                time-zone: Asia/Urumqi
                sensors: [{id: yard, placement: yard, class: "1"}]
            exams:
              - id: exam
                name: Exam
                \(exam)
            rules:
              - {id: rule, name: Rule, when: always, limit: {standard: GB 3096}, window: 10min\(rule)}
            """
        )
        return try PlanDocument.load(path: path).get()
    }

    private static let session = "sessions: [{name: A, date: 2026-06-07, from: 23:00, to: 24:00}]"

    @Test("sites and sensors are as written")
    func sites() throws {
        let plan = try Self.load(exam: "sites: [east]\n    \(Self.session)")
        let east = try #require(plan.sites.first)
        #expect(east.name == Name(zh: "东校", en: "East School"))
        #expect(east.zone == .zone4a)
        #expect(east.address == "Street 1")
        #expect(east.timeZone.name == "Asia/Shanghai")
        #expect(east.dayHours.dayStart.secondsOfDay == 7 * 3600)
        #expect(east.dayHours.nightStart.secondsOfDay == 23 * 3600)
        let west = try #require(plan.sites.last)
        #expect(west.name == Name("West School"))
        #expect(west.timeZone.name == "Asia/Urumqi")
        #expect(west.dayHours == .standard)
        #expect(
            plan.sensors == [
                Sensor(
                    id: SensorID(site: "east", sensor: "yard"),
                    placement: .yard,
                    instrumentClass: .class2,
                    model: "M",
                    serial: "0042",
                    silentAfter: .minutes(5)
                ),
                Sensor(
                    id: SensorID(site: "east", sensor: "gate"),
                    placement: .constructionBoundary,
                    instrumentClass: .uncertified
                ),
                Sensor(id: SensorID(site: "west", sensor: "yard"), placement: .yard, instrumentClass: .class1),
            ]
        )
    }

    struct ZoneRow: Sendable, CustomTestStringConvertible {
        var exam: String
        var sites: Set<SiteID>
        /// 23:00 local of 2026-06-07.
        var start: Int64

        var testDescription: String { exam }
    }

    @Test(
        "session times are those of the sites, or of the exam's own zone",
        arguments: [
            ZoneRow(exam: "sites: [east]", sites: ["east"], start: 1_780_844_400_000),
            ZoneRow(exam: "sites: [west]", sites: ["west"], start: 1_780_851_600_000),
            ZoneRow(exam: "time-zone: Asia/Shanghai", sites: ["east", "west"], start: 1_780_844_400_000),
            ZoneRow(
                exam: "sites: all\n    time-zone: Asia/Urumqi",
                sites: ["east", "west"],
                start: 1_780_851_600_000
            ),
        ]
    )
    func zones(row: ZoneRow) throws {
        let plan = try Self.load(exam: "\(row.exam)\n    \(Self.session)")
        let exam = try #require(plan.exams.first)
        #expect(exam.sites == row.sites)
        let start = Instant(milliseconds: row.start)
        #expect(
            exam.sessions == [
                ExamSession(
                    exam: "exam",
                    name: Name("A"),
                    kind: .written,
                    range: TimeRange(start: start, end: start + .hours(1))
                )
            ]
        )
    }

    struct RuleRow: Sendable, CustomTestStringConvertible {
        var key: String
        var when: Rule.When = .always
        var place = Rule.Place()
        var kind = ViolationKind.limitExceeded
        var quantity = Quantity.LAeq
        var minimumDuration = TimeSpan.zero
        var clearBelowTenths = 30
        var clearAfter = TimeSpan.seconds(60)
        var coveragePercent = 75

        var testDescription: String { key.isEmpty ? "defaults" : key }
    }

    @Test(
        "a rule is as written, and what is left out has its default",
        arguments: [
            RuleRow(key: ""),
            RuleRow(key: "where: {sites: [west]}", place: Rule.Place(sites: ["west"])),
            RuleRow(
                key: "where: {placements: [yard, construction boundary]}",
                place: Rule.Place(placements: [.yard, .constructionBoundary])
            ),
            RuleRow(key: "kind: advisory", kind: .advisory),
            RuleRow(key: "quantity: LAFmax", quantity: .LAFmax),
            RuleRow(key: "minimum-duration: 90s", minimumDuration: .seconds(90)),
            RuleRow(key: "clear: {below: 2.5}", clearBelowTenths: 25),
            RuleRow(key: "clear: {for: 0s}", clearAfter: .zero),
            RuleRow(key: "coverage: 100", coveragePercent: 100),
        ]
    )
    func rules(row: RuleRow) throws {
        let plan = try Self.load(
            exam: "sites: [east]\n    \(Self.session)",
            rule: row.key.isEmpty ? "" : ", \(row.key)"
        )
        #expect(
            plan.rules == [
                Rule(
                    id: "rule",
                    name: Name("Rule"),
                    when: row.when,
                    place: row.place,
                    basis: .standard(.GB3096),
                    kind: row.kind,
                    measurement: Rule.Measurement(
                        quantity: row.quantity,
                        window: .minutes(10),
                        coveragePercent: row.coveragePercent
                    ),
                    hysteresis: Rule.Hysteresis(
                        minimumDuration: row.minimumDuration,
                        clearBelowTenths: row.clearBelowTenths,
                        clearAfter: row.clearAfter
                    )
                )
            ]
        )
    }

    @Test(
        "a rule is in force always, in every session, or in sessions of some kinds",
        arguments: [
            ("always", Rule.When.always),
            ("session", .sessions([.written, .listening, .gap])),
            ("gap", .sessions([.gap])),
            ("[written, listening]", .sessions([.written, .listening])),
        ]
    )
    func when(text: String, when: Rule.When) throws {
        let plan = try Self.load(
            exam: "sites: [east]\n    \(Self.session)",
            rule: "}\n  - {id: other, name: O, when: \(text), limit: {level: 50.5, document: Notice 7}, window: 1s"
        )
        #expect(plan.rules.last?.when == when)
        #expect(plan.rules.last?.basis == Level(decibels: 50.5).map { .level($0, document: "Notice 7") })
    }

    @Test("an authority answers for what it names, and for everything else when it names nothing")
    func authorities() throws {
        let exam = "sites: [east]\n    \(Self.session)"
        #expect(
            try Self.load(exam: exam).authorities == [
                Authority(id: "bureau", name: Name("Bureau"), language: .en, mail: [])
            ]
        )
        let plan = try Self.load(
            exam: exam,
            authority: ", mail: [a@b.example], sites: [east, west], sources: [unattributed, construction]"
        )
        #expect(
            plan.authorities == [
                Authority(
                    id: "bureau",
                    name: Name("Bureau"),
                    language: .en,
                    mail: ["a@b.example"],
                    scope: Authority.Scope(sites: ["east", "west"], sources: [.unattributed, .construction])
                )
            ]
        )
    }
}
