import Collector
import ExamCalendar
import Foundation
import Plans
import Settings
import Testing
import Yams

/// Each value of a plan that has every part is made wrong, one at a time: that is one mistake and must be one problem.
@Suite("One mistake is one problem") struct OneMistakeTests {
    private static let plan = """
        version: 1
        time-zone: Asia/Shanghai
        authorities:
          - id: bureau
            name: {zh: 局, en: Bureau}
            language: zh
            mail: [duty@a.example]
            phone: 12345
            second: [mail]
            officers: [{id: wang, name: {zh: 王, en: Wang}, mail: [wang@a.example], phone: 12345}, {id: li, name: Li, phone: 12345}]
            roster:
              - {officers: [wang], from: 2027-06-07T07:00, to: 2027-06-07T19:00, hours: [{from: 07:00, to: 19:00, on: [monday]}]}
              - {officers: [li], from: 2027-06-07T07:00, to: 2027-06-07T19:00}
          - {id: other, name: Other, language: en, mail: [other@a.example]}
        sites:
          - id: one
            name: {zh: 校, en: School}
            zone: 1
            day: {starts: 06:00, night: 22:00}
            coordinates: [22.5, 114.1]
            city: Shenzhen
            district: Futian
            sensors:
              - {id: yard, placement: yard, class: 1, coordinates: [22.5, 114.1], silent-after: 2min, announced: true,
                 certificate: {number: 7, expires: 2027-05-31}, contact: {name: A, phone: 12345},
                 background: {day: 45.5, night: 38, measured: 2026-05-20}}
              - {id: gate, placement: construction boundary, class: 2}
          - {id: two, name: Two, zone: 2, city: Huizhou, district: Huicheng, sensors: [{id: street, placement: vendor street, class: 1}]}
        routes:
          - {id: works, sites: [one], cities: [Shenzhen], districts: [Futian], zones: [1], places: [yard],
             sources: [construction], hours: [{from: 06:00, to: 22:00}], to: [bureau], then: [[bureau/wang], [other]], copies: [other]}
          - {id: rest, to: [bureau, bureau/li]}
        escalation: {answer-within: 10min, listening: 3min, remind: 15min}
        drill: {day-before: 18:00}
        exams:
          - {id: gaokao, name: Gaokao, sites: [one], timetable: gaokao-3+1+2, year: 2027, listening: true, lead: 15min, tail: 5min}
          - id: zhongkao
            name: Zhongkao
            sites: [one, two]
            sessions:
              - {name: {zh: 语, en: X}, date: 2027-06-17, from: 09:00, to: 11:30, kind: written, lead: 5min, tail: 1min,
                 make-up: {zh: 台风, en: Typhoon}, listening: {from: 09:00, to: 09:20, lead: 5min, tail: 1min}}
              - {name: Y, date: 2027-06-17, from: 11:30, to: 12:00, kind: gap}
        notices:
          - id: n
            name: {zh: 通告, en: Notice}
            issuer: {zh: 局, en: Bureau}
            sites: [one, two]
            phases:
              - {name: {zh: 前, en: Before}, from: 2027-05-30T18:00, to: 2027-06-07T00:00, activities: [construction],
                 area: {radius: 300}, hours: [{from: 22:00, to: 06:00, on: [saturday]}]}
              - {name: Exam, from: 2027-06-07T00:00, to: 2027-06-10T00:00, activities: [horns, drones],
                 area: {districts: [Futian]}, hours: {sessions: [written]}}
              - {name: After, from: 2027-06-10T00:00, to: 2027-06-11T00:00, activities: [fireworks],
                 area: {polygon: [[22, 114], [23, 114], [23, 115]]}, hours: all day}
            exemptions: [{kind: certificate, number: 7, sensors: [one/yard], from: 2027-06-10T00:00, to: 2027-06-11T00:00}]
        rules:
          - {id: r, name: R, when: [written, listening], where: {sites: [one], placements: [yard]}, limit: {standard: WHO},
             window: 60s, minimum-duration: 30s, clear: {below: 3, for: 60s}, coverage: 75, continuous: false, kind: limitExceeded,
             quantity: LAeq, background: none}
          - {id: s, name: S, when: always, where: {placements: [construction boundary]}, limit: {level: 60, document: D}, window: 1min}
          - {id: t, name: T, when: notice, limit: {rise: 10}, kind: prohibitedActivity}
        standards:
          - {standard: GB 12523, edition: E, clause: 4.1, from: 2026-01-01, to: 2030-12-31, zones: [1],
             period: day, placements: [yard], sessions: [listening], quantity: LAeq, level: 60, verified: true}
        law:
          - {matter: examPeriod, act: {zh: 条例, en: Rules}, article: 3, subject: {zh: 考, en: Exams}, from: 2026-01-01,
             to: 2030-12-31, verified: false}
        penalties:
          - {matters: [constructionOverLimit], act: Rules, article: 9, sources: [construction],
             fines: [{payer: unit, stage: refusal, least: 1000, most: 5000}], measure: M, from: 2026-01-01, verified: true}

        """

    private static func found(_ text: String) throws -> [String] {
        let folder = try TemporaryFolder()
        let path = try folder.write("plan.yaml", text)
        return PlanDocument.load(path: path).problems(in: folder.path)
    }

    @Test("the plan itself has none")
    func right() throws {
        #expect(try Self.found(Self.plan) == [])
    }

    /// Where each value that is no section and no list stands, and each key.
    private static func places() throws -> (values: [Node.Scalar], keys: [Node.Scalar]) {
        var values: [Node.Scalar] = []
        var keys: [Node.Scalar] = []
        func walk(_ node: Node) {
            switch node {
            case .scalar(let scalar): values.append(scalar)
            case .sequence(let sequence): sequence.forEach(walk)
            case .mapping(let mapping):
                for (key, value) in mapping {
                    if case .scalar(let scalar) = key { keys.append(scalar) }
                    walk(value)
                }
            case .alias: break
            }
        }
        walk(try #require(try Yams.compose(yaml: plan)))
        return (values, keys)
    }

    /// The plan with other text where `scalar` is.
    private static func plan(with text: String, for scalar: Node.Scalar) throws -> String {
        let mark = try #require(scalar.mark)
        var lines = plan.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.unicodeScalars) }
        let start = mark.column - 1
        lines[mark.line - 1].replaceSubrange(
            start..<(start + scalar.string.unicodeScalars.count),
            with: text.unicodeScalars
        )
        return lines.map { line in
            var view = String.UnicodeScalarView()
            view.append(contentsOf: line)
            return String(view)
        }.joined(separator: "\n")
    }

    @Test("a value that cannot be read is one problem, or none where it is a text; nothing that names it is blamed")
    func values() throws {
        let (values, _) = try Self.places()
        #expect(values.count > 150)
        for wrong in ["?!", "[]", "9999-99-99"] {
            for scalar in values {
                let found = try Self.found(try Self.plan(with: wrong, for: scalar))
                let line = scalar.mark?.line ?? 0
                #expect(
                    found.count <= 1,
                    "\(wrong) for \(scalar.string) on line \(line): \(found.joined(separator: "\n"))"
                )
                // A name that can be read and that nothing else has is missed where it is used.
                let isUse = found.allSatisfy { $0.contains(scalar.string) }
                #expect(
                    isUse || found.allSatisfy { $0.hasPrefix("plan.yaml:\(line):") },
                    "\(wrong) for \(scalar.string) on line \(line): \(found)"
                )
            }
        }
    }

    @Test("a key that is misspelt is one problem")
    func keys() throws {
        let (_, keys) = try Self.places()
        #expect(keys.count > 150)
        for scalar in keys where scalar.string.count > 3 {
            var name = Array(scalar.string)
            name.swapAt(1, 2)
            guard String(name) != scalar.string else { continue }
            let found = try Self.found(try Self.plan(with: String(name), for: scalar))
            #expect(found.count == 1, "\(String(name)) for \(scalar.string): \(found.joined(separator: "\n"))")
            #expect(found.allSatisfy { $0.contains("did you mean \(scalar.string)?") }, "\(found)")
        }
    }
}
