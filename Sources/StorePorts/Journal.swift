import Acoustics
package import EventTime
package import Readings
package import Records
import SensorPayloads
package import Sites

/// The durable, ordered record of readings and rejected payloads. Safe from any thread; calls block.
package protocol Journal: JournalIntake {
    /// The key of each sensor, made when it is new.
    func keys(of sensors: [SensorID]) throws -> [SensorID: SensorKey]

    /// The keys of all sensors that were ever recorded; makes none.
    func knownKeys() throws -> [SensorID: SensorKey]

    /// Calls `body` for up to `limit` entries after `sequence`, in order; returns the last sequence, nil when none.
    func forEachEntry(after sequence: Int64, limit: Int, _ body: (borrowing JournalEntry) -> Void) throws -> Int64?

    /// Calls `body` for the readings that start in `range` (of `sensors`, or of all), in order of their start.
    func forEachReading(
        startingIn range: TimeRange,
        sensors: Set<SensorKey>?,
        _ body: (borrowing JournalEntry) -> Void
    ) throws

    /// Calls `body` for the readings of `sensors` that start in `range` and end after `instant`, in order of their
    /// start.
    func forEachReading(
        startingIn range: TimeRange,
        reachingBehind instant: Instant,
        sensors: Set<SensorKey>,
        _ body: (borrowing JournalEntry) -> Void
    ) throws

    /// The lowest sequence among the readings that start at or after `instant`; nil when there are none. Readings that
    /// a wrong clock stamped far ahead of their arrival are passed over.
    func firstSequence(startingFrom instant: Instant) throws -> Int64?

    /// The lowest sequence of what was received at or after `instant`; behind the last one when there is nothing.
    func firstSequence(receivedFrom instant: Instant) throws -> Int64

    /// Rejected payloads, newest first.
    func rejected(limit: Int) throws -> [RejectedPayload]

    /// The sequence of the newest entry; 0 when the journal is empty.
    func lastSequence() throws -> Int64
}
