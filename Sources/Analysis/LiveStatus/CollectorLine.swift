package import EventTime
package import Records
import StorePorts

/// Whether the table that a person looks at is kept up to date: what the collector says of itself.
package struct CollectorLine: Hashable, Sendable {
    package enum Reception: Hashable, Sendable {
        case receiving
        /// Nothing is received from the broker.
        case interrupted(since: Instant?, why: String)
        /// The service does not run.
        case notRunning(since: Instant?)
    }

    package var reception: Reception
    /// `host:port`; nil before the first connection.
    package var broker: String?
    /// Nil where it is not known.
    package var plan: PlanNote?
    /// When the newest reading that was judged came in; nil while none is.
    package var judgedTo: Instant?
    /// Readings that are not judged yet.
    package var unjudged: Int64
    /// What else operators were notified of, and that is not over.
    package var troubles: [CollectorChange]

    package init(
        reception: Reception,
        broker: String? = nil,
        plan: PlanNote? = nil,
        judgedTo: Instant? = nil,
        unjudged: Int64 = 0,
        troubles: [CollectorChange] = []
    ) {
        self.reception = reception
        self.broker = broker
        self.plan = plan
        self.judgedTo = judgedTo
        self.unjudged = unjudged
        self.troubles = troubles
    }

    /// Nothing that sensors send becomes known here.
    package var isBlind: Bool { reception != .receiving }
}

extension CollectorLine {
    /// From what the store has; `isRunning` is nil where that is not known.
    init(_ store: any Store, _ counts: StoreCounts, plan: PlanNote?, at now: Instant, isRunning: Bool?) throws {
        let troubles = try store.collectorTroubles()
        let last = try store.sessionEvents(in: TimeRange(start: now, end: now)).last
        self.init(
            reception: CollectorLine.reception(last, troubles, isRunning: isRunning),
            broker: last?.broker,
            plan: plan,
            judgedTo: counts.judgedTo,
            unjudged: counts.unjudged,
            troubles: troubles.filter { $0.matter != .blind }
        )
    }

    /// `last` is the newest event of ingest's session.
    package static func reception(
        _ last: SessionEvent?,
        _ troubles: [CollectorChange],
        isRunning: Bool?
    ) -> Reception {
        guard isRunning != false, last?.kind != .stopped else {
            return .notRunning(since: last?.kind == .stopped ? last?.at : last?.lastReceivedAt)
        }
        let blind = troubles.last { $0.matter == .blind }
        guard let last, last.kind != .connectionLost else {
            return .interrupted(
                since: last?.lastReceivedAt ?? last?.at ?? blind?.since,
                why: blind?.detail ?? last?.detail ?? "not subscribed yet"
            )
        }
        return .receiving
    }
}
