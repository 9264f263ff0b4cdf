import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Reports
import Sites
import Testing

/// What an officer reads when one noise violates more than one rule, or has gone through several steps at once.
struct ClaimsAlertTests {
    private func ban(_ step: ViolationChange.Step = .opened, after: TimeSpan = .seconds(2)) throws
        -> ViolationChange
    {
        var change = try SamplePlan.change(step, kind: .prohibitedActivity, after: after)
        change.violation = ViolationID("20260607-BAN00000")
        change.openedAt = SamplePlan.opening + .seconds(2)
        return change
    }

    private func message(
        _ changes: [ViolationChange],
        open: [ViolationRecord] = [],
        to office: String = "office"
    ) -> AlertMessage {
        let alerts = changes.map { change in
            var alert = SamplePlan.alert(.violation(change), to: AuthorityID(office))
            alert.id = AlertID("\(change.violation).\(change.number)")
            return alert
        }
        let now = changes.map(\.at).max() ?? SamplePlan.opening
        return AlertComposer(plan: SamplePlan.plan(), sources: MessageSources(open: { _ in open })).message(
            forMatter: alerts,
            now: now
        )
    }

    @Test("a limit and a ban that open together: one message with both claims and both numbers")
    func together() throws {
        let (limit, ban) = (try SamplePlan.change(), try ban())
        let message = message([limit, ban], open: [SamplePlan.record(limit), SamplePlan.record(ban)])
        #expect(
            message.subject
                == "[Suspected construction noise; suspected construction in banned hours] School No. 1 78.4 dB(A) "
                + "8.4 dB over the limit · during the Chinese paper [20260607-7K3M9Q2A] [20260607-BAN00000]"
        )
        #expect(
            message.text.contains(
                "Also open: Suspected construction in banned hours; since 7 June 09:03:14; 78.4 dB(A), "
                    + "8.4 dB over the limit; Construction during exams; 20260607-BAN00000\n"
            ),
            "\(message.text)"
        )
        #expect(message.facts.map(\.subject) == ["20260607-7K3M9Q2A", "20260607-BAN00000"])
        #expect(message.text.contains("Before: 09:03:14 new (Suspected construction in banned hours)"))
    }

    @Test("a ban that opens while the limit was notified before: the message names both")
    func later() throws {
        let (limit, ban) = (try SamplePlan.change(), try ban())
        let zh = message([ban], open: [SamplePlan.record(limit), SamplePlan.record(ban)], to: "bureau")
        #expect(zh.subject.hasPrefix("【疑似禁止时段施工、疑似施工噪声】第一中学"))
        #expect(zh.text.contains("同时存在：疑似施工噪声；自 6月7日 09:03:12 起；"))
    }

    @Test("the end of one claim while another is open is no relief")
    func partly() throws {
        var over = try SamplePlan.change(.closed, .quiet, after: .minutes(12), finding: SamplePlan.finding(55))
        over.endedAt = SamplePlan.opening + .seconds(85)
        let ban = try ban()
        let message = message([over], open: [SamplePlan.record(ban)])
        #expect(
            message.content.tone == .alarm && message.text.contains("Also open: Suspected construction in banned hours")
        )
        let both = self.message([over, try self.ban(.closed, after: .minutes(12))])
        #expect(both.text.contains("Also closed: ") && !both.text.contains("Also open"))
    }

    @Test("an answer to one claim is named on the other")
    func handled() throws {
        let (limit, ban) = (try SamplePlan.change(), try ban())
        let answer = Answer(violation: limit.violation, act: .onSite, by: "李娜", at: limit.at + .minutes(1))
        let open = [SamplePlan.record(limit, answers: [answer]), SamplePlan.record(ban)]
        #expect(
            message([ban], open: open).text.contains(
                "Handled by: 李娜 on site 09:04:12 (response to 20260607-7K3M9Q2A)\n"
            )
        )
        #expect(message([limit], open: open).text.contains("Handled by: 李娜 on site 09:04:12\n"))
        #expect(!message([limit], open: [SamplePlan.record(limit)]).text.contains("Handled by"))
    }

    @Test("steps of one violation that leave together: the last in full, those before in a line")
    func steps() throws {
        let raised = try SamplePlan.change(.raised, .louder, after: .seconds(30), finding: SamplePlan.finding(90))
        let message = message([try SamplePlan.change(), raised])
        #expect(message.subject.hasPrefix("[Suspected construction noise: louder] School No. 1 90.0 dB(A)"))
        #expect(message.text.contains("Before: 09:03:12 new\n"), "\(message.text)")
    }

    @Test("many violations of one noise are a line each")
    func list() throws {
        let changes = try (0..<5).map { number in
            var change = try SamplePlan.change()
            change.violation = ViolationID("20260607-V\(number)")
            return change
        }
        let message = message(changes)
        #expect(message.subject.hasPrefix("[5 alerts in one message]"))
        for change in changes { #expect(message.text.contains("[\(change.violation)]")) }
    }

    @Test("recipients that share an inbox read one message of it")
    func shared() throws {
        let change = try SamplePlan.change()
        var second = SamplePlan.alert(.violation(change), to: "office")
        second.officer = "wang"
        let alerts = [SamplePlan.alert(.violation(change), to: "office"), second]
        let message = AlertComposer(plan: SamplePlan.plan()).message(forMatter: alerts, now: change.at)
        let alone = AlertComposer(plan: SamplePlan.plan()).message(for: alerts[0], now: change.at)
        #expect(message.text == alone.text && message.subject == alone.subject)
    }

    @Test("85 s of noise are told as such, and clear time and gaps apart", arguments: [true, false])
    func end(isQuiet: Bool) throws {
        var change = try SamplePlan.change(
            .closed,
            isQuiet ? .quiet : .noData,
            after: isQuiet ? .seconds(145) : .minutes(12),
            finding: SamplePlan.finding(isQuiet ? 45 : nil)
        )
        change.endedAt = SamplePlan.opening + .seconds(85)
        let message = message([change])
        if isQuiet {
            #expect(message.subject.contains("School No. 1 lasted 1 min 25 s, highest 78.4 dB(A)"))
            #expect(
                message.text.contains(
                    "When: 7 June 09:03:12 to 09:04:37 (UTC+08:00)\nDuration: 1 min 25 s\n"
                ),
                "\(message.text)"
            )
            #expect(message.text.contains("Ended: 7 June 09:04:37\nClosed: 09:05:37; quiet since 09:04:37\n"))
        } else {
            #expect(message.subject.contains("School No. 1 lasted at least 1 min 25 s"))
            #expect(message.text.contains("\nDuration: at least 1 min 25 s\n"))
            #expect(
                message.text.contains(
                    "Last above the limit: 7 June 09:04:37\nClosed: 09:15:12; no data since 09:05:12, unknown whether it continues\n"
                ),
                "\(message.text)"
            )
        }
        let json = try ViolationJSON(plan: SamplePlan.plan()).line(change)
        #expect(json.contains("\"ended\":\"2026-06-07T09:04:37+08:00\""))
        var record = SamplePlan.record(change)
        record.endedAt = change.endedAt
        let page = ViolationText(plan: SamplePlan.plan()).page(record, alerts: []).joined(separator: "\n")
        #expect(
            page.contains(
                "until      2026-06-07T09:04:37+08:00, after \(isQuiet ? "" : "at least ")1 min 25 s; closed "
            ),
            "\(page)"
        )
    }

    @Test("the level now stands beside the rule's figure")
    func present() throws {
        var finding = try SamplePlan.finding(75.2)
        finding.window = .minutes(5)
        finding.present = PresentLevel(
            level: try SamplePlan.level(91),
            over: .seconds(10),
            at: SamplePlan.opening
        )
        let message = message([try SamplePlan.change(finding: finding)])
        #expect(
            message.subject.hasPrefix(
                "[Suspected construction noise] School No. 1 91.0 dB(A) now; 75.2 dB(A) over 5 min, limit 70.0 · "
            )
        )
        #expect(
            message.text.contains(
                "Level now: 91.0 dB(A) over 10 s at 09:03:12; 75.2 dB(A) over 5 min, 5.2 dB over the limit; limit 70.0\n"
            )
        )
    }

    @Test("a sensor whose clock is wrong: time by arrival, grade C, and by how much")
    func clock() throws {
        var finding = try SamplePlan.finding()
        finding.clockShift = .minutes(7)
        let change = try SamplePlan.change(finding: finding, worst: finding)
        let en = message([change])
        #expect(en.text.contains("The sensor's clock is wrong (7 min behind): times are those of arrival"))
        #expect(en.text.contains("Since: 7 June 09:03:12 (UTC+08:00) (by arrival)\n") && en.text.contains("grade C"))
        let zh = message([change], to: "bureau")
        #expect(zh.text.contains("测点时钟有误（慢 7 分钟），所列时间为数据到达时间，证据等级为 C。"))
    }
}
