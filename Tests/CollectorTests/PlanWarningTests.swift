import Acoustics
import Collector
import EventTime
import Foundation
import Plans
import Readings
import Records
import SQLiteStore
import SensorPayloads
import ServiceSettings
import Settings
import Sites
import Testing

@Suite("What check warns of") struct PlanWarningTests {
    private static let settings = """
        broker: {host: broker.example}
        store: {path: a.db}
        plan: plan.yaml
        reporters: {mail: {host: mail.example, from: a@a.example}}

        """

    private static let plan = """
        version: 1
        time-zone: Asia/Shanghai
        authorities:
          - id: bureau
            name: Bureau
            language: zh
            mail: [duty@a.example]
            officers: [{id: wang, name: Wang, phone: 12345}]
            roster: [{officers: [wang], from: 2027-06-07T07:00, to: 2027-06-08T19:00}]
        sites:
          - id: one
            name: One
            zone: 1
            sensors: [{id: gate, placement: construction boundary, class: 1}, {id: yard, placement: yard, class: 1}]
        escalation: {answer-within: 10min}
        exams:
          - {id: e, name: E, sessions: [{name: X, date: 2027-06-08, from: 09:00, to: 11:30}]}
        notices:
          - id: n
            name: N
            issuer: I
            phases: [{name: P, from: 2027-06-07T00:00, to: 2027-06-09T00:00, area: everywhere, activities: [horns]}]
        rules:
          - {id: r, name: R, when: always, where: {placements: [construction boundary]}, limit: {standard: GB 12523}, window: 1min}
          - {id: s, name: S, when: session, limit: {level: 60, document: D}, window: 1min}

        """

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// What is written in place of what.
        var edits: [[String]]
        var now = "2027-06-01T00:00:00Z"
        var warnings: [String]

        init(_ name: String, _ edits: [[String]], now: String = "2027-06-01T00:00:00Z", _ warnings: [String]) {
            testDescription = name
            self.edits = edits
            self.now = now
            self.warnings = warnings
        }
    }

    static let rows = [
        Row("nothing", [], []),
        Row(
            "an officer whom no roster and no route names",
            [
                [
                    "[{id: wang, name: Wang, phone: 12345}]",
                    "[{id: wang, name: Wang, phone: 12345}, {id: li, name: Li, phone: 12345}]",
                ]
            ],
            [
                "plan.yaml:8:59: authorities[0].officers[1].id: warning: no roster and no route names li, so no alert reaches "
                    + "this person; put li on the roster, or bureau/li into a route"
            ]
        ),
        Row(
            "an officer whom a route names",
            [
                [
                    "[{id: wang, name: Wang, phone: 12345}]",
                    "[{id: wang, name: Wang, phone: 12345}, {id: li, name: Li, phone: 12345}]",
                ],
                ["escalation:", "routes: [{id: r, to: [bureau], then: [[bureau/li]]}]\nescalation:"],
            ],
            []
        ),
        Row(
            "a radio device of an unknown model",
            [
                [
                    "class: 1}, {id: yard",
                    "class: 1, model: XL2, device: {decoder: chirpstack, id: 24e1641092176759}}, {id: yard",
                ]
            ],
            [
                "plan.yaml:14:90: sites[0].sensors[0].device: warning: the model of one/gate is XL2, which is not known, so its bytes "
                    + "are read only where chirpstack names the model itself; write model:, such as Milesight WS302"
            ]
        ),
        Row(
            "a radio device without a model",
            [["class: 1}, {id: yard", "class: 1, device: {decoder: chirpstack, id: 24e1641092176759}}, {id: yard"]],
            [
                "plan.yaml:14:78: sites[0].sensors[0].device: warning: the model of one/gate is missing, so its bytes "
                    + "are read only where chirpstack names the model itself; write model:, such as Milesight WS302"
            ]
        ),
        Row(
            "a radio device of a known model",
            [
                [
                    "class: 1}, {id: yard",
                    "class: 1, model: Milesight WS302, device: {decoder: chirpstack, id: 24e1641092176759}}, {id: yard",
                ]
            ],
            []
        ),
        Row(
            "a gap of the roster in a session",
            [["to: 2027-06-08T19:00", "to: 2027-06-08T10:00"]],
            [
                "plan.yaml:9:13: authorities[0].roster: warning: nobody is on duty from 2027-06-08 10:00 to 2027-06-08 11:30, "
                    + "during a session; add a shift, or alerts of that time reach the office alone"
            ]
        ),
        Row(
            "all is over",
            [],
            now: "2027-07-01T00:00:00Z",
            [
                "plan.yaml:9:13: authorities[0].roster: warning: the roster is over since 2027-06-08 19:00; write the next "
                    + "one, or take it out",
                "plan.yaml:17:10: exams[0].id: warning: all sessions of e are over since 2027-06-08 11:30; write the next "
                    + "exam's, or take it out",
                "plan.yaml:19:9: notices[0].id: warning: the notice n is over since 2027-06-09 00:00; write the one that holds "
                    + "now, or take it out",
            ]
        ),
        Row("the last session runs", [], now: "2027-06-08T03:29:59Z", []),
        Row(
            "no exam",
            [
                [
                    "exams:\n  - {id: e, name: E, sessions: [{name: X, date: 2027-06-08, from: 09:00, to: 11:30}]}",
                    "exams: []",
                ]
            ],
            [
                "plan.yaml:16:8: exams: warning: the plan has no exam, so that only rules with when: always or notice hold; "
                    + "write its sessions under exams"
            ]
        ),
        Row(
            "a standard for another place",
            [["where: {placements: [construction boundary]}, ", ""]],
            [
                "plan.yaml:24:5: rules[0]: warning: GB 12523 is not made for a sensor at a yard, as one/yard is; name under "
                    + "where the placements that it is for, or choose another standard"
            ]
        ),
        Row(
            "a limit of 12 dB",
            [["level: 60", "level: 12"]],
            [
                "plan.yaml:25:52: rules[1].limit.level: warning: is an unusual limit: those of noise lie between 20 and 120 "
                    + "dB; correct the level"
            ]
        ),
        Row(
            "an answer within 90 minutes",
            [["answer-within: 10min", "answer-within: 90min"]],
            [
                "plan.yaml:15:29: escalation.answer-within: warning: most papers are over before an hour without an answer is; "
                    + "write minutes, like 10min"
            ]
        ),
        Row(
            "an office without an address",
            [["    mail: [duty@a.example]\n", ""]],
            [
                "plan.yaml:4:9: authorities[0].id: warning: bureau has neither mail nor webhooks, so nothing reaches it; give "
                    + "it an address"
            ]
        ),
        Row(
            "a time zone with the sign of POSIX",
            [["time-zone: Asia/Shanghai", "time-zone: Etc/GMT+8"]],
            [
                "plan.yaml:2:12: time-zone: warning: Etc/GMT+8 is 8 h behind UTC, as these names have the sign of POSIX; for "
                    + "8 h ahead of UTC write Asia/Shanghai (its offset is that of Etc/GMT-8)"
            ]
        ),
        Row("a time zone with the sign that is meant", [["time-zone: Asia/Shanghai", "time-zone: Etc/GMT-8"]], []),
        Row(
            "a time zone of one part",
            [["zone: 1\n", "zone: 1\n    time-zone: Etc/GMT+5\n"]],
            [
                "plan.yaml:14:16: sites[0].time-zone: warning: Etc/GMT+5 is 5 h behind UTC, as these names have the sign of "
                    + "POSIX; for 5 h ahead of UTC write Asia/Tashkent (its offset is that of Etc/GMT-5)"
            ]
        ),
        Row(
            "the port without TLS",
            [["{host: broker.example}", "{host: broker.example, port: 1883, tls: {ca: plan.yaml}}"]],
            [
                "q.yaml:1:38: broker.port: warning: brokers listen for TLS on 8883, and on 1883 without; write 8883, or leave "
                    + "it out"
            ]
        ),
        Row(
            "the port of TLS without it",
            [["{host: broker.example}", "{host: broker.example, port: 8883}"]],
            [
                "q.yaml:1:38: broker.port: warning: brokers listen on 8883 for TLS; add tls: {ca: FILE}, or write 1883"
            ]
        ),
        Row(
            "the port of another kind of security",
            [["host: mail.example", "host: mail.example, port: 465"]],
            [
                "q.yaml:4:46: reporters.mail.port: warning: mail servers listen on 465 for tls; write security: tls, or 587"
            ]
        ),
    ]

    @Test("each is one line with its place and a remedy, and no problem", arguments: rows)
    func warnings(row: Row) throws {
        let folder = try TemporaryFolder()
        var (settings, plan) = (Self.settings, Self.plan)
        for edit in row.edits {
            #expect(plan.contains(edit[0]) || settings.contains(edit[0]), "\(edit[0])")
            settings = settings.replacing(edit[0], with: edit[1])
            plan = plan.replacing(edit[0], with: edit[1])
        }
        try folder.write("plan.yaml", plan)
        let path = try folder.write("q.yaml", settings)
        let now = try RFC3339.instant(row.now)
        let (configuration, findings) = Configuration.inspect(path: path, environment: [:], now: now)
        #expect(configuration != nil)
        expectChinese(findings)
        #expect(findings.map { $0.description.replacing(folder.path + "/", with: "") } == row.warnings)
        #expect(findings.allSatisfy { $0.severity == .warning })
    }

    struct Place: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var latitude: Double
        var longitude: Double
        var zone: String
        var warning: String?

        init(_ name: String, _ latitude: Double, _ longitude: Double, _ zone: String, _ warning: String? = nil) {
            testDescription = name
            self.latitude = latitude
            self.longitude = longitude
            self.zone = zone
            self.warning = warning
        }
    }

    private static let notChina = "do not lie in China, whose clock the time zone Asia/Shanghai is; correct one of them"

    static let places = [
        Place("Shenzhen", 22.54, 114.06, "Asia/Shanghai"), Place("Kashgar", 39.47, 75.99, "Asia/Shanghai"),
        Place("Kashgar by its own clock", 39.47, 75.99, "Asia/Urumqi"), Place("Mohe", 53.48, 122.37, "Asia/Shanghai"),
        Place("Fuyuan", 48.37, 134.29, "Asia/Shanghai"), Place("Hunchun", 42.86, 130.36, "Asia/Shanghai"),
        Place("Dandong", 40.12, 124.39, "Asia/Shanghai"), Place("Sanya", 18.25, 109.51, "Asia/Shanghai"),
        Place("Ruili", 24.01, 97.85, "Asia/Shanghai"), Place("Jinghong", 22.0, 100.8, "Asia/Shanghai"),
        Place("Yadong", 27.48, 88.9, "Asia/Shanghai"), Place("Khorgas", 44.21, 80.41, "Asia/Shanghai"),
        Place("Altay", 47.84, 88.14, "Asia/Shanghai"), Place("Erenhot", 43.65, 111.98, "Asia/Shanghai"),
        Place("Shanghai", 31.23, 121.47, "Asia/Shanghai"), Place("Weihai", 37.51, 122.12, "Asia/Shanghai"),
        Place("Seoul", 37.57, 126.98, "Asia/Shanghai", notChina),
        Place("Tokyo", 35.68, 139.69, "Asia/Shanghai", notChina),
        Place("Paris", 48.86, 2.35, "Asia/Shanghai", notChina), Place("Hanoi", 21.03, 105.85, "Asia/Ho_Chi_Minh"),
        Place("Almaty", 43.25, 76.95, "Asia/Shanghai", notChina), Place("Delhi", 28.61, 77.2, "Asia/Kolkata"),
        Place(
            "New York without the minus",
            40.71,
            74.0,
            "America/New_York",
            "do not lie in United States, whose clock the time zone America/New_York is; correct one of them"
        ),
        Place("Honolulu", 21.31, -157.86, "Pacific/Honolulu"), Place("Chatham", -43.95, -176.55, "Pacific/Chatham"),
        Place(
            "Wuhan",
            30.6,
            114.3,
            "Europe/Paris",
            "do not lie in France, whose clock the time zone Europe/Paris is; correct one of them"
        ),
        Place(
            "Nairobi, longitude first",
            36.82,
            -1.29,
            "Africa/Nairobi",
            "do not lie in Kenya, whose clock the time zone Africa/Nairobi is; correct one of them: the latitude comes first"
        ),
        Place("nothing is known of the country", 0, 0, "Africa/Abidjan"), Place("no country", 0, 0, "Etc/UTC"),
    ]

    @Test(
        "coordinates in another country than the time zone are noticed, those near a border are not",
        arguments: places
    )
    func coordinates(place: Place) throws {
        let folder = try TemporaryFolder()
        let plan = Self.plan.replacing("Asia/Shanghai", with: place.zone)
            .replacing("zone: 1\n", with: "zone: 1\n    coordinates: [\(place.latitude), \(place.longitude)]\n")
        try folder.write("plan.yaml", plan)
        let path = try folder.write("q.yaml", Self.settings)
        let now = try RFC3339.instant("2027-06-01T00:00:00Z")
        let findings = Configuration.inspect(path: path, environment: [:], now: now).findings
        let expected = place.warning.map { ["plan.yaml:14:18: sites[0].coordinates: warning: \($0)"] } ?? []
        expectChinese(findings)
        #expect(findings.map { $0.description.replacing(folder.path + "/", with: "") } == expected)
    }

    struct Pace: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Seconds.
        var period: Int64
        var delay: Int64
        var silentAfter: String
        var count: Int64
        var warning: String?
    }

    @Test(
        "readings of the store show a silent-after that is shorter than the sensor's period and delay",
        arguments: [
            Pace(
                testDescription: "a minute a minute",
                period: 60,
                delay: 8,
                silentAfter: "60s",
                count: 8,
                warning: "one/gate sends every 60 s and its messages come 8 s after their end, which is longer than "
                    + "silent-after, 60 s; write 2min or more"
            ),
            Pace(testDescription: "long enough", period: 60, delay: 8, silentAfter: "2min", count: 8),
            Pace(testDescription: "a second a second", period: 1, delay: 1, silentAfter: "60s", count: 300),
            Pace(testDescription: "too few messages", period: 60, delay: 8, silentAfter: "60s", count: 2),
            Pace(
                testDescription: "a quarter of an hour",
                period: 900,
                delay: 30,
                silentAfter: "10min",
                count: 6,
                warning: "one/gate sends every 900 s and its messages come 30 s after their end, which is longer than "
                    + "silent-after, 600 s; write 23min or more"
            ),
        ]
    )
    func pace(row: Pace) throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "plan.yaml",
            Self.plan.replacing(
                "placement: construction boundary, class: 1",
                with: "placement: construction boundary, class: 1, silent-after: \(row.silentAfter)"
            )
        )
        let path = try folder.write("q.yaml", Self.settings)
        let now = try RFC3339.instant("2027-06-01T00:00:00Z")
        let store = try SQLiteStore(path: "\(folder.path)/a.db")
        let gate = SensorID(site: "one", sensor: "gate")
        let level = try #require(Level(decibels: 50))
        for number in 1...row.count {
            let end = now - .seconds((row.count - number) * row.period + row.delay)
            let length = TimeSpan.seconds(min(row.period, 60))
            let reading = Reading(start: end - length, duration: length, LAeq: level)
            _ = try store.append(
                Arrival(
                    receivedAt: end + .seconds(row.delay),
                    origin: .mqtt,
                    messages: [SensorMessage(sensor: gate, readings: [reading])]
                )
            )
        }
        let findings = Configuration.inspect(path: path, environment: [:], now: now).findings
        let expected = row.warning.map { ["plan.yaml:14:84: sites[0].sensors[0].silent-after: warning: \($0)"] } ?? []
        expectChinese(findings)
        #expect(findings.map { $0.description.replacing(folder.path + "/", with: "") } == expected)
    }

    @Test("where the plan has a problem, nothing is said of what cannot be known then")
    func problemsFirst() throws {
        let folder = try TemporaryFolder()
        try folder.write("plan.yaml", Self.plan.replacing("date: 2027-06-08", with: "date: 2027-06-31"))
        let path = try folder.write("q.yaml", Self.settings)
        let now = try RFC3339.instant("2027-07-01T00:00:00Z")
        let (configuration, findings) = Configuration.inspect(path: path, environment: [:], now: now)
        #expect(configuration == nil)
        #expect(findings.map(\.severity) == [.problem])
    }

    @Test("a time zone that cannot be read is one problem: no notice is said to lie nowhere")
    func unreadableZone() throws {
        let folder = try TemporaryFolder()
        let sample = try String(contentsOfFile: repositoryPath("deploy/samples/plan.yaml"), encoding: .utf8)
        for zone in ["UTC+8", "Asia/Beijing", ""] {
            let path = try folder.write(
                "plan.yaml",
                sample.replacing("time-zone: Asia/Shanghai", with: "time-zone: \(zone)")
            )
            let found = PlanDocument.load(path: path).problems(in: folder.path)
            #expect(found.count == 1 && found[0].hasPrefix("plan.yaml:5:1"), "\(found)")
        }
    }

    @Test("an empty list, or nothing, says what absence says", arguments: ["exams", "notices"])
    func emptyLists(key: String) throws {
        let folder = try TemporaryFolder()
        let sample = try String(contentsOfFile: repositoryPath("deploy/samples/plan.yaml"), encoding: .utf8)
        let start = try #require(sample.range(of: "\n\(key):"))
        let end = try #require(sample.range(of: "\n\n", range: start.upperBound..<sample.endIndex))
        // The exams of the sample have blank lines between their days.
        let next = key == "exams" ? try #require(sample.range(of: "\nnotices:")).lowerBound : end.lowerBound
        for list in ["", "\n\(key): []", "\n\(key):"] {
            var text = sample
            text.replaceSubrange(start.lowerBound..<next, with: list)
            let path = try folder.write("plan.yaml", text)
            let plan = try PlanDocument.load(path: path).get()
            #expect(key == "exams" ? plan.exams.isEmpty : plan.notices.isEmpty)
        }
    }
}
