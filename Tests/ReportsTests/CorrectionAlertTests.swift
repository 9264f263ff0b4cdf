import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Reports
import Testing

/// What an officer reads when a violation that was told before is judged again.
struct CorrectionAlertTests {
    /// As it was told: from 09:03:12 to 09:21:12, 8.4 dB over the limit at worst.
    private func before() throws -> ViolationOutcome {
        let change = try SamplePlan.change()
        return ViolationOutcome(
            id: change.violation,
            subject: change.subject,
            openedAt: change.openedAt,
            closedAt: change.openedAt + .minutes(18),
            worst: change.worst
        )
    }

    /// Judged again at 18:00, after the minute from 09:05 came late.
    private func message(_ after: (inout ViolationOutcome) throws -> Void, isWithdrawn: Bool = false, to office: String)
        throws
        -> AlertMessage
    {
        let before = try before()
        var changed = before
        try after(&changed)
        var change = try SamplePlan.change()
        let late = TimeRange(start: change.openedAt + .seconds(108), end: change.openedAt + .seconds(168))
        change.step = isWithdrawn ? .withdrawn : .corrected
        change.number = 3
        change.reason = .judgedAgain
        change.at = change.openedAt - .seconds(192) + .hours(9)
        change.openedAt = isWithdrawn ? before.openedAt : changed.openedAt
        change.finding = isWithdrawn ? before.worst : changed.worst
        change.worst = change.finding
        change.correction = Correction(
            before: before,
            supersedes: 2,
            after: isWithdrawn ? nil : changed,
            cause: late,
            decidedAt: change.at
        )
        return AlertComposer(plan: SamplePlan.plan())
            .message(for: SamplePlan.alert(.violation(change), to: AuthorityID(office)), now: change.at)
    }

    @Test("corrected, Chinese: what stands now, and what stood before")
    func correctedChinese() throws {
        let message = try message(
            { outcome in
                outcome.openedAt = outcome.openedAt - .seconds(72)
                outcome.worst.level = Level(decibels: 81.2)
            },
            to: "bureau"
        )
        #expect(message.subject == "【疑似施工噪声·更正】第一中学 持续 19 分钟 12 秒，最高 81.2 dB(A)，超限 11.2 dB [20260607-7K3M9Q2A]")
        #expect(
            message.text == """
                疑似施工噪声（更正）
                更正：依据现有全部数据，此前通知的数值有变，并非新的事件。

                情况：更正；第一中学，n1（施工场界）
                时间：6月7日 09:02:00—09:21:12（UTC+08:00）
                持续：19 分钟 12 秒
                最高声级：1 分钟 81.2 dB(A)，超限 11.2 dB
                响应人：无人响应
                更正前：6月7日 09:03:12—09:21:12；1 分钟等效声级 LAeq 78.4 dB(A)，超限 8.4 dB，数据有效率 99%
                重新判定：6月7日 09:05:00（UTC+08:00）—09:06:00
                限值：70.0 dB(A)，GB 12523-2025 第 4.1 条，昼间

                存档信息
                编号：20260607-7K3M9Q2A（第 3 次通知）
                结束：6月7日 09:21:12
                判定声级：1 分钟等效声级 LAeq 81.2 dB(A)，超限 11.2 dB，数据有效率 99%
                最大声级 LAFmax：85.1 dB(A)
                数据：测量时段 1 分钟，数据有效率 99%
                考试：语文考试中；11:30 结束
                规则：考试期间施工
                判定依据：依据现有全部数据重新判定
                证据等级：B 级（线索），属疑似，须现场核实；不能单独作为处罚依据
                A 级尚缺：检定证书，测前校准，测后校准，风速和降雨，背景噪声值，监测点位公示
                法条：《噪声污染防治法》第 33 条（考试期间限制噪声活动）
                罚则：《噪声污染防治法》第 77 条：处一万元以上十万元以下罚款；拒不改正的，可以责令暂停施工
                热线：12345 / 12369

                """
        )
        #expect(!message.html.isEmpty)
    }

    @Test("withdrawn, English: nothing is left, and earlier mails do not hold")
    func withdrawnEnglish() throws {
        let message = try message({ _ in }, isWithdrawn: true, to: "office")
        #expect(
            message.subject == "[Suspected construction noise: withdrawn] School No. 1 "
                + "7 June 09:03:12 to 09:21:12 [20260607-7K3M9Q2A]"
        )
        #expect(
            message.text == """
                Suspected construction noise: withdrawn
                Withdrawn: re-evaluated with all data known by now, this violation does not stand. Earlier messages about it are void.

                Status: withdrawn; School No. 1, n1 (construction boundary)
                Earlier figures: 7 June 09:03:12 to 09:21:12; LAeq over 1 min 78.4 dB(A), 8.4 dB over the limit, 99% valid
                Re-evaluated: 7 June 09:05:00 (UTC+08:00) to 09:06:00

                Details for the file
                Case no.: 20260607-7K3M9Q2A (message 3)
                Limit: 70.0 dB(A), GB 12523-2025 clause 4.1, day
                Rule: Construction during exams
                Reason: re-evaluated with all data known by now
                Hotline: 12345 / 12369

                """
        )
    }
}
