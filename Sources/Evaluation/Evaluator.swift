import Acoustics
package import EventTime
import ExamCalendar
package import NoiseRules
package import Records

/// Reads the journal from the durable cursor, judges, and commits verdicts, alerts, state and cursor together.
///
/// Owned by one thread. Everything that it holds can be had again from the store, so that a restart, and a failed
/// commit, are nothing special: `prepare()` continues from the cursor.
package struct Evaluator {
    /// Most readings that one commit judges.
    package static let batchLimit = 10_000
    /// Ticks stay this far behind the clock, so that readings on their way are judged before an edge is passed.
    package static let grace = EventTime.Span.seconds(5)

    private let plan: Plan
    private let journal: any Journal
    private let store: any VerdictStore
    private let routing: @Sendable (AlertSubject, Instant) -> [Alert]
    private var judge: Judge
    private var telling = Telling()
    private var indexes = SensorIndexes()
    private var cursor: Int64 = 0

    /// What one step did.
    package struct Outcome: Hashable, Sendable {
        package var judged = 0
        package var verdicts: [Verdict] = []
        /// Nothing is left in the journal.
        package var isCaughtUp = true
    }

    /// Continues from the store's evaluation point; `routing` says whom to tell about what, as of an instant.
    package init(
        plan: Plan,
        journal: any Journal,
        store: any VerdictStore,
        now: Instant,
        routing: @escaping @Sendable (AlertSubject, Instant) -> [Alert]
    ) throws {
        self.plan = plan
        self.journal = journal
        self.store = store
        self.routing = routing
        judge = Evaluator.judge(plan, start: now, now: now)
        try prepare(now: now)
    }

    private static func judge(_ plan: Plan, start: Instant, now: Instant) -> Judge {
        Judge(
            sites: plan.sites,
            sensors: plan.sensors,
            exams: plan.exams,
            notices: plan.notices,
            rules: plan.rules,
            start: start,
            silenceFrom: now
        )
    }

    /// Brings the judge to where the store says that evaluation stands.
    package mutating func prepare(now: Instant) throws {
        let point = try store.evaluationPoint()
        cursor = point.cursor
        let keys = try journal.keys(of: plan.sensors.map(\.id))
        indexes = SensorIndexes(plan.sensors.map { keys[$0.id] })
        var reached = now
        // By its arrival: the last entry may be old data from a file.
        _ = try journal.forEachEntry(after: max(0, cursor - 1), limit: 1) { reached = min(reached, $0.receivedAt) }
        let window = plan.rules.map(\.window).max() ?? .zero
        // The hour in progress is read again in full, for what is usual in it.
        let start =
            reached - max(window, plan.rules.contains(where: \.asksForBackground) ? .hours(1) : window) - .minutes(10)
        judge = Evaluator.judge(plan, start: start, now: now)
        try recall(from: start)
        var verdicts: [Verdict] = []
        judge.restore(try JudgeSnapshot(point.memory), now: now, verdicts: &verdicts)
        telling = try Telling(point.memory)
        try commit(verdicts, at: now)
    }

    private mutating func recall(from start: Instant) throws {
        guard let first = try journal.firstSequence(startingFrom: start) else { return }
        var sequence = first - 1
        while sequence < cursor {
            let limit = Int(min(Int64(Evaluator.batchLimit), cursor - sequence))
            let last = try journal.forEachEntry(after: sequence, limit: limit) { entry in
                guard entry.sequence <= cursor, let index = indexes[entry.sensor], isJudged(entry) else { return }
                judge.recall(entry.reading, of: index)
            }
            guard let last else { return }
            sequence = last
        }
    }

    /// Judges what the journal has beyond the cursor, one batch.
    package mutating func step(now: Instant) throws -> Outcome {
        var outcome = Outcome()
        let last = try journal.forEachEntry(after: cursor, limit: Evaluator.batchLimit) { entry in
            outcome.judged += 1
            guard let index = indexes[entry.sensor], isJudged(entry) else { return }
            judge.observe(entry.reading, of: index, verdicts: &outcome.verdicts)
        }
        outcome.isCaughtUp = outcome.judged < Evaluator.batchLimit
        guard let last else { return outcome }
        cursor = last
        try commit(outcome.verdicts, at: now)
        return outcome
    }

    /// Lets time pass where no reading moves it, but no rule's edge while the broker may hold readings from before it
    /// (`heardUntil`), and tells what turns out to be on still. Only when caught up: a tick must not overtake the journal.
    package mutating func tick(now: Instant, heardUntil: Instant) throws -> [Verdict] {
        var verdicts: [Verdict] = []
        let silentAt = now - Evaluator.grace
        judge.advance(to: min(silentAt, heardUntil), silentAt: silentAt, verdicts: &verdicts)
        let due = telling.due(at: now) { judge.lastReading(of: $0) }
        if judge.isDirty || !verdicts.isEmpty || !due.isEmpty { try commit(verdicts, telling: due, at: now) }
        return verdicts + due.map(Verdict.violation)
    }

    package var presence: SensorPresence { judge.presence }

    /// What a command brought, and what a sensor sends from its memory, fills its hour but is not judged.
    private func isJudged(_ entry: borrowing JournalEntry) -> Bool {
        guard entry.way == .mqtt else { return false }
        return !entry.reading.historical
    }

    private mutating func commit(
        _ verdicts: [Verdict],
        telling due: [ViolationChange] = [],
        at now: Instant
    ) throws {
        let changes = judge.takeChanges()
        var batch = VerdictBatch(cursor: cursor, memory: try changes.encoded())
        batch.worst = Dictionary(uniqueKeysWithValues: changes.now.cases.map { ($0.violation, $0.worst) })
        batch.alerts = due.flatMap { routing(.violation($0), now) }
        for verdict in verdicts {
            switch verdict {
            case .violation(let change):
                batch.changes.append(change)
                batch.worst[change.violation] = nil
                if telling.tells(change, at: now) { batch.alerts += routing(.violation(change), now) }
            case .sensor(let change):
                batch.alerts += routing(.sensor(change), now)
            case .notAssessable:
                continue
            }
        }
        batch.memory.merge(try telling.takeChanges()) { _, new in new }
        try store.commit(batch)
    }
}
