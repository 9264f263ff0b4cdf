import Acoustics
import EventTime
import ExamCalendar
import Foundation
import NoiseRules
import Records
import Reports
import Sites
import Testing

/// The order in which a message says what its reader acts on.
struct MessageOrderTests {
    private static let place = Coordinates(latitude: 31.2304, longitude: -0.5)

    private func plan() -> Plan {
        var plan = SamplePlan.plan()
        plan.authorities[0].staff.officers = [
            DutyOfficer(id: "wang", name: Name(zh: "王芳", en: "Wang Fang"), phone: "138 0000 0001"),
            DutyOfficer(id: "li", name: Name(zh: "李局长", en: "Director Li"), phone: "138 0000 0002"),
        ]
        plan.sensors[0].contact = Contact(name: Name(zh: "张工", en: "Zhang"), phone: "0755-1234 5678")
        plan.sites[0].coordinates = Self.place
        plan.alerting.routes = [
            Route(
                id: "works",
                to: [RecipientID(authority: "bureau"), RecipientID(authority: "bureau", officer: "wang")],
                then: [[RecipientID(authority: "bureau", officer: "li")]],
                copies: [RecipientID(authority: "office")]
            )
        ]
        return plan
    }

    private func message(
        _ subject: AlertSubject,
        to office: String = "office",
        sources: MessageSources = MessageSources(answerAddress: { _ in "https://noise.example/a/x" })
    ) -> AlertMessage {
        AlertComposer(plan: plan(), sources: sources)
            .message(for: SamplePlan.alert(subject, to: AuthorityID(office)), now: subject.decidedAt)
    }

    @Test("what, where, how loud, since when, which paper, whom to call, where to go, button, until when, limit, file")
    func opened() throws {
        let text = message(.violation(try SamplePlan.change())).text
        let starts = [
            "Suspected construction noise: new", "Where:", "Level now:", "Since:", "Exam:", "On-site contact:",
            "Address:", "  Map:", "Respond:", "Respond by:", "Also notified:", "Limit:", "Details for the file",
            "Case no.:",
        ]
        let lines = text.split(separator: "\n").map(String.init)
        let found = starts.map { start in lines.firstIndex { $0.hasPrefix(start) } }
        #expect(found == Array(0..<starts.count).map(Optional.some), "\(text)")
        #expect(lines.contains("Respond by: 09:13; then Environment bureau Director Li will be notified"))
        #expect(lines.contains("Also notified: Environment bureau Wang Fang"))
    }

    @Test("the same order in HTML, with the number and the place as links, light and dark")
    func html() throws {
        let html = message(.violation(try SamplePlan.change()), to: "bureau").html
        let marks = [
            "疑似施工噪声", "当前声级", "开始", "tel:075512345678", "geo:31.230400,-0.500000", "/a/x", "响应时限",
            "限值</td>", "存档信息", "证据等级",
        ]
        let places = marks.map {
            html.range(of: $0, options: .literal, range: html.range(of: "<body").map { $0.lowerBound..<html.endIndex })?
                .lowerBound
        }
        #expect(!places.contains(nil) && places.compactMap { $0 } == places.compactMap { $0 }.sorted(), "\(html)")
        #expect(html.contains("prefers-color-scheme:dark") && html.contains("请") == false)
    }

    @Test("in dark mode pictures are turned dark by the style sheet, in mails and on pages, and in no other mode")
    func darkPictures() throws {
        let filter = "{filter:invert(.88) hue-rotate(180deg)}"
        let alert = SamplePlan.alert(.violation(try SamplePlan.change()), to: "office")
        let mail = AlertComposer(plan: plan()).message(
            for: alert,
            now: alert.createdAt,
            picture: MessagePicture(png: [1], alternative: "a level")
        ).html
        #expect(mail.contains("<img class=\"picture\" src=\"\(AlertMessage.pictureAddress)\""), "\(mail)")
        for (text, selector) in [(mail, ".picture"), (AnswerPage.style, "img")] {
            let parts = text.components(separatedBy: "@media (prefers-color-scheme:dark){")
            #expect(parts.count == 2 && parts[1].contains(selector + filter) && !parts[0].contains("filter"), "\(text)")
        }
    }

    @Test("a map service of the settings is the first link, and the telephone's own stays beside it")
    func map() throws {
        let service = try MapService(
            template: "https://uri.amap.com/marker?position={longitude},{latitude}&name={name}&coordinate=wgs84"
        )
        let message = message(.violation(try SamplePlan.change()), to: "bureau", sources: MessageSources(map: service))
        let address =
            "https://uri.amap.com/marker?position=-0.500000,31.230400&name=%E7%AC%AC%E4%B8%80%E4%B8%AD%E5%AD%A6"
        #expect(message.text.contains("  地图：\(address)&coordinate=wgs84\n  手机地图：geo:31.230400,-0.500000\n"))
        let escaped = address.replacing("&", with: "&amp;")
        #expect(message.html.contains("href=\"\(escaped)&amp;coordinate=wgs84\""))
    }

    @Test(
        "what is no address of a map is refused",
        arguments: ["http://m.example/{latitude},{longitude}", "https://m.example/{latitude}", "map", "https://"]
    )
    func noMap(template: String) {
        #expect(throws: MapService.Fault.self) { try MapService(template: template) }
    }

    @Test("nobody is said to be notified next once somebody has responded, and who has is named")
    func answered() throws {
        let change = try SamplePlan.change()
        let answer = Answer(violation: change.violation, act: .onSite, by: "王芳", at: change.at + .minutes(2))
        let record = SamplePlan.record(change, answers: [answer])
        let text = message(.violation(change), sources: MessageSources(record: { _ in record })).text
        #expect(!text.contains("Respond by"))
        #expect(text.contains("Handled by: 王芳 on site 09:05:12\n"))
    }

    @Test("the last tier is told of nobody after it; a later message keeps the time of the first")
    func tiers() throws {
        let change = try SamplePlan.change()
        let escalation = Escalation(
            change: change,
            tier: 2,
            notifiedAt: change.at,
            unanswered: ["bureau"],
            next: ["bureau/li"],
            at: change.at + .minutes(10)
        )
        #expect(!message(.unanswered(escalation)).text.contains("Respond by"))
        let raised = try SamplePlan.change(.raised, .louder, after: .minutes(4))
        #expect(!message(.violation(raised)).text.contains("Respond by"))
        let told = NotifiedViolation(record: SamplePlan.record(raised), notifiedAt: change.at)
        let known = MessageSources(notified: { _ in told })
        #expect(message(.violation(raised), sources: known).text.contains("Respond by: 09:13; then"))
    }

    @Test("a closing has five rows: over, when, how long, how loud, who handled it", arguments: ["bureau", "office"])
    func closed(office: String) throws {
        let change = try SamplePlan.change(.closed, .quiet, after: .minutes(12), finding: SamplePlan.finding(55))
        let answer = Answer(
            violation: change.violation,
            act: .disposed,
            by: "王芳",
            at: change.at - .minutes(2)
        )
        let record = SamplePlan.record(change, answers: [answer])
        let message = message(.violation(change), to: office, sources: MessageSources(record: { _ in record }))
        let rows = message.content.rows.map(\.value)
        #expect(rows.count == 5 && message.content.response.isEmpty)
        #expect(
            rows
                == (office == "office"
                    ? [
                        "back to normal; School No. 1, n1 (construction boundary)",
                        "7 June 09:03:12 to 09:15:12 (UTC+08:00)", "12 min",
                        "78.4 dB(A) over 1 min, 8.4 dB over the limit",
                        "王芳 noise stopped 09:13:12",
                    ]
                    : [
                        "已恢复正常；第一中学，n1（施工场界）", "6月7日 09:03:12—09:15:12（UTC+08:00）", "12 分钟",
                        "1 分钟 78.4 dB(A)，超限 8.4 dB", "王芳 已处置 09:13:12",
                    ])
        )
    }

    @Test("an end without quiet says first that it may go on")
    func ending() throws {
        let change = try SamplePlan.change(.closed, .ruleEnded, after: .minutes(3))
        #expect(message(.violation(change)).content.warnings == ["The rule no longer applies; the noise may continue."])
    }

    @Test("a page says where the case stands, not how it began", arguments: Answer.Act.allCases)
    func page(act: Answer.Act) throws {
        let change = try SamplePlan.change()
        let answer = Answer(violation: change.violation, act: act, by: "王芳", at: change.at + .minutes(2))
        let now = change.at + .minutes(3)
        let page = AnswerPage(
            for: SamplePlan.alert(.violation(change), to: "office"),
            composer: AlertComposer(plan: plan())
        )
        let fresh = page.page(SamplePlan.record(change), at: now, entry: AnswerEntry())
        #expect(fresh.contains("<h1 class=\"alarm\">Suspected construction noise: new</h1>"))
        let loud = PresentNoise(
            sensor: "n1",
            limit: try SamplePlan.level(70),
            level: PresentLevel(level: try SamplePlan.level(76), over: .seconds(10), at: now),
            lastMinute: nil,
            lastReading: now
        )
        let html = page.page(
            SamplePlan.record(change, answers: [answer]),
            at: now,
            present: loud,
            entry: AnswerEntry(),
            recorded: answer
        )
        let status = ["acknowledged", "on site", "noise stopped; ongoing", "closed; ongoing"]
        let index = try #require(Answer.Act.allCases.firstIndex(of: act))
        #expect(html.contains(">Suspected construction noise: \(status[index])</h1>"), "\(html)")
        #expect(html.contains("Recorded: 7 June 09:05:12"))
        #expect(html.contains("76.0 dB(A) over 10 s at 09:06:12"))
        #expect(!html.contains(": new<"))
    }

    @Test("the main button stands below the fields of its form, and the call above it")
    func parser() throws {
        let change = try SamplePlan.change()
        let page = AnswerPage(
            for: SamplePlan.alert(.violation(change), to: "office"),
            composer: AlertComposer(plan: plan())
        )
        let html = page.page(SamplePlan.record(change), at: change.at, entry: AnswerEntry())
        let marks = ["href=\"tel:", "name=\"by\"", "name=\"confirmed\"", "name=\"note\"", "class=\"first\""]
        let places = marks.map { html.range(of: $0)?.lowerBound }
        #expect(!places.contains(nil) && places.compactMap { $0 } == places.compactMap { $0 }.sorted(), "\(html)")
    }

    @Test("a corrected answer and its correction name each other, and the time is that of the correction")
    func corrected() throws {
        let change = try SamplePlan.change()
        func answer(_ act: Answer.Act, _ minutes: Int64, corrects: Int? = nil) -> Answer {
            Answer(
                violation: change.violation,
                act: act,
                by: "王芳",
                at: change.openedAt + .minutes(minutes),
                corrects: corrects
            )
        }
        let record = SamplePlan.record(
            change,
            answers: [answer(.acknowledged, 9), answer(.onSite, 30), answer(.onSite, 12, corrects: 2)]
        )
        let text = ViolationText(plan: plan()).page(record, alerts: []).joined(separator: "\n")
        #expect(text.contains("corrected by 3") && text.contains("corrects 2"), "\(text)")
        let json = try ViolationJSON(plan: plan()).line(record)
        #expect(json.contains("\"corrects\":2") && json.contains("\"number\":3"), "\(json)")
        let alert = SamplePlan.alert(.violation(change), to: "office")
        let page = AnswerPage(for: alert, composer: AlertComposer(plan: plan()))
            .page(record, at: change.at + .minutes(31), entry: AnswerEntry())
        #expect(page.contains("corrected later") && page.contains("corrects that of 09:33:12"), "\(page)")
        let known = MessageSources(record: { _ in record })
        #expect(message(.violation(change), sources: known).text.contains("Handled by: 王芳 on site 09:15:12"))
    }

    @Test("an alert is shown with the words that left, whatever would be said today")
    func shown() throws {
        let change = try SamplePlan.change()
        let alert = SamplePlan.alert(.violation(change), to: "office")
        let composer = AlertComposer(plan: plan())
        let words = composer.message(for: alert, now: change.at)
        let sent = SentText(
            subject: words.subject,
            text: words.content.keptText,
            digest: Fingerprint(digest: Array(repeating: 7, count: 32)),
            basis: .bytes
        )
        let delivery = Delivery(
            alert: alert.id,
            attempt: 1,
            at: change.at,
            outcome: .accepted,
            detail: "250",
            sent: sent
        )
        let answer = Answer(
            violation: change.violation,
            act: .onSite,
            by: "王芳",
            at: change.at + .minutes(2),
            report: Answer.Report(note: "", isConfirming: true)
        )
        let record = SamplePlan.record(change, answers: [answer])
        let today = AlertText(
            plan: plan(),
            composer: AlertComposer(plan: plan(), sources: MessageSources(record: { _ in record }))
        )
        let page = today.page(alert, [delivery], answers: record.answers).joined(separator: "\n")
        #expect(page.contains("[Suspected construction noise]") && !page.contains("Confirmed"), "\(page)")
        #expect(page.contains("message as it was sent") && page.contains(String(repeating: "07", count: 32)))
        var lost = delivery
        lost.sent = nil
        let composed = today.page(alert, [lost], answers: record.answers).joined(separator: "\n")
        #expect(composed.contains("what was sent was not kept") && composed.contains("[Confirmed construction noise]"))
        let json = try AlertJSON(plan: plan()).line(alert, [delivery], isWhole: true)
        #expect(json.contains("\"sha256\":\"0707") && json.contains("Details for the file"))
        #expect(try !AlertJSON(plan: plan()).line(alert, [delivery]).contains("Details for the file"))
    }
}
