import Acoustics
import Collector
import ExamCalendar
import Foundation
import Mosquitto
import NoiseRules
import Notifications
import Plans
import Records
import ServiceSettings
import Settings
import Sites
import Testing

/// A JSON Schema as far as these tests walk it.
private struct Schema {
    let root: [String: Any]

    init(_ name: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: repositoryPath("deploy/schema/\(name).schema.json")))
        root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    /// Every key path that the schema allows, as readers tell theirs: "sites[].sensors[].id".
    var keys: Set<String> { keys(of: root, at: "") }

    /// Every object of the schema that would let an unknown key pass.
    var openObjects: [String] { openObjects(of: root, at: "") }

    private func keys(of node: [String: Any], at path: String) -> Set<String> {
        var found: Set<String> = []
        for (key, value) in properties(node) {
            let inner = path.isEmpty ? key : "\(path).\(key)"
            found.insert(inner)
            found.formUnion(keys(of: value, at: inner))
        }
        for item in items(node) { found.formUnion(keys(of: item, at: "\(path)[]")) }
        for branch in branches(node) { found.formUnion(keys(of: branch, at: path)) }
        return found
    }

    private func openObjects(of node: [String: Any], at path: String) -> [String] {
        let isOpen = !properties(node).isEmpty && node["additionalProperties"] as? Bool != false
        return (isOpen ? [path] : [])
            + properties(node).flatMap { openObjects(of: $0.value, at: "\(path).\($0.key)") }
            + items(node).flatMap { openObjects(of: $0, at: "\(path)[]") }
            + branches(node).flatMap { openObjects(of: $0, at: path) }
    }

    /// The words that the schema allows at `path`, numbers left out.
    func words(at path: [String]) throws -> Set<String> {
        var node = root
        for key in path {
            node = try #require(key == "[]" ? items(node).first : properties(node)[key], "\(path)")
            if let target = branches(node).first(where: { $0["enum"] != nil }) { node = target }
        }
        let values = try #require(node["enum"] as? [Any], "\(path)")
        return Set(values.compactMap { $0 as? String })
    }

    private func properties(_ node: [String: Any]) -> [String: [String: Any]] {
        (node["properties"] as? [String: Any] ?? [:]).compactMapValues { $0 as? [String: Any] }
    }

    private func items(_ node: [String: Any]) -> [[String: Any]] {
        (node["items"] as? [String: Any]).map { [$0] } ?? []
    }

    /// What a reference points to, and the branches of anyOf and oneOf.
    private func branches(_ node: [String: Any]) -> [[String: Any]] {
        var found = ["anyOf", "oneOf"].flatMap { node[$0] as? [[String: Any]] ?? [] }
        if let name = (node["$ref"] as? String)?.split(separator: "/").last,
            let target = (root["$defs"] as? [String: Any])?[String(name)] as? [String: Any]
        {
            found.append(target)
        }
        return found
    }
}

@Suite("Schemas") struct SchemaTests {
    /// A plan that enters every section that a reader knows.
    private static let plan = """
        version: 1
        time-zone: Asia/Shanghai
        authorities:
          - {id: b, name: {zh: 局, en: Bureau}, language: zh, phone: 12345, webhooks: [room], second: [mail],
             officers: [{id: wang, name: {zh: 王, en: Wang}, phone: 12345}],
             roster: [{officers: [wang], from: 2026-06-07T07:00, to: 2026-06-07T19:00, hours: [{from: 07:00, to: 19:00}]}]}
        sites:
          - {id: s, name: {zh: 校, en: School}, zone: 1, day: {starts: 06:00, night: 22:00},
             coordinates: [22.5, 114.1], city: Shenzhen, district: Futian,
             sensors: [{id: yard, placement: yard, class: 1, coordinates: [22.5, 114.1],
                        certificate: {number: 7, expires: 2027-05-31}, announced: true,
                        range: {min: 20, max: 130}, frozen-after: 10min, device: {decoder: hj212, id: 0A},
                        contact: {name: {zh: 项目经理, en: Site manager}, phone: "+86 755 1234"},
                        background: {day: 45.5, night: 38, measured: 2026-05-20}}]}
        routes:
          - {id: works, sites: [s], cities: [Shenzhen], districts: [Futian], zones: [1], places: [yard],
             sources: [construction], hours: [{from: 06:00, to: 22:00}], to: [b], then: [[b/wang]], copies: [b]}
          - {id: rest, to: [b]}
        escalation: {answer-within: 10min, listening: 3min, remind: 15min}
        drill: {day-before: 18:00}
        operators: [b]
        exams:
          - id: e
            name: {zh: 考, en: Exam}
            timetable: gaokao-3+1+2
            sessions-file: sessions.csv
            year: 2027
            listening: true
            lead: 15min
            tail: 5min
            sessions:
              - {name: {zh: 语, en: X}, date: 2026-06-07, from: 09:00, to: 11:30, lead: 5min, tail: 1min,
                 make-up: {zh: 台风, en: Typhoon}, listening: {from: 09:00, to: 09:20, lead: 5min, tail: 1min}}
        notices:
          - id: n
            name: {zh: 通告, en: Notice}
            issuer: {zh: 局, en: Bureau}
            hotline: 12345
            phases:
              - {name: {zh: 前, en: Before}, from: 2026-05-30T18:00, to: 2026-06-07T00:00, activities: [construction],
                 area: {radius: 300}, hours: [{from: 22:00, to: 06:00, on: [saturday]}]}
              - {name: {zh: 考, en: Exam}, from: 2026-06-07T00:00, to: 2026-06-10T00:00, activities: [horns],
                 area: {districts: [Futian]}, hours: {sessions: [written]}}
              - {name: {zh: 后, en: After}, from: 2026-06-10T00:00, to: 2026-06-11T00:00, activities: [fireworks],
                 area: {polygon: [[22, 114], [23, 114], [23, 115]]}}
              - {name: {zh: 周, en: Week}, from: {exam: e, edge: begins, days: -7, time: 08:00}, to: {exam: e, days: 1},
                 activities: [any noise], area: {line: [[22, 114], [23, 114]], width: 40}, appeal: true}
            exemptions: [{kind: certificate, number: 7, sensors: [s/yard]}]
            open: [{zh: 未定, en: Unsaid}]
        decoders: [{name: hj212, topics: [hj212/+]}]
        rules:
          - {id: r, name: {zh: 规, en: R}, when: always, where: {placements: [yard]}, limit: {standard: WHO},
             window: 60s, clear: {below: 3}}
          - {id: t, name: {zh: 通, en: T}, when: {notices: [n]}, limit: {rise: 10}, kind: prohibitedActivity}
        standards:
          - {standard: GB 12523, edition: GB 12523-2025, clause: 4.1, from: 2026-01-01, to: 2030-12-31, zones: [1],
             period: day, placements: [yard], sessions: [listening], quantity: LAeq, level: 60, verified: true,
             note: {zh: 注, en: Note}}
        law:
          - {matter: examPeriod, act: {zh: 条例, en: Rules}, article: 3, subject: {zh: 考, en: Exams},
             from: 2026-01-01, to: 2030-12-31, verified: false, note: {zh: 注, en: Note}}
        penalties:
          - {matters: [constructionOverLimit], act: {zh: 条例, en: Rules}, article: 9, sources: [construction],
             fines: [{payer: unit, stage: refusal, least: 1000, most: 5000}], measure: {zh: 停工, en: Works stop},
             from: 2026-01-01, to: 2030-12-31, verified: true, note: {zh: 注, en: Note}}
        """

    private static let sessions = "name,date,from,to\nX,2026-06-21,09:00,11:30\n"

    private static let settings = """
        broker: {host: localhost, username: me, password: {env: PW}, tls: {ca: ca.pem}}
        store: {path: a.db, rejected: {keep: 30d}}
        plan: plan.yaml
        reporters:
          mail: {host: localhost, from: a@b.example, username: me, password: {env: PW}}
          eml: {directory: eml}
          webhooks:
            - {name: room, kind: dingtalk, url: {env: URL}, secret: {env: PW}, timeout: 5s, mention: true, ca: ca.pem,
               proxy: {env: URL}}
            - {name: cap, kind: cap, url: {env: URL}, sender: a@b.example}
          syslog: {host: localhost, port: 514, protocol: udp, facility: local0, sd-id: a@1, timeout: 5s}
          jsonl: {file: alerts.jsonl}
          cap: {directory: cap, sender: a@b.example}
          mqtt: {client-id: a}
          retry: {first: 2s}
          gathering: {wait: 5s}
        listen:
          health: {address: 127.0.0.1:9464, expose: false}
          answers: {address: 127.0.0.1:9465, expose: false, url: http://localhost, key: {env: KEY}, validity: 24h}
        """

    @Test("the plan's schema has just the keys that the reader knows")
    func planKeys() throws {
        let folder = try TemporaryFolder()
        try folder.write("sessions.csv", Self.sessions)
        let path = try folder.write("plan.yaml", Self.plan)
        let problems = ProblemCollector()
        _ = PlanDocument.read(path: path, reportingTo: problems)
        #expect(problems.isEmpty)
        #expect(problems.knownKeys == (try Schema("plan").keys))
    }

    @Test("the settings' schema has just the keys that the reader knows")
    func settingsKeys() throws {
        let folder = try TemporaryFolder()
        try folder.write("sessions.csv", Self.sessions)
        try folder.write("plan.yaml", Self.plan)
        try folder.write("ca.pem", "x")
        let path = try folder.write("quiethours.yaml", Self.settings)
        let problems = ProblemCollector()
        _ = Configuration.read(
            path: path,
            environment: ["PW": "x", "URL": "https://a.example/", "KEY": String(repeating: "k", count: 32)],
            reportingTo: problems
        )
        #expect(problems.isEmpty)
        #expect(problems.knownKeys.subtracting(try Schema("plan").keys) == (try Schema("quiethours").keys))
    }

    @Test("no schema lets an unknown key pass", arguments: ["plan", "quiethours"])
    func closed(name: String) throws {
        #expect(try Schema(name).openObjects == [])
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var schema: String
        var path: String
        var words: [String]

        var testDescription: String { path }
    }

    static let rows = [
        Row(schema: "plan", path: "authorities [] language", words: Language.allCases.map(\.rawValue)),
        Row(schema: "plan", path: "authorities [] sources []", words: NoiseSource.allCases.map(\.rawValue)),
        Row(schema: "plan", path: "sites [] zone", words: SoundZone.allCases.map(\.rawValue)),
        Row(schema: "plan", path: "sites [] sensors [] placement", words: Placement.allCases.map(\.rawValue)),
        Row(schema: "plan", path: "sites [] sensors [] class", words: InstrumentClass.allCases.map(\.rawValue)),
        Row(schema: "plan", path: "exams [] sessions [] kind", words: SessionKind.allCases.map(\.rawValue)),
        Row(schema: "plan", path: "exams [] timetable", words: Timetable.all.map(\.id)),
        Row(
            schema: "plan",
            path: "rules [] background",
            words: ["none"] + BackgroundCorrection.allCases.map(\.rawValue)
        ),
        Row(
            schema: "plan",
            path: "rules [] when",
            words: ["always", "notice", "session"] + SessionKind.allCases.map(\.rawValue)
        ),
        Row(schema: "plan", path: "rules [] where placements []", words: Placement.allCases.map(\.rawValue)),
        Row(schema: "plan", path: "rules [] limit standard", words: Standard.allCases.map(\.rawValue)),
        Row(schema: "plan", path: "standards [] standard", words: Standard.allCases.map(\.rawValue)),
        Row(schema: "plan", path: "standards [] zones []", words: SoundZone.allCases.map(\.rawValue)),
        Row(schema: "plan", path: "standards [] period", words: DayPeriod.allCases.map(\.rawValue)),
        Row(schema: "plan", path: "standards [] quantity", words: Quantity.allCases.map(\.rawValue)),
        Row(schema: "plan", path: "law [] matter", words: LegalMatter.allCases.map(\.rawValue)),
        Row(schema: "plan", path: "penalties [] matters []", words: LegalMatter.allCases.map(\.rawValue)),
        Row(schema: "plan", path: "penalties [] sources []", words: NoiseSource.allCases.map(\.rawValue)),
        Row(schema: "plan", path: "penalties [] fines [] payer", words: Penalty.Payer.allCases.map(\.rawValue)),
        Row(schema: "plan", path: "penalties [] fines [] stage", words: Penalty.Stage.allCases.map(\.rawValue)),
        Row(schema: "plan", path: "rules [] kind", words: ViolationKind.allCases.map(\.rawValue)),
        Row(schema: "plan", path: "rules [] quantity", words: Quantity.allCases.map(\.rawValue)),
        Row(
            schema: "quiethours",
            path: "reporters webhooks [] kind",
            words: WebhookSettings.Kind.allCases.map(\.rawValue)
        ),
        Row(
            schema: "quiethours",
            path: "reporters syslog facility",
            words: SyslogSettings.Facility.allCases.map(\.rawValue)
        ),
        Row(
            schema: "quiethours",
            path: "broker protocol",
            words: ConnectionOptions.ProtocolVersion.allCases.map(\.rawValue)
        ),
        Row(
            schema: "quiethours",
            path: "reporters mail security",
            words: MailSettings.Security.allCases.map(\.rawValue)
        ),
    ]

    @Test("a schema allows just the words that the reader knows", arguments: rows)
    func words(row: Row) throws {
        let path = row.path.split(separator: " ").map(String.init)
        #expect(try Schema(row.schema).words(at: path) == Set(row.words))
    }
}
