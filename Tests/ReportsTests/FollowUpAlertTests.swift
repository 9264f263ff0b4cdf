import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Reports
import Sites
import Testing

/// What an officer reads when nothing has changed but that nobody answered, that it goes on, or that there is much of
/// it.
struct FollowUpAlertTests {
    private func plan() -> Plan {
        var plan = SamplePlan.plan()
        plan.authorities[0].phone = "0755-12369"
        plan.authorities[0].staff.officers = [
            DutyOfficer(id: "wang", name: Name(zh: "王芳", en: "Wang Fang"), phone: "138 0000 0001")
        ]
        plan.sensors[0].contact = Contact(name: Name(zh: "张工", en: "Zhang"), phone: "139 0000 0003")
        return plan
    }

    private func message(_ subject: AlertSubject, to office: String, officer: String? = nil) -> AlertMessage {
        var alert = SamplePlan.alert(subject, to: AuthorityID(office))
        alert.officer = officer
        return AlertComposer(plan: plan()).message(for: alert, now: subject.decidedAt)
    }

    private func escalation() throws -> AlertSubject {
        let change = try SamplePlan.change()
        return .unanswered(
            Escalation(
                change: change,
                tier: 2,
                notifiedAt: change.at,
                unanswered: ["bureau", "bureau/wang"],
                next: ["office"],
                at: change.at + .minutes(10)
            )
        )
    }

    @Test("escalated, to the next: whose it was, whose it is, whom to call")
    func next() throws {
        let message = message(try escalation(), to: "office")
        #expect(
            message.subject.hasPrefix(
                "[Suspected construction noise: no response; escalated to level 2] School No. 1 78.4 dB(A)"
            )
        )
        for line in [
            "No response since 7 June 09:03:12. Escalated to you. Please respond.",
            "Previously notified: Environment bureau (0755-12369), Environment bureau Wang Fang (138 0000 0001)",
            "Now notified: Office", "On-site contact: Zhang (139 0000 0003)",
        ] {
            #expect(message.text.contains(line), "\(message.text)")
            #expect(message.html.contains(line.suffix(6)))
        }
        #expect(!message.text.contains("Late"))
    }

    @Test("escalated, to those before: to whom it went")
    func before() throws {
        let message = message(try escalation(), to: "bureau", officer: "wang")
        #expect(message.subject.hasPrefix("【疑似施工噪声·无人响应，升级至第二级】第一中学 78.4 dB(A) 超限 8.4 dB"))
        #expect(message.text.contains("自 6月7日 09:03:12 起无人响应，已升级上报；您仍可响应。"))
        #expect(message.text.contains("现通知：Office") && message.text.contains("现场联系人：张工（139 0000 0003）"))
    }

    @Test("still on: how long, how loud by now, who has it")
    func stillOn() throws {
        let change = try SamplePlan.change()
        let reminder = AlertSubject.reminder(
            Reminder(change: change, number: 1, at: change.openedAt + .minutes(15), answeredBy: "李娜")
        )
        let chinese = message(reminder, to: "bureau")
        #expect(chinese.subject.hasPrefix("【疑似施工噪声·仍在持续】"))
        #expect(chinese.text.contains("已持续 15 分钟，噪声仍未停止。") && chinese.text.contains("响应人：李娜"))
        let english = message(reminder, to: "office")
        #expect(english.text.contains("Ongoing for 15 min") && english.text.contains("Handled by: 李娜"))
    }

    @Test("nobody on duty, and a drill, in both languages")
    func withoutViolation() {
        let at = SamplePlan.opening
        let gap = AlertSubject.dutyGap(DutyGap(authority: "bureau", from: at, until: at + .minutes(50), at: at))
        #expect(message(gap, to: "bureau").subject == "【无人值班】某某区生态环境局（0755-12369） 6月7日 09:03:12—09:53:12")
        #expect(message(gap, to: "office").text.contains("Time: 7 June 09:03:12 to 09:53:12"))
        let drill = AlertSubject.drill(
            Drill(id: "20260606-1", at: at, by: "Wang <Fang>", routes: ["works", "rest, copy"])
        )
        let words = message(drill, to: "office")
        #expect(words.subject == "[DRILL] test alert, no real violation [20260606-1]")
        #expect(words.text.contains("Ordered by: Wang <Fang>") && words.html.contains("Wang &lt;Fang&gt;"))
        #expect(words.text.contains("Routes: works, rest, copy"))
        #expect(message(drill, to: "bureau").text.hasPrefix("演练（测试告警，非真实事件）\n这是演练"))
    }

    @Test("a storm: how many sites, the loudest first, what to check")
    func storm() throws {
        let message = AlertComposer(plan: plan()).message(forStorm: try many(to: "bureau"), now: SamplePlan.opening)
        #expect(message.subject.hasPrefix("【60 个考点同时超限】"))
        #expect(message.subject.contains("79.0 dB(A)"))
        #expect(message.text.contains("天气或飞机") && message.text.contains("其余：另有 20 条见记录"))
        let lines = message.text.split(separator: "\n").filter { $0.contains("dB(A) 超限") }
        #expect(lines.count == 40 && lines.first?.contains("79.0") == true && lines.last?.contains("75.1") == true)
    }

    @Test("a digest: a line for each, what was held back, how old the oldest is")
    func digest() throws {
        let now = SamplePlan.opening + .minutes(61)
        let message = AlertComposer(plan: plan()).message(forDigest: try many(to: "office"), heldBack: 7, now: now)
        #expect(message.subject.hasPrefix("(late by 1 h 1 min) [60 alerts in one message] "), "\(message.subject)")
        #expect(message.text.contains("7 of them waited") && message.text.contains("Late message"))
        #expect(
            message.text.contains("7 June 01:03:12: [Suspected construction noise] s0 73.1 dB(A)"),
            "\(message.text)"
        )
    }

    /// At sixty sites, from 73.1 to 79.0 dB(A).
    private func many(to office: String) throws -> [Alert] {
        try (0..<60).map { number in
            var change = try SamplePlan.change()
            change.violation = ViolationID("20260607-V\(number)")
            change.subject.site = SiteID("s\(number)")
            change.finding.level = Level(decibels: 73.1 + Double(number) / 10)
            change.worst = change.finding
            return SamplePlan.alert(.violation(change), to: AuthorityID(office))
        }
    }
}
