import EventTime
import Logging
import NoiseRules
import Records

/// How loud it is now where a violation was found. Safe from any thread; blocks.
struct NoiseThere: Sendable {
    let present: @Sendable (ViolationChange, Instant) throws -> PresentNoise?
    let log: Logger

    /// Nil where that is not known, and of a violation that is over.
    func callAsFunction(_ record: ViolationRecord, at now: Instant) -> PresentNoise? {
        guard record.closedAt == nil, let change = record.changes.last else { return nil }
        do {
            return try present(change, now)
        } catch {
            log.warning("how loud it is cannot be read", metadata: ["violation": "\(record.id)", "error": "\(error)"])
            return nil
        }
    }
}
