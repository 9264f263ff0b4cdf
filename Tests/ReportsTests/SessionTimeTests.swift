import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Reports
import Sites
import Testing

/// What messages say of a paper: before it begins, while it runs, and after it.
struct SessionTimeTests {
    struct Moment: CustomTestStringConvertible, Sendable {
        let name: String
        let kind: SessionKind
        /// To the paper's beginning; negative after it.
        let before: TimeSpan
        let zh: String
        let en: String
        let zhRow: String
        let enRow: String
        let phase: String
        var testDescription: String { "\(kind) \(name)" }
    }

    private static let paper = SamplePlan.opening

    static let moments = [
        Moment(
            name: "nine minutes before",
            kind: .written,
            before: .minutes(9),
            zh: " · 距语文开考 9 分钟；08:20 起须保持安静 [",
            en: " · 9 min before the Chinese paper; quiet required from 08:20 [",
            zhRow: "考试：距语文开考 9 分钟；08:20 起须保持安静\n",
            enRow: "Exam: 9 min before the Chinese paper; quiet required from 08:20\n",
            phase: "before"
        ),
        Moment(
            name: "one second before",
            kind: .written,
            before: .seconds(1),
            zh: " · 距语文开考 1 秒；",
            en: " · 1 s before the Chinese paper; ",
            zhRow: "考试：距语文开考 1 秒；",
            enRow: "Exam: 1 s before the Chinese paper; ",
            phase: "before"
        ),
        Moment(
            name: "at its beginning",
            kind: .written,
            before: .zero,
            zh: " · 语文考试中 [",
            en: " · during the Chinese paper [",
            zhRow: "考试：语文考试中；11:30 结束\n",
            enRow: "Exam: during the Chinese paper; paper ends 11:30\n",
            phase: "during"
        ),
        Moment(
            name: "five minutes after",
            kind: .written,
            before: .zero - .minutes(155),
            zh: " · 语文考试已结束 5 分钟；11:45 前须保持安静 [",
            en: " · 5 min after the Chinese paper; quiet required until 11:45 [",
            zhRow: "考试：语文考试已结束 5 分钟；11:45 前须保持安静\n",
            enRow: "Exam: 5 min after the Chinese paper; quiet required until 11:45\n",
            phase: "after"
        ),
        Moment(
            name: "two minutes before",
            kind: .listening,
            before: .minutes(2),
            zh: " · 距语文听力考试开始 2 分钟；08:20 起须保持安静 [",
            en: " · 2 min before the Chinese listening test; quiet required from 08:20 [",
            zhRow: "考试：距语文听力考试开始 2 分钟；08:20 起须保持安静\n",
            enRow: "Exam: 2 min before the Chinese listening test; quiet required from 08:20\n",
            phase: "before"
        ),
        Moment(
            name: "while it runs",
            kind: .listening,
            before: .zero - .minutes(3),
            zh: " · 语文听力考试中 [",
            en: " · during the Chinese listening test [",
            zhRow: "考试：语文听力考试中；11:30 结束\n",
            enRow: "Exam: during the Chinese listening test; listening ends 11:30\n",
            phase: "during"
        ),
    ]

    /// From 09:00 to 11:30, with forty minutes before and fifteen after in which quiet is due.
    private func session(_ kind: SessionKind) -> ExamSession {
        var session = SamplePlan.session
        session.kind = kind
        session.lead = .minutes(40)
        session.tail = .minutes(15)
        return session
    }

    private func change(_ moment: Moment, plan: inout Plan) throws -> ViolationChange {
        let session = session(moment.kind)
        plan.exams[0].sessions = [session]
        var change = try SamplePlan.change()
        change.finding.session = SessionNote(session)
        change.worst = change.finding
        change.at = session.range.start - moment.before
        change.openedAt = change.at - .seconds(60)
        return change
    }

    @Test("subject, body, CAP's words and the facts for machines say the same", arguments: moments)
    func everywhere(moment: Moment) throws {
        var plan = SamplePlan.plan()
        let change = try change(moment, plan: &plan)
        for (office, subject, row) in [
            ("bureau", moment.zh, moment.zhRow), ("office", moment.en, moment.enRow),
        ] {
            let alert = SamplePlan.alert(.violation(change), to: AuthorityID(office))
            let message = AlertComposer(plan: plan).message(for: alert, now: change.at)
            #expect(message.subject.contains(subject), "\(message.subject)")
            #expect(message.text.contains(row), "\(message.text)")
            let facts = try #require(message.facts.first)
            #expect(facts.zh.subject.contains(moment.zh) && facts.en.text.contains(moment.enRow))
            #expect(facts.json.contains(#""phase":"\#(moment.phase)""#), "\(facts.json)")
            let cap = CAPAlert(identifier: "1", sender: "s", sent: change.at, facts: message.facts).document
            #expect(cap.contains(String(moment.enRow.dropLast())))
            if moment.phase != "during" {
                #expect(!message.text.contains("during the") && !message.text.contains("考试中"))
            }
        }
    }

    @Test("a sensor that falls silent before a paper is not said to be silent during it")
    func sensor() throws {
        var plan = SamplePlan.plan()
        plan.exams[0].sessions = [session(.written)]
        let at = session(.written).range.start - .minutes(9)
        let silent = SensorChange(
            sensor: SensorID(site: "s1", sensor: "n1"),
            step: .silent,
            at: at,
            lastReading: at - .minutes(1)
        )
        let message = AlertComposer(plan: plan).message(
            for: SamplePlan.alert(.sensor(silent), to: "office"),
            now: at
        )
        #expect(message.subject.hasSuffix("9 min before the Chinese paper; quiet required from 08:20"))
    }

    @Test("an order that moves the end is in the escalation and on the page, whatever was noted before")
    func extended() throws {
        var plan = SamplePlan.plan()
        let change = try SamplePlan.change()
        let order = Order(
            id: 1,
            at: change.at + .minutes(5),
            by: "王芳",
            why: "",
            matter: .extend(
                ExamExtension(
                    exam: "gaokao",
                    start: SamplePlan.session.range.start,
                    kind: .written,
                    sites: ["s1"],
                    extent: .by(.minutes(20))
                )
            )
        )
        let escalation = AlertSubject.unanswered(
            Escalation(
                change: change,
                tier: 2,
                notifiedAt: change.at,
                unanswered: ["bureau"],
                next: ["office"],
                at: change.at + .minutes(10)
            )
        )
        plan.exams[0].sites.insert("s0")
        let composer = AlertComposer(plan: plan).knowing(plan.amended(by: [order]).exams)
        let message = composer.message(for: SamplePlan.alert(escalation, to: "office"), now: change.at + .minutes(10))
        #expect(message.text.contains("during the Chinese paper; paper ends 11:50"), "\(message.text)")
        #expect(message.facts.first?.json.contains("T11:50:00") == true)
        #expect(message.facts.first?.json.contains("T11:30:00") == false)
        let record = SamplePlan.record(change)
        let page = AnswerPage(for: SamplePlan.alert(.violation(change), to: "office"), composer: composer)
        #expect(page.page(record, at: change.at + .minutes(10), entry: AnswerEntry()).contains("paper ends 11:50"))
    }

    @Test("noise of a ban says how long it is to the next paper of the day")
    func next() throws {
        var change = try SamplePlan.change(kind: .prohibitedActivity)
        change.finding.session = nil
        change.worst = change.finding
        change.at = SamplePlan.session.range.start - .hours(2)
        change.openedAt = change.at
        let alert = SamplePlan.alert(.violation(change), to: "office")
        let text = AlertComposer(plan: SamplePlan.plan()).message(for: alert, now: change.at).text
        #expect(text.contains("Exam: 2 h before the Chinese paper\n"), "\(text)")
    }
}
