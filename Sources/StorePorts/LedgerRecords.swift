import Acoustics
package import EventTime
package import Records
package import Sites

/// What the ledger is derived from; reads only. Safe from any thread; calls block.
package protocol LedgerRecords: Sendable {
    func knownKeys() throws -> [SensorID: SensorKey]

    /// Calls `body` for the readings of `sensors` that start in `range`, in order of their start.
    func forEachNumberedReading(
        startingIn range: TimeRange,
        sensors: Set<SensorKey>,
        _ body: (borrowing NumberedEntry) -> Void
    ) throws

    /// Calls `body` for the readings of `sensors` that start in `range` and end after `instant`, in order of their
    /// start.
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
