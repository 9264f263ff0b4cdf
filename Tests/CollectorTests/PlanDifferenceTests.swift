import Acoustics
import Collector
import EventTime
import ExamCalendar
import Foundation
import NoiseRules
import Plans
import Records
import Sites
import TestSupport
import Testing

@Suite("What a plan has otherwise than another")
struct PlanDifferenceTests {
    private let plan: Plan

    init() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "plan.yaml",
            """
            version: 1
            time-zone: Asia/Shanghai
            authorities:
              - id: bureau
                name: {zh: 生态环境局, en: Environment Bureau}
                language: en
                mail: [duty@bureau.example]
                officers: [{id: li, name: {zh: 李主任, en: Director Li}, phone: "+8613900000000", mail: [li@bureau.example]}]
            sites:
              - id: school
                name: {zh: 第一中学, en: No 1 School}
                zone: "1"
                sensors: [{id: gate, placement: construction boundary, class: "1", silent-after: 1min}]
            exams:
              - id: gaokao
                name: {zh: 高考, en: Gaokao}
                sessions:
                  - {name: {zh: 语文, en: Chinese}, date: 2027-06-07, from: "09:00", to: "11:30"}
            rules:
              - id: boundary
                name: {zh: 场界, en: Boundary}
                when: written
                where: {placements: [construction boundary]}
                limit: {standard: GB 12523}
                window: 10s
            """
        )
        plan = try PlanDocument.load(path: path).get()
    }

    private func lines(_ change: (inout Plan) -> Void) -> [String] {
        var other = plan
        change(&other)
        let differences = PlanDifference.between(plan, other)
        for difference in differences { #expect(faultOfChinese(difference.chinese) == nil) }
        return differences.map(\.description)
    }

    private func chinese(_ change: (inout Plan) -> Void) -> [String] {
        var other = plan
        change(&other)
        return PlanDifference.between(plan, other).map { $0.text(.zh) }
    }

    @Test("in Chinese kinds and fields have names, and JSON stays as it is")
    func chineseLines() throws {
        #expect(chinese { $0.sensors[0].silentAfter = .seconds(30) } == ["测点 school/gate：离线判定时间由 1min 改为 30s"])
        #expect(chinese { $0.alerting.escalation.remindAfter = nil } == ["升级：提醒间隔由 15min 改为 关闭"])
        #expect(chinese { $0.sites[0].district = "海门" } == ["考点 school：新增区县：海门"])
        #expect(chinese { $0.rules[0].measurement.isContinuous = false } == ["规则 boundary：连续测量由 是 改为 否"])
        #expect(chinese { $0.rules[0].when = .always } == ["规则 boundary：适用时段由 场次 written 改为 始终"])
        #expect(chinese { $0.exams = [] } == ["考试 gaokao：删除"])
        #expect(chinese { $0.tables.law = Law(articles: [], penalties: []) } == ["法规：其他内容有变更"])
        #expect(
            chinese { $0.exams[0].sessions[0].tail = .minutes(5) }.last
                == "考试 gaokao：新增场次：语文（Chinese） 2027-06-07T09:00:00+08:00 至 2027-06-07T11:30:00+08:00，至考后 5min 须安静"
        )
        var other = plan
        other.sensors[0].silentAfter = .seconds(30)
        let json = String(decoding: try JSONEncoder().encode(PlanDifference.between(plan, other)), as: UTF8.self)
        #expect(json.contains(#""field":"silent-after""#) && json.contains(#""kind":"sensor""#), "\(json)")
        #expect(json.contains(#""before":"1min""#) && json.contains(#""after":"30s""#), "\(json)")
    }

    @Test("nothing, of the same plan")
    func same() { #expect(lines { _ in }.isEmpty) }

    @Test("values by the plan's own keys, with what they were")
    func values() {
        #expect(
            lines { $0.sensors[0].silentAfter = .seconds(30) } == ["sensor school/gate: silent-after: 1min, now 30s"]
        )
        #expect(lines { $0.rules[0].measurement.window = .seconds(20) } == ["rule boundary: window: 10s, now 20s"])
        #expect(
            lines { $0.rules[0].hysteresis.clearBelowTenths = 25 } == ["rule boundary: clear-below: 3.0 dB, now 2.5 dB"]
        )
        #expect(lines { $0.sites[0].district = "Haimen" } == ["site school: district added: Haimen"])
        #expect(lines { $0.alerting.escalation.remindAfter = nil } == ["escalation: remind-after: 15min, now off"])
    }

    @Test("members of lists one by one")
    func lists() {
        #expect(
            lines { $0.authorities[0].mail.append("night@bureau.example") } == [
                "authority bureau: mail added: night@bureau.example"
            ]
        )
        #expect(
            lines { $0.authorities[0].staff.officers[0].mail = [] } == [
                "officer bureau/li: mail removed: li@bureau.example"
            ]
        )
        let moved = lines { plan in
            plan.exams[0].sessions[0].range.end = plan.exams[0].sessions[0].range.end + .minutes(10)
        }
        #expect(
            moved == [
                "exam gaokao: session removed: 语文 (Chinese) 2027-06-07T09:00:00+08:00 to 2027-06-07T11:30:00+08:00",
                "exam gaokao: session added: 语文 (Chinese) 2027-06-07T09:00:00+08:00 to 2027-06-07T11:40:00+08:00",
            ]
        )
    }

    @Test("what came and what went")
    func places() {
        let renamed = lines { $0.sensors[0].id = SensorID(site: "school", sensor: "north") }
        #expect(renamed == ["sensor school/gate: removed", "sensor school/north: added"])
        #expect(lines { $0.exams = [] } == ["exam gaokao: removed"])
    }

    @Test("what has no words of its own is a difference all the same")
    func details() {
        #expect(lines { $0.sensors[0].isAnnounced = true } == ["sensor school/gate: details changed"])
        #expect(lines { $0.tables.law = Law(articles: [], penalties: []) } == ["law: details changed"])
    }
}
