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

@Suite("What is muted is judged and recorded, and told when it is on still afterwards")
struct MuteTests {
    /// A bench with an evaluator that is fed second by second and ticks after each, as the service does.
    private final class Run {
        let bench: Bench
        private var evaluator: Evaluator
        private(set) var second = 0

        init(_ bench: Bench) throws {
            self.bench = bench
            evaluator = try bench.evaluator()
        }

        func hear(_ decibels: Double, until end: Int) throws {
            try bench.append(try (second..<end).map { try Bench.reading($0, decibels) })
            _ = try evaluator.obey(now: now(second))
            for _ in second..<end { second += 1 }
            _ = try evaluator.step(now: now(second))
            try tick()
        }

        /// Time passes in which nothing comes.
        func wait(until end: Int) throws {
            second = end
            try tick()
        }

        private func tick() throws {
            _ = try evaluator.obey(now: now(second))
            _ = try evaluator.tick(now: now(second), watermark: .distantFuture)
        }

        func restart() throws { evaluator = try bench.evaluator(at: now(second)) }

        func order(_ matter: Order.Matter) throws {
            _ = try bench.store.append(matter, at: now(second), by: "Wang", why: "blasting as agreed")
        }

        /// Steps that were told by the log, in order.
        func told() throws -> [String] {
            try bench.store.dueAlerts(at: .distantFuture, channel: .log, limit: 1000).compactMap { alert in
                guard case .violation(let change) = alert.subject else { return nil }
                return "\(change.step.rawValue) \((alert.createdAt - Bench.nine).milliseconds / 1000)"
            }
        }

        /// Of the only violation.
        func notifications() throws -> [Int: NotificationRecord] {
            let listed = try bench.store.violations(openOnly: false, limit: 9)
            #expect(listed.count == 1)
            return try listed.first.flatMap { try bench.store.violation($0.id) }?.notifications ?? [:]
        }

        private func now(_ second: Int) -> Instant { Bench.nine + .seconds(Int64(second)) }
    }

    private func mute(_ from: Int64, _ until: Int64, sites: Set<SiteID> = ["school"]) -> Order.Matter {
        .mute(Mute(sites: sites, from: Bench.nine + .seconds(from), until: Bench.nine + .seconds(until)))
    }

    @Test("a violation opened within the mute is told at its end by the timer, once, and the record says who muted it")
    func end() throws {
        let run = try Run(Bench())
        try run.order(mute(0, 200))
        try run.hear(75, until: 60)
        try run.restart()
        try run.hear(75, until: 199)
        #expect(try run.told() == [])
        let note = try #require(try run.bench.changes().first?.muted)
        #expect(note == MuteNote(order: 1, by: "Wang", why: "blasting as agreed", until: Bench.nine + .seconds(200)))
        #expect(try run.notifications() == [1: NotificationRecord(.suppress(.muted))])
        try run.wait(until: 200)
        #expect(try run.told() == ["opened 200"])
        let later = NotificationRecord(.suppress(.muted), notifiedLaterAt: Bench.nine + .seconds(200))
        #expect(try run.notifications() == [1: later])
        try run.restart()
        try run.wait(until: 202)
        try run.hear(50, until: 240)
        #expect(try run.told().count == 2)
        #expect(try run.bench.changes().map(\.step) == [.opened, .closed])
        #expect(try run.bench.changes().last?.muted == nil)
        #expect(try run.notifications() == [1: later, 2: NotificationRecord(.notify(.endOfNotified))])
    }

    @Test("an early end tells at the next tick")
    func earlyEnd() throws {
        let run = try Run(Bench())
        try run.order(mute(0, 3600))
        try run.hear(75, until: 100)
        #expect(try run.told() == [])
        try run.order(.endMute(MuteEnd(mute: 1)))
        try run.wait(until: 101)
        #expect(try run.told() == ["opened 101"])
    }

    @Test("what opened and closed within the mute is not told, then or later")
    func within() throws {
        let run = try Run(Bench())
        try run.order(mute(0, 200))
        try run.hear(75, until: 60)
        try run.hear(50, until: 120)
        #expect(try run.bench.changes().map(\.step) == [.opened, .closed])
        #expect(try run.bench.changes().allSatisfy { $0.muted?.order == 1 })
        try run.wait(until: 201)
        #expect(try run.told() == [])
        #expect(try run.bench.store.evaluationPoint().memory.keys.filter { $0.kind == .untold }.isEmpty)
    }

    @Test("a mute that begins after the opening withholds raises, and the closing is told all the same")
    func raises() throws {
        let run = try Run(Bench())
        try run.hear(65, until: 60)
        #expect(try run.told() == ["opened 60"])
        try run.order(mute(60, 300))
        try run.hear(78, until: 120)
        #expect(try run.bench.changes().contains { $0.step == .raised })
        #expect(try run.told() == ["opened 60"])
        try run.restart()
        try run.hear(50, until: 180)
        #expect(try run.told() == ["opened 60", "closed 180"])
        try run.wait(until: 301)
        #expect(try run.told().count == 2)
    }

    @Test("a raise that was withheld is told at the end of the mute when the noise is on still")
    func raiseAtTheEnd() throws {
        let run = try Run(Bench())
        try run.hear(65, until: 60)
        try run.order(mute(60, 300))
        try run.hear(78, until: 299)
        try run.restart()
        try run.wait(until: 300)
        #expect(try run.told() == ["opened 60", "raised 300"])
        try run.wait(until: 302)
        #expect(try run.told().count == 2)
    }

    @Test("what is not fresh at the end of the mute is not told before it is heard again")
    func stale() throws {
        let run = try Run(Bench())
        try run.order(mute(0, 500))
        try run.hear(75, until: 100)
        try run.wait(until: 501)
        #expect(try run.told() == [])
    }

    @Test("a mute of another site, or one that is over, holds nothing back", arguments: [false, true])
    func others(isOver: Bool) throws {
        let run = try Run(Bench())
        try run.order(isOver ? mute(-100, 0) : mute(0, 200, sites: ["elsewhere"]))
        try run.hear(75, until: 60)
        #expect(try run.told() == ["opened 60"])
        #expect(try run.bench.changes().first?.muted == nil)
    }

    @Test("a session that starts or ends tells what is muted and on still, once", arguments: [true, false])
    func sessionEdge(isStart: Bool) throws {
        // The rule always holds, and a session starts or ends 300 s in.
        let edge = Bench.nine + .seconds(300)
        let run = try Run(
            Bench(
                when: .always,
                session: isStart
                    ? TimeRange(start: edge, end: edge + .hours(1)) : TimeRange(start: edge - .hours(1), end: edge)
            )
        )
        try run.order(mute(0, 3600))
        try run.hear(65, until: 303)
        #expect(try run.told() == [])
        try run.restart()
        // The timer stays five seconds behind the clock.
        try run.wait(until: 305)
        #expect(try run.told() == ["opened 305"])
        try run.wait(until: 307)
        try run.hear(78, until: 400)
        #expect(try run.bench.changes().contains { $0.step == .raised })
        #expect(try run.told().count == 1)
    }
}

@Suite("Which mute holds")
struct MutesTests {
    private let subject = ViolationSubject(site: "school", source: .vendor, kind: .limitExceeded)
    private let id = ViolationID("20260607-7K3M9Q2A")

    private func order(_ id: Int64, _ matter: Order.Matter, at second: Int64 = 0) -> Order {
        Order(id: id, at: Bench.nine + .seconds(second), by: "Wang \(id)", why: "agreed", matter: matter)
    }

    private func mute(_ until: Int64 = 100, _ change: (inout Mute) -> Void = { _ in }) -> Order.Matter {
        var mute = Mute(from: Bench.nine, until: Bench.nine + .seconds(until))
        change(&mute)
        return .mute(mute)
    }

    private func note(_ orders: [Order], at second: Int64) -> Int64? {
        Mutes(orders).note(of: id, subject, at: Bench.nine + .seconds(second))?.order
    }

    @Test("from its start on and not at its end, by everything that it names")
    func names() {
        for (second, holds) in [(-1, false), (0, true), (99, true), (100, false)] as [(Int64, Bool)] {
            #expect((note([order(1, mute())], at: second) != nil) == holds)
        }
        let narrow: [(Bool, (inout Mute) -> Void)] = [
            (true, { $0.sites = ["school"] }), (false, { $0.sites = ["yard"] }),
            (true, { $0.sources = [.vendor] }), (false, { $0.sources = [.construction] }),
            (true, { $0.kinds = [.limitExceeded] }), (false, { $0.kinds = [.advisory] }),
            (true, { $0.violation = ViolationID("20260607-7K3M9Q2A") }),
            (false, { $0.violation = ViolationID("20260607-00000000") }),
            (false, { ($0.sites, $0.sources) = (["school"], [.construction]) }),
        ]
        for (holds, change) in narrow { #expect((note([order(1, mute(100, change))], at: 5) != nil) == holds) }
    }

    @Test("the first early end counts, one after the end does nothing, and of several the longest is named")
    func ends() {
        let ended = [
            order(1, mute()), order(2, .endMute(MuteEnd(mute: 1)), at: 50),
            order(3, .endMute(MuteEnd(mute: 1)), at: 70),
        ]
        #expect(note(ended, at: 49) == 1)
        #expect(note(ended, at: 50) == nil)
        #expect(Mutes(ended).entries.first?.end?.id == 2)
        let late = [order(1, mute()), order(2, .endMute(MuteEnd(mute: 1)), at: 150)]
        #expect(Mutes(late).entries.first?.until == Bench.nine + .seconds(100))
        #expect(note([order(1, mute()), order(2, mute(200)), order(3, mute(200))], at: 5) == 2)
        #expect(note([order(1, .endMute(MuteEnd(mute: 9)))], at: 5) == nil)
    }
}
