package import EventTime
package import Records
import SQLiteStore

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
    /// What else operators were notified of, and that is not over.
    package var troubles: [CollectorChange]

    package init(reception: Reception, troubles: [CollectorChange] = []) {
        self.reception = reception
        self.troubles = troubles
    }

    /// Since when nothing that sensors send is known here; nil while it is.
    package var isBlind: Bool { reception != .receiving }
}

extension CollectorLine {
    /// From what the store has; `isRunning` is nil where that is not known.
    init(_ store: SQLiteStore, at now: Instant, isRunning: Bool?) throws {
        let troubles = try store.collectorTroubles()
        let last = try store.sessionEvents(in: TimeRange(start: now, end: now)).last
        self.init(
            reception: CollectorLine.reception(last, troubles, isRunning: isRunning),
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
