import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import Reports
import SensorPayloads
import Sites
import Testing

/// What commands list, in both languages: ids, times, addresses and foreign text are the same.
@Suite("Lists in the reader's language") struct ListedLanguageTests {
    private static let receipt = "250 2.0.0 queued as 4F"

    private static func listed(_ subject: AlertSubject, _ state: Alert.State, _ language: Language) -> [String] {
        var alert = SamplePlan.alert(subject, to: "office")
        alert.state = state
        let delivery = Delivery(
            alert: alert.id,
            attempt: 1,
            at: SamplePlan.opening,
            outcome: state == .delivered ? .accepted : .deferred,
            detail: receipt
        )
        let text = AlertText(plan: SamplePlan.plan(), language: language)
        let answer = Answer(violation: ViolationID("x"), act: .onSite, by: "王芳", at: SamplePlan.opening)
        let page = text.page(alert, [delivery], answers: [answer])
        return [text.line(alert, [delivery]), text.line(alert, [])] + page.prefix { !$0.isEmpty }
    }

    @Test("alerts, from the list to the page, whatever they are about")
    func alerts() throws {
        let change = try SamplePlan.change()
        let silent = SensorChange(
            sensor: SensorID(site: "s1", sensor: "n1"),
            step: .silent,
            at: SamplePlan.opening,
            lastReading: nil
        )
        let rows: [(AlertSubject, zh: String, en: String)] = [
            (.violation(change), "新发", "opened"), (.sensor(silent), "测点无数据", "sensor silent"),
            (.drill(Drill(id: "20260606-1", at: SamplePlan.opening, by: "王芳", routes: [])), "演练", "drill"),
        ]
        for row in rows {
            let (zh, en) = (Self.listed(row.0, .pending, .zh), Self.listed(row.0, .pending, .en))
            #expect(zh[0].contains("待发  office  mail  \(row.zh)  1  ") && zh[0].hasSuffix("稍后重试：\(Self.receipt)"))
            #expect(en[0].contains("pending    office  mail  \(row.en)  1  "), "\(en[0])")
            #expect(zh[1].hasSuffix("尚未发送") && en[1].hasSuffix("not tried yet"))
            let page = zh.dropFirst(2)
            #expect(page.first == "编号\u{3000}\u{3000} 1" && en[2] == "alert      1")
            #expect(page.contains { $0.hasPrefix("事由\u{3000}\u{3000} \(row.zh)") }, "\(page)")
            #expect(page.contains("发往\u{3000}\u{3000} office，经 mail") && en.contains("to         office by mail"))
            #expect(page.contains { $0.hasPrefix("状态\u{3000}\u{3000} 待发，下次发送 2026-06-07T") && $0.hasSuffix(" 后不再发送") })
        }
        let page = AlertText(plan: SamplePlan.plan(), language: .zh)
            .page(
                SamplePlan.alert(.violation(change), to: "office"),
                [],
                answers: [Answer(violation: change.violation, act: .onSite, by: "王芳", at: change.at)]
            )
        #expect(page.contains("送达记录") && page.contains { $0.hasSuffix("  王芳已到场") }, "\(page)")
        #expect(page.contains("现在将发出的消息"))
        // The message is in the language of its recipient.
        #expect(page.contains { $0.contains("[Suspected construction noise]") })
    }

    @Test("the receipts of a drill")
    func drill() throws {
        let drill = Drill(id: "20260606-1", at: SamplePlan.opening, by: "王芳", routes: ["vendors, tier 2", "rest"])
        let alert = SamplePlan.alert(.drill(drill), to: "office")
        let receipts = [alert.id: DrillReceipt(alert: alert.id, by: "李娜", at: SamplePlan.opening)]
        let zh = DrillText(plan: SamplePlan.plan(), language: .zh).page([(alert, [])], receipts: receipts)
        #expect(zh[0].hasPrefix("演练 20260606-1，王芳于 2026-06-07T"))
        #expect(zh[2].hasPrefix("收件人") && zh[3].hasSuffix("尚未发送  vendors（第二级）; rest"), "\(zh)")
        #expect(zh.last == "1 条中 0 条已送达，1 条经收件人确认；见回执")
        let en = DrillText(plan: SamplePlan.plan()).page([(alert, [])], receipts: receipts)
        #expect(en.last == "0 of 1 were accepted, 1 confirmed by their readers; see the receipts")
        #expect(en[3].hasSuffix("not tried yet  vendors, tier 2; rest"))
    }

    @Test("rejected payloads: reasons are the codes that --reason takes")
    func rejected() {
        let (zh, en) = (
            QuarantineText(plan: SamplePlan.plan(), language: .zh), QuarantineText(plan: SamplePlan.plan())
        )
        let payload = RejectedPayload(
            topic: "noise/1/s1/n1/obs",
            payload: Array("{".utf8),
            receivedAt: SamplePlan.opening,
            reason: .malformed,
            detail: "no JSON"
        )
        #expect(
            zh.page(17, payload) == [
                "编号\u{3000}\u{3000}  17", "收到时间  2026-06-07T09:03:12+08:00", "主题\u{3000}\u{3000}  noise/1/s1/n1/obs",
                "原因\u{3000}\u{3000}  malformed", "详情\u{3000}\u{3000}  no JSON", "内容\u{3000}\u{3000}  1 字节，UTF-8", "  {",
            ]
        )
        #expect(en.page(17, payload)[0] == "id        17" && en.page(17, payload)[5] == "payload   1 bytes, UTF-8")
        #expect(zh.summary([.malformed: 5, .unknownSensor: 2]) == "拒收 7 条：5 malformed, 2 unknownSensor")
        #expect(en.summary([:]) == "nothing rejected" && zh.summary([:]) == "没有被拒收的消息")
        var usage = QuarantineUsage()
        usage.shares[.other] = QuarantineHolding(entries: 7, bytes: 64_000_000)
        usage.tallies = [
            QuarantineTally(
                sender: RejectedSender(share: .other, topic: "noise/1/x/y\u{1b}/obs"),
                reason: .malformed,
                fate: .discarded,
                count: 500,
                bytes: 31_200_000,
                received: SamplePlan.opening...SamplePlan.opening
            )
        ]
        let lines = zh.usage(usage, limits: QuarantineLimits())
        #expect(lines.first?.hasPrefix("其他：保存 7 条，64.0 MB，上限 ") == true, "\(lines)")
        #expect(lines.last?.hasPrefix("未保存：500 malformed，来自 x/y\\u{1b}（31.2 MB），2026-06-07T") == true, "\(lines)")
        #expect(
            en.usage(usage, limits: QuarantineLimits()).first?.hasPrefix("everything else: 7 kept, 64.0 MB of ") == true
        )
    }
}
