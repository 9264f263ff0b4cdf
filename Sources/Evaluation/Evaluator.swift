import Acoustics
package import EventTime
import ExamCalendar
package import NoiseRules
import Readings
package import Records
import Sites
import StorePorts
import StoredForms

/// Reads the journal from the durable cursor, judges, and commits verdicts, alerts, state and cursor together.
///
/// Owned by one thread. Everything that it holds can be had again from the store, so that a restart, and a failed
/// commit, are nothing special: `prepare()` continues from the cursor.
package struct Evaluator {
    /// Most readings that one commit judges.
    package static let batchLimit = 10_000
    /// Ticks stay this far behind the clock, so that readings on their way are judged before an edge is passed.
    package static let grace = TimeSpan.seconds(5)

    let journal: any Journal
    let store: any VerdictStore
    let routing: @Sendable (AlertSubject, Instant) -> [Alert]
    private let orders: (any OrderStore)?
    private let heartbeat: Heartbeat?
    private let planSince: @Sendable () throws -> Instant?
    var overlay: OrderOverlay
    var judge: Judge
    private var policy = NotificationPolicy()
    /// Of the changes that were committed since the last call of ``takeDecisions()``.
    var decisions: [ChangeID: NotificationDecision] = [:]
    private var indexes = SensorIndexes()
    var keys: [SensorID: SensorKey] = [:]
    var cursor: Int64 = 0
    /// What came late and is to be judged again, the review that is under way, and since when the plan holds.
    var pending = PendingReviews()
    var review: SiteReview?
    /// Readings of its span were judged since it began.
    private var isReviewStale = false
    var judgedBy = JudgedBy()
    /// Changes that the store did not take, because their place in the record is taken by another.
    private var conflicts: [ViolationChange] = []
    /// The newest order that the store knows to be obeyed; nil until it was written.
    private var keptOrder: Int64?

    /// What one step did.
    package struct Outcome: Hashable, Sendable {
        package var judged = 0
        package var verdicts: [Verdict] = []
        /// Nothing is left in the journal.
        package var isCaughtUp = true
    }

    var plan: Plan { overlay.amended }

    /// Continues from the store's evaluation point. `heartbeat` beats while readings are read again.
    package init(inputs: EvaluationInputs, now: Instant, heartbeat: Heartbeat? = nil) throws {
        journal = inputs.journal
        store = inputs.store
        routing = inputs.routing
        orders = inputs.orders
        planSince = inputs.planSince
        self.heartbeat = heartbeat
        overlay = OrderOverlay(inputs.plan, try orders?.orders() ?? [])
        judge = overlay.amended.judge(start: now, silenceFrom: now)
        _ = try prepare(now: now)
    }

    /// What people have ordered since the last call, now obeyed, with the verdicts that it led to. Reads one number
    /// when there is nothing new.
    package mutating func obey(now: Instant) throws -> (orders: [Order], verdicts: [Verdict]) {
        guard let orders, try orders.lastOrderID() != overlay.lastOrder else { return ([], []) }
        let known = overlay.lastOrder
        let all = try orders.orders()
        let verdicts = overlay.take(all) ? try prepare(now: now) : []
        noteSpans(overlay.undone(after: known), now: now)
        return (all.filter { $0.id > known }, verdicts)
    }

    /// Brings the judge to where the store says that evaluation stands; what the plan has no rule for any more is
    /// closed.
    private mutating func prepare(now: Instant) throws -> [Verdict] {
        let point = try store.evaluationPoint()
        cursor = point.cursor
        keys = try journal.keys(of: plan.sensors.map(\.id))
        indexes = SensorIndexes(plan.sensors.map { keys[$0.id] })
        var reached = now
        // By its arrival: the last entry may be old data from a file.
        _ = try journal.forEachEntry(after: max(0, cursor - 1), limit: 1) { reached = min(reached, $0.receivedAt) }
        // In a backlog the sensors stand where what was judged last ended, long before it came.
        let arrived = reached
        let judged = try oldestJudged(before: reached)
        reached = try oldestUnjudged(before: judged.end)
        let window = plan.rules.map(\.measurement.window).max() ?? .zero
        // The hour in progress, in which the newest reading starts, is read again in full, for what is usual in it, and
        // a rise from its beginning.
        let hour = plan.rules.contains(where: \.asksForBackground) ? .hours(1) + judged.longest : window
        // And the ten minutes after which want of data closes a violation.
        let needed = max(window, hour) + .minutes(10)
        var start = reached - needed
        let snapshot = try JudgeSnapshot(point.memory)
        if let began = snapshot.earliestEvent {
            // With the lull before it, of which it may stand out.
            start = max(reached - .hours(24), min(start, began - judged.longest - .minutes(1)))
        }
        judge = plan.judge(start: start, silenceFrom: now)
        // Before the readings: what they stand out of must be known when they are read again.
        judge.adoptBackground(of: snapshot, before: start)
        let isBacklog = arrived - reached > .minutes(1)
        try recall(from: start, firstArrived: isBacklog ? arrived - needed : nil)
        var verdicts: [Verdict] = []
        // After the readings: the windows come from the journal, what was decided by them from the snapshot.
        judge.restore(snapshot, now: now, verdicts: &verdicts)
        policy = try NotificationPolicy(point.memory)
        review = nil
        // A review under way has read by the judge of before. Its span is still pending.
        pending = try PendingReviews(point.memory)
        judgedBy = try JudgedBy(
            overlay.plan,
            point.memory,
            isNew: cursor == 0,
            now: now,
            inUseSince: planSince
        )
        // Where an order lets a session that has run end otherwise, also one that was given while nobody obeyed.
        noteSpans(overlay.moved(after: try obeyed(point.memory)), now: now)
        try commit(&verdicts, at: now)
        return verdicts
    }

    /// What lies in the future comes to be judged anyhow.
    private mutating func noteSpans(_ spans: [(site: SiteID, range: TimeRange)], now: Instant) {
        for (site, range) in spans where range.start < now {
            pending.note(TimeRange(start: range.start, end: min(range.end, now)), atSite: site, at: now)
        }
    }

    private static let lastOrder = JudgeMemory(kind: .order, key: "last")

    /// The newest order that was obeyed when the memory was written; all of them where it does not say.
    private func obeyed(_ memory: [JudgeMemory: [UInt8]]) throws -> Int64 {
        let piece = Evaluator.lastOrder
        guard let body = memory[piece] else { return overlay.lastOrder }
        return try piece.read { () throws(FormError) in try LastOrderForm.decode(body) }
    }

    /// Of a sensor that was heard last before that nothing is read again: its windows are empty, its last hour is not
    /// known as usual.
    private static let farthestBack = TimeSpan.hours(24 * 31)

    /// Where the sensor that is farthest behind stands, of those that were heard in the last entries before the cursor,
    /// no more than a month before `instant`; and how long the longest of their newest readings is.
    private func oldestJudged(before instant: Instant) throws -> (end: Instant, longest: TimeSpan) {
        var newest: [SensorKey: TimeRange] = [:]
        var sequence = max(0, cursor - Int64(Evaluator.batchLimit))
        while sequence < cursor {
            let last = try journal.forEachEntry(after: sequence, limit: Int(cursor - sequence)) { entry in
                guard isJudged(entry), entry.reading.mark != .clock, indexes[entry.sensor] != nil else { return }
                if let known = newest[entry.sensor], known.end > entry.reading.end { return }
                newest[entry.sensor] = TimeRange(start: entry.reading.start, end: entry.reading.end)
            }
            guard let last else { break }
            sequence = last
        }
        let end = newest.values.map(\.end).min() ?? instant
        let longest = newest.values.map(\.length).max() ?? .zero
        return (max(instant - Evaluator.farthestBack, min(instant, end)), min(longest, .hours(1)))
    }

    /// Where what is judged next begins, as far as the next batch says; no more than a month before `instant`. It may
    /// have waited in the journal since long before the start.
    private func oldestUnjudged(before instant: Instant) throws -> Instant {
        var oldest = instant
        _ = try journal.forEachEntry(after: cursor, limit: Evaluator.batchLimit) { entry in
            guard isJudged(entry), entry.reading.mark != .clock, indexes[entry.sensor] != nil else { return }
            oldest = min(oldest, entry.reading.start)
        }
        return max(instant - Evaluator.farthestBack, oldest)
    }

    /// Of a backlog so many entries are read again, about a second's work, whatever their times: they came together.
    private static let mostRecalled: Int64 = 500_000

    /// `firstArrived` is nil where nothing is behind; of a backlog, what was measured since then is read again besides.
    private mutating func recall(from start: Instant, firstArrived: Instant?) throws {
        let inTime = try journal.firstSequence(startingFrom: firstArrived ?? start)
        let inBacklog = firstArrived.map { _ in max(1, cursor - Evaluator.mostRecalled + 1) }
        guard let first = [inTime, inBacklog].compactMap({ $0 }).min() else { return }
        var sequence = first - 1
        // In the order in which they were judged, or nearly so.
        var batch = BatchOrder(ranks: judge.ranks)
        defer { batch.drain { index, reading, _ in judge.recall(reading, of: index) } }
        while sequence < cursor {
            heartbeat?.beat()
            let limit = Int(min(Int64(Evaluator.batchLimit), cursor - sequence))
            let last = try journal.forEachEntry(after: sequence, limit: limit) { entry in
                guard entry.sequence <= cursor, let index = indexes[entry.sensor], isJudged(entry),
                    entry.reading.start >= start
                else { return }
                batch.add(entry.reading, of: index)
            }
            batch.drain(keeping: Judge.lateAfter) { index, reading, _ in judge.recall(reading, of: index) }
            guard let last else { return }
            sequence = last
        }
    }

    /// Judges what the journal has beyond the cursor, one batch, in the order of the readings' ends. An edge, or a want
    /// of data, of another sensor of the site is passed where nothing from before it is still to come: what was
    /// published before `watermark` is in the journal.
    package mutating func step(now: Instant, watermark: Instant = .distantPast) throws -> Outcome {
        var outcome = Outcome()
        var batch = BatchOrder(ranks: judge.ranks)
        let last = try journal.forEachEntry(after: cursor, limit: Evaluator.batchLimit) { entry in
            outcome.judged += 1
            guard let index = indexes[entry.sensor] else { return }
            // A review that is under way has read past it, and would take back what it leads to.
            if let review, review.range.end > entry.reading.start, review.site == plan.sensors[index].id.site {
                isReviewStale = true
            }
            // Silence is about arrival, so that what is not judged counts as well.
            if entry.origin == .mqtt {
                judge.noteArrival(of: index, entry.reading, at: entry.receivedAt, verdicts: &outcome.verdicts)
            }
            guard entry.reading.lack == nil else { return }
            if isJudged(entry) {
                batch.add(entry.reading, of: index)
            } else {
                note(entry.reading, of: index, at: now)
            }
        }
        outcome.isCaughtUp = outcome.judged < Evaluator.batchLimit
        // Where the journal has more, the next readings of a sensor may be among it.
        let known = outcome.isCaughtUp ? watermark : .distantPast
        batch.drain { index, reading, isLast in
            judge.passOpenEnds(besides: index, verdicts: &outcome.verdicts) { other in
                guard isLast(other) else { return Judge.Reach(reading.end) }
                return Judge.Reach(edges: min(reading.end - Evaluator.grace, known), data: min(reading.end, known))
            }
            if judge.assess(reading, of: index, verdicts: &outcome.verdicts) { note(reading, of: index, at: now) }
        }
        if isReviewStale {
            isReviewStale = false
            review = nil
            pending.putOff()
        }
        guard let last else { return outcome }
        cursor = last
        // With the cursor in one transaction: after a kill neither is ahead of the other.
        try commit(&outcome.verdicts, at: now)
        return outcome
    }

    /// The reading's time is to be judged again.
    private mutating func note(_ reading: Reading, of index: Int, at now: Instant) {
        let range = TimeRange(start: reading.start, end: reading.end)
        pending.note(range, atSite: plan.sensors[index].id.site, at: now)
    }

    /// Lets time pass where no reading moves it, but no rule's edge while the broker may hold readings from before it
    /// (`watermark`), and notifies what turns out to be ongoing. Only when caught up: a tick must not overtake the
    /// journal.
    ///
    /// Silence counts only while something could be received (`reception`).
    package mutating func tick(
        now: Instant,
        watermark: Instant,
        reception: Reception? = nil
    ) throws -> [Verdict] {
        var verdicts: [Verdict] = []
        let silentAt = now - Evaluator.grace
        // No edge is passed while the broker may hold readings from before it. Silence asks only whether anything
        // arrives, and does not wait for them.
        let horizon = min(silentAt, watermark)
        judge.advance(
            to: horizon,
            silentAt: min(silentAt, reception?.knownUntil ?? silentAt),
            interruptions: reception?.interruptions(since: judge.oldestArrival) ?? [],
            verdicts: &verdicts
        )
        let due = try policy.due(
            at: now,
            isReleased: { overlay.releases($0, at: now, horizon: horizon) },
            lastReading: { judge.lastReading(of: $0) },
            isLoud: { [plan, keys, journal] change in
                let sensors = plan.sensors(hearing: change).compactMap { id in keys[id].map { (id: id, key: $0) } }
                return try journal.presentNoise(of: change, at: sensors, now: now)?.isAbove ?? false
            }
        )
        if judge.isDirty || pending.isChanged || !verdicts.isEmpty || !due.isEmpty {
            try commit(&verdicts, notifying: due, at: now)
        }
        return verdicts + due.map(Verdict.violation)
    }

    package var presence: SensorPresence { judge.presence }

    /// What the store did not take since the last call.
    package mutating func takeConflicts() -> [ViolationChange] {
        defer { conflicts = [] }
        return conflicts
    }

    /// Of the changes that were committed since the last call.
    package mutating func takeDecisions() -> [ChangeID: NotificationDecision] {
        defer { decisions = [:] }
        return decisions
    }

    /// What a command brought, and what a sensor sends from its memory, fills its hour but is not judged.
    private func isJudged(_ entry: borrowing JournalEntry) -> Bool {
        guard entry.origin == .mqtt else { return false }
        return !entry.reading.historical
    }

    /// Puts the mute that kept it back on each verdict that is not notified.
    private mutating func commit(
        _ verdicts: inout [Verdict],
        notifying due: [ViolationChange] = [],
        at now: Instant
    ) throws {
        var batch = VerdictBatch(cursor: cursor)
        batch.alerts = due.flatMap { routing(.violation($0), now) }
        batch.notifiedLater = Set(due.map(ChangeID.init))
        batch.notifiedLaterAt = now
        for index in verdicts.indices {
            switch verdicts[index] {
            case .violation(var change):
                // The end of what was notified is notified in spite of a mute, and bears none then.
                change.muted = overlay.mute(of: change, at: now)
                var decision = policy.decide(change, at: now)
                if decision.isNotified {
                    change.muted = nil
                    decision = batch.notify(change, decision, routing(.violation(change), now))
                }
                batch.decisions[ChangeID(change)] = decision
                verdicts[index] = .violation(change)
                batch.changes.append(change)
                // Whose readings came first decided what was found where several sensors speak.
                let isInDoubt = change.reason == .noData || judge.hasSeveralSensors(change.subject.site)
                if change.step == .closed, isInDoubt, change.openedAt <= change.at {
                    let range = TimeRange(start: change.openedAt, end: change.at)
                    pending.note(range, atSite: change.subject.site, at: now)
                }
            case .sensor(let change):
                batch.alerts += routing(.sensor(change), now)
            case .notAssessable:
                continue
            }
        }
        try commit(&batch)
    }

    /// Adds what must be known again after a restart.
    mutating func commit(_ batch: inout VerdictBatch) throws {
        let changes = judge.takeChanges()
        batch.memory = changes.encoded()
        for state in changes.now.states {
            if let violation = state.violation { batch.worst[violation] = state.worst }
        }
        for change in batch.changes { batch.worst[change.violation] = nil }
        batch.memory.merge(policy.takeChanges()) { _, new in new }
        batch.memory.merge(pending.takeChanges()) { _, new in new }
        batch.memory.merge(judgedBy.takeChanges()) { _, new in new }
        if keptOrder != overlay.lastOrder {
            batch.memory.updateValue(LastOrderForm.encode(overlay.lastOrder), forKey: Evaluator.lastOrder)
        }
        let refused = try store.commit(batch)
        conflicts += refused
        decisions.merge(batch.decisions) { $1 }
        // Another change has its number in the record, and was decided on when it was recorded.
        for change in refused { decisions[ChangeID(change)] = nil }
        keptOrder = overlay.lastOrder
    }
}
