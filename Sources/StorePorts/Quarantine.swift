package import EventTime
package import Readings
package import Records
import SensorPayloads

/// Payloads that could not be decoded, kept to be looked at and decoded again. Safe from any thread; calls block.
package protocol Quarantine: Sendable {
    /// Calls `body` with what `filter` lets through, the newest first, until it returns false.
    func forEachRejected(_ filter: QuarantineFilter, _ body: (QuarantineEntry) -> Bool) throws

    /// Nil when there is none with this id, or not any more.
    func rejected(_ id: Int64) throws -> RejectedPayload?

    /// Puts what was decoded into the journal as an arrival by file and takes it out of here, and writes the reasons of
    /// today to what was refused: all in one transaction. What somebody else has taken out meanwhile is passed over.
    func settle(_ review: QuarantineReview) throws -> AppendOutcome

    /// What came last before `instant`, the oldest first. Looks only.
    func expired(before instant: Instant) throws -> [Int64]

    /// Counts up to `limit` payloads that an earlier release kept to their senders, and removes what is over the
    /// limits: one transaction. To be called until it is done.
    func bringUnderLimits(atMost limit: Int) throws -> QuarantineStep

    /// Forgets what was counted of payloads that came before `instant`; returns how many counts there were.
    func removeTallies(before instant: Instant) throws -> Int

    /// How full it is, with at most so many senders and counts.
    func usage(senders: Int, tallies: Int) throws -> QuarantineUsage

    /// Readings that gave way to others, the newest first.
    func replacements(limit: Int) throws -> [ReplacedReading]

    /// Removes for good; returns how many were there.
    func remove(_ ids: [Int64]) throws -> Int
}
