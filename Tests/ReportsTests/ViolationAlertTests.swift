import EventTime
import ExamCalendar
import NoiseRules
import Records
import Reports
import Sites
import Testing

/// What an officer reads of a violation.
struct ViolationAlertTests {
    @Test("opened, Chinese: the whole text")
    func openedChinese() throws {
        let message = try message(SamplePlan.change(), to: "bureau")
        #expect(message.subject == "【疑似施工噪声】第一中学 78.4 dB(A) 超限 8.4 dB · 语文考试中 [20260607-7K3M9Q2A]")
        #expect(
            message.text == """
                疑似施工噪声（新发）

                地点：第一中学，n1（施工场界）
                当前声级：1 分钟 78.4 dB(A)，超限 8.4 dB；限值 70.0
                开始：6月7日 09:03:12（UTC+08:00）
                考试：语文考试中；11:30 结束
                地址：学府路 1 号 <东门> & "南门"
                同时通知：Office
                限值：70.0 dB(A)，GB 12523-2025 第 4.1 条，昼间

                存档信息
                编号：20260607-7K3M9Q2A（第 1 次通知）
                判定声级：1 分钟等效声级 LAeq 78.4 dB(A)，超限 8.4 dB，数据有效率 99%
                最大声级 LAFmax：85.1 dB(A)
                数据：测量时段 1 分钟，数据有效率 99%
                规则：考试期间施工
                判定依据：超限
                证据等级：B 级（线索），属疑似，须现场核实；不能单独作为处罚依据
                A 级尚缺：检定证书，测前校准，测后校准，风速和降雨，背景噪声值，监测点位公示
                法条：《噪声污染防治法》第 33 条（考试期间限制噪声活动）
                罚则：《噪声污染防治法》第 77 条：处一万元以上十万元以下罚款；拒不改正的，可以责令暂停施工
                热线：12345 / 12369

                """
        )
    }

    @Test("opened, English: the whole text")
    func openedEnglish() throws {
        let message = try message(SamplePlan.change(), to: "office")
        #expect(
            message.subject == "[Suspected construction noise] School No. 1 78.4 dB(A) 8.4 dB over the limit"
                + " · during the Chinese paper [20260607-7K3M9Q2A]"
        )
        #expect(
            message.text == """
                Suspected construction noise: new

                Where: School No. 1, n1 (construction boundary)
                Level now: 78.4 dB(A) over 1 min, 8.4 dB over the limit; limit 70.0
                Since: 7 June 09:03:12 (UTC+08:00)
                Exam: during the Chinese paper; paper ends 11:30
                Address: 学府路 1 号 <东门> & "南门"
                Also notified: Environment bureau
                Limit: 70.0 dB(A), GB 12523-2025 clause 4.1, day

                Details for the file
                Case no.: 20260607-7K3M9Q2A (message 1)
                Measured: LAeq over 1 min 78.4 dB(A), 8.4 dB over the limit, 99% valid
                Peak (LAFmax): 85.1 dB(A)
                Data: window of 1 min, 99% valid
                Rule: Construction during exams
                Reason: above the limit
                Evidence: grade B: a lead. Verify on site; not sufficient for a penalty
                Missing for grade A: verification certificate, calibration before, calibration after, wind and rain, background, \
                public notice of the monitoring point
                Law: Noise Pollution Prevention and Control Law art. 33 (limits on noisy activity in exam periods)
                Penalty: Noise Pollution Prevention and Control Law art. 77: fine of CNY 10,000–100,000; suspension \
                may be ordered if not corrected
                Hotline: 12345 / 12369

                """
        )
    }

    @Test("a figure that nobody read in the standard is told as such", arguments: ["bureau", "office"])
    func unverified(authority: AuthorityID) throws {
        let finding = try SamplePlan.finding(limit: SamplePlan.limit(verified: false))
        let told = try message(SamplePlan.change(finding: finding), to: authority).text
        #expect(told.contains(authority == "bureau" ? "限值待核对标准原文" : "limit not checked against the standard"))
        let verified = try message(SamplePlan.change(), to: authority).text
        #expect(!verified.contains("待核对") && !verified.contains("not checked"))
    }

    @Test("raised: how loud now, how loud at worst, and why")
    func raised() throws {
        let change = try SamplePlan.change(
            .raised,
            .louder,
            after: .minutes(4),
            finding: SamplePlan.finding(83.6),
            worst: SamplePlan.finding(85.25)
        )
        let message = message(change, to: "bureau", after: .minutes(4))
        #expect(message.subject.hasPrefix("【疑似施工噪声·声级升高】第一中学 83.6 dB(A) 超限 13.6 dB"))
        #expect(message.text.contains("判定时间：6月7日 09:07:12\n"))
        #expect(message.text.contains("当前声级：1 分钟 83.6 dB(A)，超限 13.6 dB；限值 70.0\n"))
        #expect(message.text.contains("判定声级：1 分钟等效声级 LAeq 83.6 dB(A)，超限 13.6 dB，数据有效率 99%\n"))
        #expect(message.text.contains("最高声级：1 分钟等效声级 LAeq 85.2 dB(A)，超限 15.2 dB，数据有效率 99%\n"))
        #expect(message.text.contains("较上次通知升高 5 dB 以上"))
        #expect(message.text.contains("第 2 次通知"))
    }

    @Test("closed and quiet: how long, how loud at worst, how loud now; nothing claims an exceedance now")
    func quiet() throws {
        let change = try SamplePlan.change(.closed, .quiet, after: .minutes(12), finding: SamplePlan.finding(55))
        let message = message(change, to: "office", after: .minutes(12))
        #expect(
            message.subject
                == "[Suspected construction noise: back to normal] School No. 1 lasted 12 min, highest 78.4 dB(A),"
                + " 8.4 dB over the limit [20260607-7K3M9Q2A]"
        )
        #expect(
            message.text.contains(
                "When: 7 June 09:03:12 to 09:15:12 (UTC+08:00)\nDuration: 12 min\n"
                    + "Highest: 78.4 dB(A) over 1 min, 8.4 dB over the limit\nHandled by: no response\n"
            )
        )
        #expect(message.text.contains("Level: LAeq over 1 min 55.0 dB(A), 99% valid\n"))
        #expect(message.html.contains("#2e7d32"))
    }

    struct Ending: CustomTestStringConvertible {
        let reason: ViolationChange.Reason
        let zh: String
        let en: String
        var testDescription: String { reason.rawValue }
    }

    @Test(
        "an end of rule or of data is not called back to normal",
        arguments: [
            Ending(reason: .ruleEnded, zh: "管控时段结束", en: "controlled time over"),
            Ending(reason: .noData, zh: "数据中断", en: "data lost"),
        ]
    )
    func otherEndings(row: Ending) throws {
        let change = try SamplePlan.change(.closed, row.reason, after: .minutes(3), finding: SamplePlan.finding(nil))
        let zh = message(change, to: "bureau")
        let en = message(change, to: "office")
        #expect(zh.subject.contains(row.zh) && zh.text.contains("不代表噪声已停止"))
        #expect(en.subject.contains(row.en) && en.text.contains("the noise may continue"))
        #expect(zh.text.contains("声级：1 分钟等效声级 LAeq：测量时段内无有效数据"))
        for message in [zh, en] {
            #expect(!message.text.contains("恢复正常") && !message.text.contains("back to normal"))
            #expect(!message.html.contains("#2e7d32"))
        }
    }

    struct Age: CustomTestStringConvertible {
        let minutes: Int64
        let isLate: Bool
        var testDescription: String { "\(minutes) min" }
    }

    @Test(
        "more than ten minutes after the event a message says that it is late",
        arguments: [Age(minutes: 0, isLate: false), Age(minutes: 10, isLate: false), Age(minutes: 23, isLate: true)]
    )
    func late(row: Age) throws {
        let zh = try message(SamplePlan.change(), to: "bureau", after: .minutes(row.minutes))
        let en = try message(SamplePlan.change(), to: "office", after: .minutes(row.minutes))
        #expect(zh.subject.hasPrefix("（迟到 23 分钟）") == row.isLate)
        #expect(en.subject.hasPrefix("(late by 23 min) ") == row.isLate)
        #expect(zh.text.contains("事件发生在 23 分钟之前") == row.isLate)
        #expect(en.html.contains("this is about 23 min ago") == row.isLate)
    }

    struct Article: CustomTestStringConvertible {
        let opening: Instant
        let source: NoiseSource
        let period: DayPeriod
        let told: [String]
        var testDescription: String { "\(source) \(period) \(told)" }
    }

    /// 2026-08-14T23:59:59+08:00.
    private static let lastOfNoiseLaw = Instant(milliseconds: 1_786_723_199_000)

    @Test(
        "the article is that of the event's date at the site",
        arguments: [
            Article(
                opening: lastOfNoiseLaw,
                source: .construction,
                period: .night,
                told: ["噪声污染防治法》第 33 条", "噪声污染防治法》第 43 条"]
            ),
            Article(
                opening: lastOfNoiseLaw + .seconds(1),
                source: .construction,
                period: .night,
                told: ["生态环境法典》第 561 条", "生态环境法典》第 572 条"]
            ),
            Article(opening: lastOfNoiseLaw, source: .vendor, period: .day, told: ["第 33 条", "第 63 条"]),
            Article(
                opening: lastOfNoiseLaw + .seconds(1),
                source: .vendor,
                period: .day,
                told: ["第 561 条", "第 592 条"]
            ),
        ]
    )
    func law(row: Article) throws {
        let finding = try SamplePlan.finding(limit: SamplePlan.limit(period: row.period))
        var change = try SamplePlan.change(source: row.source, finding: finding)
        change.openedAt = row.opening
        change.at = row.opening
        let line = try #require(
            message(change, to: "bureau").text.split(separator: "\n").first { $0.hasPrefix("法条") }
        )
        for told in row.told { #expect(line.contains(told)) }
        #expect(line.split(separator: "《").count - 1 == row.told.count)
    }

    @Test("outside China: no Chinese law, no Chinese hotline, the site's own clock")
    func abroad() throws {
        let plan = SamplePlan.plan(zone: .fixed(name: "Asia/Kolkata", offset: 19_800))
        let alert = SamplePlan.alert(.violation(try SamplePlan.change()), to: "office")
        let text = AlertComposer(plan: plan).message(for: alert, now: SamplePlan.opening).text
        #expect(text.contains("Since: 7 June 06:33:12 (UTC+05:30)\n"))
        #expect(!text.contains("Hotline") && !text.contains("Law"))
    }

    @Test("HTML: every value is escaped, the document is whole and names its language")
    func html() throws {
        let html = try message(SamplePlan.change(), to: "bureau").html
        #expect(html.contains("学府路 1 号 &lt;东门&gt; &amp; &quot;南门&quot;"))
        #expect(!html.contains("<东门>"))
        #expect(html.contains("<html lang=\"zh-CN\">"))
        #expect(html.contains("width=device-width"))
        #expect(html.hasSuffix("</html>\n"))
        #expect(!html.contains("http"), "no outside resource")
        for line in try message(SamplePlan.change(), to: "office").text.split(separator: "\n").dropFirst(2)
        where line.contains(": ") {
            let value = line.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? ""
            let escaped = value.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
                .replacing("\"", with: "&quot;")
            #expect(try message(SamplePlan.change(), to: "office").html.contains(escaped))
        }
    }

    @Test("every kind and source has its words in both languages; only claims of level or ban say suspected")
    func words() throws {
        var subjects: Set<String> = []
        for kind in ViolationKind.allCases {
            for source in NoiseSource.allCases {
                let change = try SamplePlan.change(source: source, kind: kind)
                let zh = message(change, to: "bureau")
                let en = message(change, to: "office")
                subjects.formUnion([zh.subject, en.subject])
                guard kind != .advisory else { continue }
                #expect(zh.subject.contains("疑似") && zh.text.contains("须现场核实"))
                #expect(en.subject.lowercased().contains("suspected"))
            }
        }
        #expect(subjects.count == ViolationKind.allCases.count * NoiseSource.allCases.count * 2)
    }

    @Test("what the plan does not know any more is told by its id, in UTC")
    func unknown() throws {
        let empty = Plan(authorities: [], sites: [], sensors: [], exams: [], rules: [])
        let alert = SamplePlan.alert(.violation(try SamplePlan.change()), to: "gone")
        let text = AlertComposer(plan: empty).message(for: alert, now: SamplePlan.opening).text
        #expect(text.contains("地点：s1，n1\n") && text.contains("开始：6月7日 01:03:12（UTC+00:00）\n"))
        #expect(text.contains("规则：exam-construction\n"))
    }

    private func message(_ change: ViolationChange, to authority: AuthorityID, after: TimeSpan = .zero) -> AlertMessage
    {
        AlertComposer(plan: SamplePlan.plan())
            .message(
                for: SamplePlan.alert(.violation(change), to: authority),
                now: max(change.at, SamplePlan.opening + after)
            )
    }
}
