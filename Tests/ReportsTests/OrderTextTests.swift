import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Reports
import Sites
import Testing

@Suite("What people have ordered, in words")
struct OrderTextTests {
    private let start = SamplePlan.session.range.start

    private func order(_ id: Int64, _ matter: Order.Matter, why: String = "重放") -> Order {
        Order(id: id, at: start + .minutes(20), by: "王芳", why: why, matter: matter)
    }

    private var extended: Order {
        order(
            4,
            .extend(ExamExtension(exam: "gaokao", start: start, kind: .written, extent: .by(.minutes(10))))
        )
    }

    @Test("a session shows who moved its end and why, in both languages and for machines")
    func session() throws {
        let plan = SamplePlan.plan()
        let row = try #require(plan.listedSessions([extended]).first)
        #expect(
            OrderText(plan: plan, language: .en).lines(row) == [
                "gaokao 1  2026-06-07 09:00 to 11:40  Chinese (written)  all sites",
                "    end moved from 11:30 to 11:40 by 王芳 at 2026-06-07 09:20: 重放 (order 4)",
            ]
        )
        #expect(
            OrderText(plan: plan, language: .zh).lines(row) == [
                "gaokao 1  2026-06-07 09:00 至 11:40  语文 (笔试)  全部考点",
                "    由 11:30 改至 11:40，王芳 于 2026-06-07 09:20：重放（指令 4）",
            ]
        )
        let json = try OrderJSON(plan: plan).line(row)
        #expect(json.contains("\"planned\":\"2026-06-07T11:30:00+08:00\""))
        #expect(json.contains("\"to\":\"2026-06-07T11:40:00+08:00\"") && json.contains("\"why\":\"重放\""))
        #expect(!extended.isStray(among: [row]))
        #expect(extended.isStray(among: plan.listedSessions([])))
    }

    @Test("the calendar says until when and why")
    func calendar() throws {
        let plan = SamplePlan.plan().amended(by: [extended])
        let site = try #require(plan.sites.first)
        let calendar = SiteCalendar(site: site, exams: plan.exams, notices: [], sites: plan.sites)
        let page = CalendarText(calendar).page(at: start + .minutes(155)).joined(separator: "\n")
        #expect(page.contains("2026-06-07 09:00 to 11:40") && page.contains("end moved from 11:30 by 王芳: 重放"))
        let json = try CalendarJSON(calendar).line(at: start + .minutes(155))
        #expect(json.contains("\"from\":\"2026-06-07T11:30:00+08:00\",\"order\":4"))
    }

    @Test("an alert names the session that an order keeps running")
    func composer() throws {
        let plan = SamplePlan.plan()
        let silent = SensorChange(
            sensor: SensorID(site: "s1", sensor: "n1"),
            step: .silent,
            at: start + .minutes(155),
            lastReading: start + .minutes(154)
        )
        let alert = SamplePlan.alert(.sensor(silent), to: "office")
        let composer = AlertComposer(plan: plan)
        #expect(!composer.message(for: alert, now: silent.at).text.contains("Chinese"))
        let amended = composer.knowing(plan.amended(by: [extended]).exams)
        #expect(amended.message(for: alert, now: silent.at).text.contains("Chinese"))
    }

    @Test("a mute shows whether it holds, and its early end")
    func mute() throws {
        let plan = SamplePlan.plan()
        let mute = order(
            1,
            .mute(Mute(sites: ["s1"], sources: [.construction], from: start, until: start + .hours(1))),
            why: "agreed"
        )
        let text = OrderText(plan: plan, language: .en)
        let entry = try #require(Mutes([mute]).entries.first)
        #expect(
            text.line(entry, at: start)
                == "1  holds  2026-06-07 09:00 to 10:00  s1; construction  by 王芳: agreed"
        )
        #expect(text.line(entry, at: start - .seconds(1)).contains("to come"))
        #expect(text.line(entry, at: start + .hours(1)).contains("over"))
        let ended = try #require(Mutes([mute, order(2, .endMute(MuteEnd(mute: 1)), why: "done")]).entries.first)
        let line = text.line(ended, at: start + .minutes(30))
        #expect(line.contains("ended early") && line.contains("09:00 to 09:20") && line.contains("ended by 王芳: done"))
        #expect(OrderText(plan: plan, language: .zh).line(entry, at: start).contains("生效中"))
        #expect(try OrderJSON(plan: plan).line(ended, at: start).contains("\"end\":{"))
    }

    @Test("a calibration shows its deviation, and a drift that spoils what was measured")
    func calibration() throws {
        let sensor = SensorID(site: "s1", sensor: "n1")
        let orders = try [(93.9, 0), (94.4, 24), (95.0, 48)].enumerated().map { number, row in
            order(
                Int64(number + 1),
                .calibrate(
                    Calibration(
                        sensor: sensor,
                        at: start + .hours(Int64(row.1)),
                        level: try SamplePlan.level(row.0),
                        reference: .onePascal
                    )
                )
            )
        }
        let listed = ListedCalibration.list(orders.reversed())
        let text = OrderText(plan: SamplePlan.plan(), language: .en)
        #expect(listed.map(\.isValidSince) == [nil, true, false])
        #expect(
            text.line(listed[0])
                == "1  s1/n1  2026-06-07 09:00  found 93.9 of 94.0, deviation -0.1 dB; the first  by 王芳"
        )
        #expect(text.line(listed[1]).contains("drift +0.5 dB  by"))
        #expect(text.line(listed[2]).contains("drift +0.6 dB, more than 0.5"))
        #expect(try OrderJSON(plan: SamplePlan.plan()).line(listed[2]).contains("\"drift\":0.6"))
        let record = CalibrationRecord(of: sensor, in: orders)
        #expect(record.invalidSpans.map(\.driftHundredths) == [60])
        #expect([SensorID: CalibrationRecord](orders) == [sensor: record])
        #expect(CalibrationRecord(of: SensorID(site: "s1", sensor: "n2"), in: orders).checks.isEmpty)
    }

    @Test("a violation's record and its alert say who muted it and until when")
    func violation() throws {
        var change = try SamplePlan.change()
        change.muted = MuteNote(order: 3, by: "王芳", why: "已备案", until: SamplePlan.opening + .minutes(30))
        let plan = SamplePlan.plan()
        let record = SamplePlan.record(change)
        let page = ViolationText(plan: plan).page(record, alerts: []).joined(separator: "\n")
        #expect(page.contains("muted until 2026-06-07T09:33:12+08:00 by 王芳: 已备案"))
        let json = try ViolationJSON(plan: plan).line(record)
        #expect(json.contains(#""muted":{"by":"王芳","order":3,"until":"2026-06-07T09:33:12+08:00","why":"已备案"}"#))
        for (authority, words) in [("bureau", "王芳 设置告警静默至 09:33:12"), ("office", "muted by 王芳 until 09:33:12")] {
            let alert = SamplePlan.alert(.violation(change), to: AuthorityID(authority))
            let text = AlertComposer(plan: plan).message(for: alert, now: SamplePlan.opening).text
            #expect(text.contains(words), "\(text)")
        }
        change.muted = nil
        let plain = SamplePlan.alert(.violation(change), to: "office")
        #expect(!AlertComposer(plan: plan).message(for: plain, now: SamplePlan.opening).text.contains("muted"))
    }
}
