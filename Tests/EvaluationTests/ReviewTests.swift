import Acoustics
import Evaluation
import EventTime
import ExamCalendar
import NoiseRules
import Records
import SQLiteStore
import SensorPayloads
import Sites
import TestSupport
import Testing

@Suite("Late readings correct the record and raise no alarm")
struct ReviewTests {
    private func seconds(_ instant: Instant?) -> Double? { instant.map { ($0 - Bench.nine).seconds } }

    @Test(
        "a memory card opens a violation after the fact, marked late, and nobody is alarmed",
        arguments: [Arrival.Origin.file, .mqtt]
    )
    func opens(origin: Arrival.Origin) throws {
        let run = try ReviewRun(Bench())
        try run.live(50, until: 100)
        run.now = Bench.nine + .seconds(160)
        try run.live(50, until: 300)
        #expect(try run.record().isEmpty)
        try run.hear(75, 100..<160, origin: origin, historical: origin == .mqtt)
        try run.settle()
        let record = try #require(try run.record().first)
        #expect(record.changes.map(\.step) == [.opened, .closed])
        let late = record.changes.map(\.correction)
        #expect(late.allSatisfy { $0?.before == nil && $0?.after?.openedAt == record.openedAt })
        #expect(late.allSatisfy { seconds($0?.from) == 100 && seconds($0?.to) == 160 })
        #expect(seconds(record.openedAt) == 101 && record.closedAt != nil)
        #expect(try run.told() == [])
        // What is settled is not taken up again.
        let before = try run.record()
        try run.restart()
        try run.settle()
        #expect(try run.record() == before)
        #expect(try run.bench.store.evaluationPoint().memory.keys.filter { $0.kind == .review }.isEmpty)
    }

    @Test("late readings that leave nothing of a violation withdraw it, and whoever was told is told")
    func withdraws() throws {
        // Every second one lost: what is there is loud, the rest quiet enough to bring the mean under the limit.
        let run = try ReviewRun(Bench(), plan: try plan { $0.rules[0].measurement.coveragePercent = 40 })
        try run.live(50, until: 60)
        run.now = Bench.nine + .seconds(100)
        for second in stride(from: 60, to: 100, by: 2) { try run.hear(61, second..<second + 1) }
        try run.live(50, until: 200)
        let before = try #require(try run.record().first)
        #expect(before.changes.map(\.step) == [.opened, .closed])
        #expect(try run.told() == [.opened, .closed])
        for second in stride(from: 61, to: 100, by: 2) { try run.hear(40, second..<second + 1) }
        try run.settle()
        let after = try #require(try run.record().first)
        #expect(after.id == before.id && after.withdrawnAt != nil && after.outcome == nil)
        let withdrawal = try #require(after.changes.last)
        #expect(withdrawal.step == .withdrawn && withdrawal.reason == .judgedAgain && withdrawal.number == 3)
        #expect(withdrawal.correction?.before == before.outcome && withdrawal.correction?.supersedes == 2)
        #expect(withdrawal.correction?.after == nil)
        #expect(Array(after.changes.prefix(2)) == before.changes)
        #expect(try run.told() == [.opened, .closed, .withdrawn])
    }

    @Test("a louder part that came late corrects the worst of a violation and names what it replaces")
    func corrects() throws {
        let run = try ReviewRun(Bench())
        try run.live(50, until: 60)
        try run.live(65, until: 100)
        // 20 s are lost, and come five minutes later.
        run.now = Bench.nine + .seconds(120)
        try run.live(65, until: 160)
        try run.live(50, until: 300)
        let before = try #require(try run.record().first)
        try run.hear(80, 100..<120)
        try run.settle()
        let after = try #require(try run.record().first)
        #expect(after.changes.last?.step == .corrected)
        let correction = try #require(after.changes.last?.correction)
        #expect(correction.before == before.outcome && correction.after == after.outcome)
        #expect(before.worst.level?.text == "65.0" && after.worst.level?.text == "80.0")
        #expect(after.openedAt == before.openedAt)
        #expect(try run.told() == [.opened, .closed, .corrected])
    }

    @Test("a noise that was on before the span that is judged again is corrected to its own beginning")
    func reachesIn() throws {
        let run = try ReviewRun(
            Bench(),
            plan: try plan {
                $0.sensors[1].placement = .constructionBoundary
                $0.sensors[1].instrumentClass = .class1
            }
        )
        // What waited comes sensor after sensor: the first one has it loud late, the second one all the time.
        run.now = Bench.nine + .seconds(900)
        try run.hear(50, 0..<800)
        try run.hear(80, 800..<900)
        try run.hear(80, 20..<900, of: Bench.yard)
        try run.turn()
        #expect(seconds(try run.record().first?.openedAt) == 801)
        for second in stride(from: 900, to: 1000, by: 10) {
            run.now = Bench.nine + .seconds(Int64(second + 10))
            try run.hear(50, second..<second + 10)
            try run.hear(50, second..<second + 10, of: Bench.yard)
            try run.turn()
        }
        try run.settle()
        let record = try run.record()
        #expect(record.map { seconds($0.outcome?.openedAt) }.compactMap(\.self) == [28], "\(record)")
        #expect(
            record.compactMap { seconds($0.outcome?.closedAt) } == record.compactMap { seconds($0.closedAt) }.suffix(1)
        )
    }

    @Test("readings from before the last of several edges that time has passed come late")
    func severalEdges() throws {
        let session = TimeRange(start: Bench.nine + .minutes(10), end: Bench.nine + .minutes(20))
        let run = try ReviewRun(Bench(session: session))
        try run.live(50, until: 60)
        // Both edges are passed without readings; then come those of the session.
        run.now = Bench.nine + .minutes(30)
        try run.turn()
        try run.hear(80, 700..<800)
        try run.settle()
        let record = try run.record()
        #expect(record.map { seconds($0.outcome?.openedAt) } == [708], "\(record)")
    }

    @Test(
        "a session that was over before the first start is judged by what comes of it, wherever that waited",
        arguments: [false, true]
    )
    func beforeTheFirstStart(isInJournal: Bool) throws {
        let bench = try Bench(session: TimeRange(start: Bench.nine, end: Bench.nine + .minutes(20)))
        if isInJournal {
            try bench.append((300..<400).map { try Bench.reading($0, 80) }, receivedAt: Bench.nine + .hours(2))
        }
        let run = try ReviewRun(bench)
        run.now = Bench.nine + .hours(2)
        try run.restart()
        if !isInJournal { try run.hear(80, 300..<400) }
        try run.settle()
        let record = try run.record()
        #expect(record.map { seconds($0.outcome?.openedAt) } == [308], "\(record)")
    }

    @Test("two violations that late readings join are one, and the one that is withdrawn names it")
    func joins() throws {
        let run = try ReviewRun(Bench(), plan: try plan { $0.sensors[0].silentAfter = .seconds(60) })
        try run.live(50, until: 60)
        try run.live(70, until: 100)
        // Eleven minutes without anything: closed for want of data.
        for second in stride(from: 160, through: 760, by: 60) {
            run.now = Bench.nine + .seconds(Int64(second))
            try run.turn()
        }
        #expect(try run.record().first?.changes.last?.reason == .noData)
        try run.live(70, until: 820)
        try run.live(50, until: 1000)
        let before = try run.record()
        #expect(before.count == 2)
        try run.hear(70, 100..<760, origin: .file)
        try run.settle()
        let after = try run.record()
        #expect(after.map(\.changes.last?.step) == [.corrected, .withdrawn])
        #expect(after.last?.changes.last?.correction?.other == after.first?.id)
        // Quiet for a whole window at 830, and for the rule's clear time at 838.
        #expect(seconds(after.first?.closedAt) == 838)
        #expect(after.first?.openedAt == before.first?.openedAt)
    }

    @Test("late readings beside two violations change the one that they belong to")
    func beside() throws {
        let run = try ReviewRun(Bench())
        try run.live(50, until: 60)
        try run.live(70, until: 100)
        run.now = Bench.nine + .seconds(150)
        try run.hear(50, 130..<150)
        try run.live(70, until: 200)
        try run.live(50, until: 300)
        let before = try run.record()
        #expect(before.count == 2)
        try run.hear(70, 100..<130)
        try run.settle()
        let after = try run.record()
        #expect(after.map(\.changes.last?.step) == [.corrected, .closed])
        #expect(seconds(after.first?.closedAt) == 148)
        #expect(after.last == before.last)
    }

    @Test("a correction is one and the same after a restart in the middle, and a small one is not told")
    func small() throws {
        let run = try ReviewRun(Bench())
        try run.live(50, until: 60)
        try run.live(65, until: 100)
        run.now = Bench.nine + .seconds(102)
        try run.live(65, until: 160)
        try run.live(50, until: 300)
        try run.hear(67, 100..<102)
        try run.restart()
        try run.settle()
        let record = try #require(try run.record().first)
        #expect(record.changes.filter { $0.step == .corrected }.count == 1)
        #expect(record.changes.last?.correction?.isMaterial == false)
        #expect(try run.told() == [.opened, .closed])
    }

    @Test("while the noise goes on the record waits, and live judging does not")
    func waits() throws {
        let run = try ReviewRun(Bench())
        try run.live(50, until: 100)
        run.now = Bench.nine + .seconds(110)
        try run.live(75, until: 200)
        try run.hear(75, 100..<110)
        for second in stride(from: 230, through: 500, by: 30) { try run.live(75, until: second) }
        #expect(run.corrections.isEmpty)
        #expect(try run.told() == [.opened])
        try run.live(50, until: 560)
        try run.settle()
        #expect(run.corrections.map(\.step) == [.corrected])
        #expect(try seconds(run.record().first?.openedAt) == 101)
    }

    @Test("a span that was judged by another plan is passed over and said so; one from after the change is not")
    func otherPlan() throws {
        let run = try ReviewRun(Bench())
        try run.live(50, until: 100)
        run.now = Bench.nine + .seconds(160)
        try run.live(50, until: 1500)
        try run.restart(plan: try plan { $0.rules[0].hysteresis.clearAfter = .seconds(9) })
        try run.hear(75, 100..<160, origin: .file)
        try run.settle()
        #expect(try run.record().isEmpty)
        #expect(run.passedOver == 1)
        let now = Int((run.now - Bench.nine).milliseconds / 1000)
        try run.live(50, until: now + 600)
        run.now = run.now + .seconds(60)
        try run.live(50, until: now + 1200)
        try run.hear(75, now + 600..<now + 660, origin: .file)
        try run.settle()
        #expect(try run.record().count == 1)
        #expect(run.passedOver == 1)
    }

    @Test("an extension that was ordered while nobody obeyed has the time since the written end judged again")
    func orderedWhileStopped() throws {
        let end = Bench.nine + .seconds(100)
        let run = try ReviewRun(Bench(session: TimeRange(start: Bench.nine, end: end)))
        try run.live(50, until: 100)
        try run.live(75, until: 160)
        try run.live(50, until: 300)
        #expect(try run.record().isEmpty)
        _ = try run.bench.store.append(
            .extend(ExamExtension(exam: "gaokao", start: Bench.nine, kind: .written, extent: .by(.minutes(2)))),
            at: run.now,
            by: "Wang",
            why: "recording replayed"
        )
        try run.restart()
        try run.settle()
        let record = try #require(try run.record().first)
        #expect(seconds(record.openedAt) == 101 && record.changes.allSatisfy { $0.correction != nil })
        #expect(try run.told() == [])
        // Obeyed once.
        try run.restart()
        try run.settle()
        #expect(try run.record().first == record && run.corrections.count == record.changes.count)
    }

    @Test(
        "what an import led to is withdrawn when it is undone, also where nobody obeyed at that time",
        arguments: [false, true]
    )
    func undone(whileAway: Bool) throws {
        let run = try ReviewRun(Bench())
        try run.live(50, until: 100)
        run.now = Bench.nine + .seconds(160)
        try run.live(50, until: 300)
        let draft = ImportDraft(
            at: run.now,
            by: "Wang Fang",
            file: "card.csv",
            digest: .none,
            readings: 60,
            sensors: 1,
            span: TimeRange(start: Bench.nine + .seconds(100), end: Bench.nine + .seconds(160))
        )
        let file = try run.bench.store.begin(draft)
        try run.hear(75, 100..<160, origin: .file, file: file, historical: true)
        try run.settle()
        #expect(try run.record().map(\.withdrawnAt) == [nil])
        _ = try run.bench.store.undo(importOf: file, at: run.now, by: "Li Na", why: "another card") { _ in }
        if whileAway { try run.restart() } else { try run.obey() }
        try run.settle()
        let record = try #require(try run.record().first)
        #expect(record.withdrawnAt != nil && record.changes.map(\.step) == [.opened, .closed, .withdrawn])
        // What comes next is heard.
        let end = Int((run.now - Bench.nine).milliseconds / 1000)
        try run.live(75, until: end + 60)
        #expect(try run.record().count == 2)
    }

    @Test("readings that go on coming late do not put the review off for ever")
    func neverQuiet() throws {
        let run = try ReviewRun(Bench())
        try run.live(50, until: 100)
        run.now = Bench.nine + .seconds(160)
        try run.live(50, until: 200)
        try run.hear(75, 100..<160, origin: .file)
        // Each twenty seconds another reading that is two seconds late.
        for end in stride(from: 220, through: 800, by: 20) {
            let from = Int((run.now - Bench.nine).milliseconds / 1000)
            run.now = Bench.nine + .seconds(Int64(end))
            try run.hear(50, from..<end - 3)
            try run.hear(50, end - 2..<end)
            try run.hear(50, end - 3..<end - 2)
            try run.turn()
        }
        #expect(try run.record().count == 1)
    }

    private func plan(_ change: (inout Plan) -> Void) throws -> Plan {
        var plan = try Bench().plan
        change(&plan)
        return plan
    }
}
