import Acoustics
import Evaluation
import EventTime
import ExamCalendar
import NoiseRules
import Records
import SQLiteStore
import Sites
import StorePorts
import Testing

@Suite("The plan as orders amend it")
struct AmendedPlanTests {
    private static let start = Bench.nine

    private static func session(
        _ kind: SessionKind,
        _ from: Int64,
        _ to: Int64,
        exam: ExamID = "gaokao"
    ) -> ExamSession {
        ExamSession(
            exam: exam,
            name: Name("English"),
            kind: kind,
            range: TimeRange(start: start + .minutes(from), end: start + .minutes(to))
        )
    }

    /// Listening 10 to 30 min into a paper of 120 min, and a later paper, at two schools; another exam besides.
    private func plan() -> Plan {
        let sessions = [
            AmendedPlanTests.session(.written, 0, 120), AmendedPlanTests.session(.listening, 10, 30),
            AmendedPlanTests.session(.written, 180, 300),
        ]
        return Plan(
            authorities: [],
            sites: [],
            sensors: [],
            exams: [
                Exam(id: "gaokao", name: Name("Gaokao"), sites: ["north", "south"], sessions: sessions),
                Exam(
                    id: "zhongkao",
                    name: Name("Zhongkao"),
                    sites: ["north"],
                    sessions: [AmendedPlanTests.session(.written, 0, 120, exam: "zhongkao")]
                ),
            ],
            rules: []
        )
    }

    private func order(
        _ id: Int64,
        _ kind: SessionKind,
        _ start: Int64,
        _ extent: ExamExtension.Extent,
        sites: Set<SiteID>? = nil,
        exam: ExamID = "gaokao"
    ) -> Order {
        let wanted = ExamExtension(
            exam: exam,
            start: Bench.nine + .minutes(start),
            kind: kind,
            sites: sites,
            extent: extent
        )
        return Order(id: id, at: Bench.nine, by: "Wang", why: "replayed", matter: .extend(wanted))
    }

    /// Minutes from the start at which the sessions of an exam end, in order.
    private func ends(_ plan: Plan, _ exam: ExamID = "gaokao", at site: SiteID = "north") -> [Int64] {
        plan.exams.filter { $0.id == exam && $0.sites.contains(site) }.flatMap(\.sessions)
            .map { ($0.range.end - Bench.nine).milliseconds / 60_000 }
    }

    @Test("a ban until the exam ends is one until it ends now")
    func notice() {
        var plan = plan()
        plan.sites = [Site(id: "north", name: Name("North"), zone: .zone1, timeZone: .UTC)]
        let end = ExamMoment(exam: "gaokao", edge: .ends)
        let phase = ControlNotice.Phase(
            name: Name("p"),
            range: TimeRange(start: Bench.nine, end: Bench.nine + .minutes(300)),
            hours: .allDay,
            area: .everywhere,
            activities: [.construction],
            end: end
        )
        plan.notices = [
            ControlNotice(
                id: "n",
                name: Name("n"),
                publication: NoticePublication(issuer: Name("o")),
                phases: [phase]
            )
        ]
        let amended = plan.amended(by: [order(7, .written, 180, .by(.minutes(10)), sites: ["south"])])
        #expect(amended.notices[0].phases[0].range.end == Bench.nine + .minutes(310))
        #expect(plan.amended(by: []).notices == plan.notices)
    }

    @Test("only what the order says moves, with who and why")
    func only() throws {
        let amended = plan().amended(by: [order(7, .written, 0, .by(.minutes(10)))])
        #expect(ends(amended) == [130, 30, 300])
        #expect(ends(amended, "zhongkao") == [120])
        let session = try #require(amended.exams.first?.sessions.first)
        #expect(session.plannedEnd == Bench.nine + .minutes(120))
        #expect(
            session.extensions == [
                SessionExtension(
                    order: 7,
                    at: Bench.nine,
                    by: "Wang",
                    why: "replayed",
                    from: Bench.nine + .minutes(120),
                    to: Bench.nine + .minutes(130)
                )
            ]
        )
        #expect(amended.exams.flatMap(\.sessions).filter { !$0.extensions.isEmpty }.count == 1)
    }

    @Test("a listening window takes its paper along only where it would end after it")
    func listening() {
        #expect(ends(plan().amended(by: [order(1, .listening, 10, .by(.minutes(10)))])) == [120, 40, 300])
        #expect(ends(plan().amended(by: [order(1, .listening, 10, .by(.minutes(90)))])) == [120, 120, 300])
        let beyond = plan().amended(by: [order(1, .listening, 10, .until(Bench.nine + .minutes(125)))])
        #expect(ends(beyond) == [125, 125, 300])
    }

    @Test("orders follow one another: minutes add up, an instant replaces")
    func several() {
        let orders = [
            order(1, .written, 0, .by(.minutes(10))), order(2, .written, 0, .by(.minutes(5))),
            order(3, .written, 180, .by(.minutes(20))), order(4, .written, 180, .until(Bench.nine + .minutes(300))),
        ]
        #expect(ends(plan().amended(by: orders)) == [135, 30, 300])
    }

    @Test("at one site of two")
    func oneSite() throws {
        let one = plan().amended(by: [order(1, .written, 0, .by(.minutes(10)), sites: ["south", "elsewhere"])])
        #expect(ends(one, at: "north") == [120, 30, 300])
        #expect(ends(one, at: "south") == [130, 30, 300])
        let both = plan().amended(by: [
            order(1, .written, 0, .by(.minutes(10)), sites: ["south"]), order(2, .written, 0, .by(.minutes(5))),
        ])
        #expect(ends(both, at: "north") == [125, 30, 300])
        #expect(ends(both, at: "south") == [135, 30, 300])
    }

    @Test("what names nothing in the plan, or would end before it starts, changes nothing")
    func nothing() {
        let orders = [
            order(1, .written, 1, .by(.minutes(10))), order(2, .gap, 0, .by(.minutes(10))),
            order(3, .written, 0, .by(.minutes(10)), exam: "gre"),
            order(4, .written, 0, .by(.minutes(10)), sites: ["elsewhere"]),
            order(5, .written, 180, .until(Bench.nine)),
        ]
        #expect(plan().amended(by: orders).exams == plan().exams)
    }
}

@Suite("An exam is extended while it runs")
struct ExtensionTests {
    /// The paper ends at 9000 s.
    private static let end = Bench.nine + .seconds(9000)
    private static let written = ExamExtension(
        exam: "gaokao",
        start: Bench.nine,
        kind: .written,
        extent: .by(.minutes(10))
    )

    private func loud(_ bench: Bench, _ seconds: Range<Int>) throws {
        try bench.append(try seconds.map { try Bench.reading($0, 80) })
    }

    @Test("the violation goes on over the old end and closes at the new one")
    func live() throws {
        let bench = try Bench()
        var evaluator = try bench.evaluator()
        try loud(bench, 8940..<8990)
        _ = try evaluator.step(now: Bench.nine + .seconds(8990))
        let order = try bench.store.append(
            .extend(ExtensionTests.written),
            at: Bench.nine + .seconds(8991),
            by: "Wang",
            why: "replayed"
        )
        let obeyed = try evaluator.obey(now: Bench.nine + .seconds(8992))
        #expect(obeyed.orders == [order] && obeyed.verdicts.isEmpty)
        #expect(try evaluator.obey(now: Bench.nine + .seconds(8992)).orders.isEmpty)
        try loud(bench, 8990..<9060)
        _ = try evaluator.step(now: Bench.nine + .seconds(9060))
        _ = try evaluator.tick(now: Bench.nine + .seconds(9066), watermark: .distantFuture)
        #expect(try bench.changes().map(\.step) == [.opened])
        // A restart knows the order again.
        evaluator = try bench.evaluator(at: Bench.nine + .seconds(9066))
        try loud(bench, 9060..<9650)
        _ = try evaluator.step(now: Bench.nine + .seconds(9650))
        let changes = try bench.changes()
        #expect(changes.map(\.step) == [.opened, .closed])
        #expect(changes.last?.at == ExtensionTests.end + .minutes(10))
        #expect(changes.last?.reason == .ruleEnded)
    }

    @Test("the session that a violation names ends where the order says")
    func session() throws {
        let bench = try Bench()
        var evaluator = try bench.evaluator()
        _ = try bench.store.append(.extend(ExtensionTests.written), at: Bench.nine, by: "Wang", why: "replayed")
        _ = try evaluator.obey(now: Bench.nine)
        try loud(bench, 9100..<9120)
        _ = try evaluator.step(now: Bench.nine + .seconds(9120))
        #expect(try bench.changes().first?.finding.session?.end == ExtensionTests.end + .minutes(10))
    }

    @Test("the windows are as they were: the violation opens at the same reading with an order as without")
    func windows() throws {
        func opened(ordering: Bool) throws -> [ViolationChange] {
            let bench = try Bench()
            var evaluator = try bench.evaluator()
            for second in 8900..<8999 {
                try bench.append([Bench.reading(second, second < 8950 ? 50 : 66)])
                _ = try evaluator.step(now: Bench.nine + .seconds(Int64(second) + 1))
                guard ordering, second % 3 == 0 else { continue }
                let order = ExtensionTests.written
                _ = try bench.store.append(.extend(order), at: Bench.nine, by: "Wang", why: "again")
                #expect(try evaluator.obey(now: Bench.nine + .seconds(Int64(second) + 1)).orders.count == 1)
            }
            return try bench.changes().map { change in
                var change = change
                change.finding.session = nil
                change.worst.session = nil
                return change
            }
        }
        let expected = try opened(ordering: false)
        #expect(expected.map(\.step) == [.opened])
        #expect(try opened(ordering: true) == expected)
    }

    @Test("an order that comes after the end opens anew what the end had closed")
    func afterTheEnd() throws {
        let bench = try Bench()
        var evaluator = try bench.evaluator()
        try loud(bench, 8940..<9012)
        _ = try evaluator.step(now: Bench.nine + .seconds(9012))
        #expect(try bench.changes().map(\.reason) == [.overLimit, .ruleEnded])
        _ = try bench.store.append(.extend(ExtensionTests.written), at: Bench.nine, by: "Wang", why: "replayed")
        _ = try evaluator.obey(now: Bench.nine + .seconds(9012))
        try loud(bench, 9012..<9030)
        _ = try evaluator.step(now: Bench.nine + .seconds(9030))
        let opened = try #require(try bench.changes().last)
        #expect(opened.step == .opened)
        // Over the limit from the first reading after the order, for the rule's three seconds.
        #expect(opened.at == Bench.nine + .seconds(9016))
    }

    @Test("exams as the orders of the hour have them, without a restart")
    func exams() throws {
        let bench = try Bench()
        let exams = AmendedExams(plan: bench.plan, orders: bench.store)
        #expect(exams.exams == bench.plan.exams)
        _ = try bench.store.append(.extend(ExtensionTests.written), at: Bench.nine, by: "Wang", why: "replayed")
        #expect(exams.exams.first?.sessions.first?.range.end == ExtensionTests.end + .minutes(10))
        #expect(exams.exams.first?.sessions.first?.extensions.first?.by == "Wang")
    }

    @Test("an extension that is taken back ends what it had kept open")
    func takenBack() throws {
        let bench = try Bench()
        var evaluator = try bench.evaluator()
        _ = try bench.store.append(.extend(ExtensionTests.written), at: Bench.nine, by: "Wang", why: "replayed")
        _ = try evaluator.obey(now: Bench.nine)
        try loud(bench, 8940..<9100)
        _ = try evaluator.step(now: Bench.nine + .seconds(9100))
        #expect(try bench.changes().map(\.step) == [.opened])
        var back = ExtensionTests.written
        back.extent = .until(ExtensionTests.end)
        _ = try bench.store.append(.extend(back), at: Bench.nine + .seconds(9100), by: "Wang", why: "mistaken")
        let verdicts = try evaluator.obey(now: Bench.nine + .seconds(9101)).verdicts
        #expect(verdicts.count == 1)
        #expect(try bench.changes().map(\.reason) == [.overLimit, .ruleEnded])
        #expect(try bench.store.violations(openOnly: true, limit: 1).isEmpty)
    }
}
