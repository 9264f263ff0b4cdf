package import Acoustics
package import EventTime
package import SensorPayloads

/// A reading as the ledger sees it, with the number of the message that brought it; nil for all but one reading of a
/// message.
package struct NumberedEntry: Hashable, Sendable {
    package var entry: JournalEntry
    package var number: MessageSequence?

    package init(entry: JournalEntry, number: MessageSequence?) {
        self.entry = entry
        self.number = number
    }
}

/// The number of a message, and where it stands.
package struct MessageNumber: Hashable, Sendable {
    package var sensor: SensorKey
    package var number: MessageSequence
    /// Start of the message's first reading; when it came, for a message without readings.
    package var at: Instant

    package init(sensor: SensorKey, number: MessageSequence, at: Instant) {
        self.sensor = sensor
        self.number = number
        self.at = at
    }
}

/// Rejected payloads of one sensor and reason without their bytes: one that is kept, or a count of such as were not.
package struct RejectedNote: Hashable, Sendable {
    /// "site/sensor", whether or not the plan has the sensor; for another topic its first two levels.
    package var sender: String
    package var reason: RejectionReason
    package var count: Int
    /// When the first and the last of them came; of several they are at most ten minutes apart.
    package var received: ClosedRange<Instant>

    package init(sender: String, reason: RejectionReason, count: Int = 1, received: ClosedRange<Instant>) {
        self.sender = sender
        self.reason = reason
        self.count = count
        self.received = received
    }

    /// How many came in `range`: all when all of them did; else their part by time, but one at least.
    package func count(in range: TimeRange) -> Int {
        let (first, last) = (received.lowerBound, received.upperBound)
        guard first < range.end, last >= range.start else { return 0 }
        if first >= range.start, last < range.end { return count }
        let inside = min(last, range.end) - max(first, range.start)
        let part = Double(inside.milliseconds) / Double(max(1, (last - first).milliseconds))
        return max(1, min(count, Int(Double(count) * part)))
    }
}

/// What the ledger is derived from; reads only. Safe from any thread; calls block.
package protocol LedgerRecords: Sendable {
    func knownKeys() throws -> [SensorID: SensorKey]

    /// Calls `body` for the readings of `sensors` that start in `range`, in order of their start.
    func forEachNumberedReading(
        startingIn range: TimeRange,
        sensors: Set<SensorKey>,
        _ body: (borrowing NumberedEntry) -> Void
    ) throws

    /// Calls `body` for the readings of `sensors` that start in `range` and end after `instant`, in order of their start.
    func forEachReading(
        startingIn range: TimeRange,
        reachingBehind instant: Instant,
        sensors: Set<SensorKey>,
        _ body: (borrowing JournalEntry) -> Void
    ) throws

    /// Numbers of messages that brought no new reading, whose place is in `range`.
    func barrenNumbers(in range: TimeRange) throws -> [MessageNumber]

    /// Calls `body` for every number from journal entry `sequence` on that came before `end`, in order of arrival.
    func forEachNumber(from sequence: Int64, receivedBefore end: Instant, _ body: (borrowing MessageNumber) -> Void)
        throws

    /// Rejected payloads that came in `range`, in order of arrival.
    func rejectedNotes(receivedIn range: TimeRange) throws -> [RejectedNote]

    /// The events from the last one before `range` to its end, in their order.
    func sessionEvents(in range: TimeRange) throws -> [SessionEvent]

    /// Changes from each sensor's last one before `range` to its end, in order of arrival.
    func statusReports(in range: TimeRange) throws -> [StatusReport]

    /// Counts from the last one before `range` to its end, in their order.
    func dropCounts(in range: TimeRange) throws -> [DropCount]
}
