import EventTime
import NoiseRules
import Records

/// One look at what waits for a reader.
struct GroupingRound {
    private struct Waiting {
        var matter: Matter
        /// Oldest first, never empty.
        var alerts: [Alert]
        var readyAt: Instant
        /// Why it is not ready before.
        var reason: AlertHold.Reason
        var isUrgent: Bool
        /// Nothing of it was tried yet.
        var isFresh: Bool
        /// Something of it has failed before and is to be tried again now.
        var isDueAgain: Bool
        /// It had its time for others to join it.
        var isGathered: Bool
    }

    private let grouping: Grouping
    private let recent: [SentMessage]
    private let now: Instant
    /// In order of their oldest alerts.
    private var waiting: [Waiting] = []
    private var batches: [Grouping.Batch] = []

    init(_ grouping: Grouping, _ pending: [Alert], _ recent: [SentMessage], _ now: Instant) {
        (self.grouping, self.recent, self.now) = (grouping, recent, now)
        let byMatter = Dictionary(grouping: pending, by: \.subject.matter)
        var seen: Set<Matter> = []
        for matter in pending.map(\.subject.matter) where seen.insert(matter).inserted {
            waiting.append(waiting(matter, byMatter[matter] ?? []))
        }
    }

    mutating func outcome() -> Grouping.Outcome {
        // In the order of what must not wait. Each step takes its matters out of the way of the next: an unanswered
        // violation leaves even where it belongs to a storm.
        takeUrgent()
        let storms = takeStorms()
        takeOthers(isFirst: batches.isEmpty && !storms)
        // With what leaves now: a burst must not pass the limit within one look.
        if isOverBudget || recent.count + batches.count > grouping.most { joinBatches() }
        // Last: it goes along with what leaves, and is no reason for a message of its own.
        takeTried()
        let held = waiting.flatMap(\.alerts).filter { $0.attempts == 0 }.inOrder
        // Never now: the lane would look again at once, for ever.
        let until = waiting.map { max($0.readyAt, now + .milliseconds(1)) }.min()
        var reasons: [AlertID: AlertHold.Reason] = [:]
        for matter in waiting {
            for alert in matter.alerts where alert.attempts == 0 { reasons[alert.id] = matter.reason }
        }
        return Grouping.Outcome(batches: batches, held: held, reasons: reasons, until: held.isEmpty ? nil : until)
    }

    // MARK: When a matter may leave

    private var isOverBudget: Bool { recent.count >= grouping.most }

    /// Until when alerts are gathered because a message left a moment ago; nil when none did.
    private var window: Instant? { recent.last.map { $0.at + grouping.gather }.flatMap { $0 > now ? $0 : nil } }

    private func waiting(_ matter: Matter, _ alerts: [Alert]) -> Waiting {
        let fresh = alerts.filter { $0.attempts == 0 }
        let isUrgent = fresh.contains(where: \.subject.isUrgent)
        var readyAt = Instant.distantFuture
        var reason = AlertHold.Reason.gathering
        if let retry = alerts.filter({ $0.attempts > 0 }).map(\.nextAttemptAt).min() { readyAt = retry }
        if isUrgent {
            // The next tier waits for nothing, but for others that it gets in the same moment.
            let last = recent.last { message in message.alerts.contains(where: \.subject.isUrgent) }
            readyAt = min(readyAt, last.map { $0.at + grouping.gather } ?? now)
        } else if !fresh.isEmpty {
            let ready = freshReadyAt(matter, fresh)
            (readyAt, reason) = (min(readyAt, ready.at), ready.reason)
        }
        let oldest = fresh.first?.createdAt ?? .distantPast
        // A retry has its own time, which grouping does not change.
        let isDueAgain = alerts.contains { $0.attempts > 0 && $0.nextAttemptAt <= now }
        let isGathered =
            isDueAgain || oldest + grouping.gather <= now
            || recent.contains { $0.at <= oldest && oldest < $0.at + grouping.gather }
        return Waiting(
            matter: matter,
            alerts: alerts,
            readyAt: max(readyAt, now),
            reason: reason,
            isUrgent: isUrgent && readyAt <= now,
            isFresh: fresh.count == alerts.count,
            isDueAgain: isDueAgain,
            isGathered: isGathered
        )
    }

    /// The latest of what it waits for, and which that is.
    private func freshReadyAt(_ matter: Matter, _ fresh: [Alert]) -> (at: Instant, reason: AlertHold.Reason) {
        let (count, last) = recent.about(matter)
        let opens = fresh.contains { $0.subject.opening != nil }
        // To its reader the noise is over: that it is back is no update.
        let isNews = opens && !recent.leaveOpen(matter)
        var ready = (at: window ?? now, reason: AlertHold.Reason.gathering)
        func wait(until instant: Instant, _ reason: AlertHold.Reason) {
            if instant > ready.at { ready = (instant, reason) }
        }
        if let last, !isNews { wait(until: last.at + grouping.distance(after: count), .sameMatter) }
        if isOverBudget, let last = recent.last {
            // Noise that the reader has not heard of must not wait five minutes for the noise of others.
            let isNew = opens && count == 0
            wait(
                until: last.at + (isNew ? min(Grouping.newsEvery, grouping.digestEvery) : grouping.digestEvery),
                .rateLimit
            )
        }
        return ready
    }

    // MARK: What leaves

    private mutating func takeUrgent() {
        let urgent = take { $0.isUrgent }
        if urgent.count > Grouping.mostAlone {
            batches.append(digest(urgent))
        } else {
            batches += urgent.map(batch)
        }
    }

    /// Openings that began together at three sites or more leave as one message, with all that waits of their matters.
    ///
    /// A storm of which the first has left already waits until nothing of it has come for a moment. True when some
    /// wait.
    private mutating func takeStorms() -> Bool {
        var waits = false
        for storm in Storms(waiting.flatMap(\.alerts), sent: recent).found {
            let matters = Set(storm.alerts.map(\.subject.matter))
            let indices = waiting.indices.filter { matters.contains(waiting[$0].matter) }
            let readyAt = readyAt(of: storm, indices)
            guard readyAt <= now else {
                for index in indices { (waiting[index].readyAt, waiting[index].reason) = (readyAt, .storm) }
                waits = true
                continue
            }
            let alerts = take { matters.contains($0.matter) }.flatMap(\.alerts).inOrder
            batches.append(.storm(alerts, earlier: storm.earlier))
        }
        return waits
    }

    private func readyAt(of storm: Storms.Storm, _ indices: [Int]) -> Instant {
        if indices.contains(where: { waiting[$0].isDueAgain }) { return now }
        let created = storm.alerts.map(\.createdAt)
        guard let first = created.min(), let last = created.max() else { return now }
        // Sites may join for as long as they like; the reader waits fifteen seconds at most.
        let settled = min(last + grouping.gather, first + Storm.within + grouping.gather)
        let floor = isOverBudget ? indices.map { waiting[$0].readyAt }.min() : window
        return max(floor ?? now, storm.earlier.isEmpty ? now : settled)
    }

    /// `isFirst`: nothing else leaves now.
    private mutating func takeOthers(isFirst: Bool) {
        let ready = waiting.filter { $0.readyAt <= now }
        guard !ready.isEmpty else { return }
        // A message each would be a flood, and the reader has to see all of them anyway.
        let isMany = ready.count > Grouping.mostAlone
        if isMany || ready.contains(where: \.isGathered) || grouping.gather == .zero {
            let all = take { [now] in $0.readyAt <= now }
            if isMany { batches.append(digest(all)) } else { batches += all.map(batch) }
        } else if isFirst, let first = ready.first {
            // Nothing has left lately: the first alarm leaves at once, and what came with it waits for company.
            let taken = take { $0.matter == first.matter }.map(batch)
            batches += taken
            holdReady()
        } else {
            holdReady()
        }
    }

    /// What is ready but has nobody to wait for it gathers behind what leaves now.
    private mutating func holdReady() {
        for index in waiting.indices where waiting[index].readyAt <= now {
            (waiting[index].readyAt, waiting[index].reason) = (now + grouping.gather, .gathering)
        }
    }

    /// Everything but what nobody has answered and storms in one message, once a reader has had too many.
    private mutating func joinBatches() {
        func isKept(_ batch: Grouping.Batch) -> Bool {
            if case .storm = batch { return true }
            return batch.alerts.contains(where: \.subject.isUrgent)
        }
        // What nobody has answered never waits, and a storm is one message already.
        let others = batches.filter { !isKept($0) }
        guard others.count > 1 else { return }
        batches = batches.filter(isKept) + [digest(others.flatMap(\.alerts).inOrder)]
    }

    /// What could not be delivered before goes along with whatever leaves now.
    private mutating func takeTried() {
        guard !batches.isEmpty else { return }
        let tried = take { !$0.isFresh }
        if tried.count > Grouping.mostAlone { batches.append(digest(tried)) } else { batches += tried.map(batch) }
    }

    private mutating func take(_ isTaken: (Waiting) -> Bool) -> [Waiting] {
        let taken = waiting.filter(isTaken)
        waiting.removeAll(where: isTaken)
        return taken
    }

    private func batch(_ matter: Waiting) -> Grouping.Batch {
        matter.alerts.count == 1 ? .alone(matter.alerts[0]) : .matter(matter.alerts)
    }

    private func digest(_ matters: [Waiting]) -> Grouping.Batch { digest(matters.flatMap(\.alerts).inOrder) }

    private func digest(_ alerts: [Alert]) -> Grouping.Batch {
        // What was never tried and is older than any gathering has waited for the reader's sake.
        let heldBack = alerts.filter { $0.attempts == 0 && $0.createdAt + grouping.gather + grouping.gather < now }
            .count
        return .digest(alerts, heldBack: heldBack)
    }
}

extension [Alert] {
    /// Oldest first.
    fileprivate var inOrder: [Alert] { sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) } }
}
