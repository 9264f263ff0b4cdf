import EventTime
import Records

/// When and how the log says that rejected payloads are not kept: at the first, and then once an hour with what came
/// since.
///
/// A value of the ingest thread.
struct DiscardNotice {
    struct Summary: Hashable {
        var count = 0
        var bytes: Int64 = 0
        /// The sender that most of them are of; nil when it was not found among so many.
        var largest: String?
    }

    static let pause = TimeSpan.hours(1)
    /// Senders that a summary distinguishes.
    static let mostSenders = 1000

    private var saidAt: Instant?
    private var pending = Summary()
    private var counts: [String: Int] = [:]

    /// What the log is to say now; nil for nothing.
    mutating func note(_ tallies: [QuarantineTally], at now: Instant) -> Summary? {
        for tally in tallies where tally.fate == .discarded {
            pending.count += tally.count
            pending.bytes += tally.bytes
            let name = tally.sender.name
            // Whoever invents senders must not fill the memory with their names.
            guard counts[name] != nil || counts.count < DiscardNotice.mostSenders else { continue }
            counts[name, default: 0] += tally.count
        }
        guard pending.count > 0 else { return nil }
        if let saidAt, now >= saidAt, now - saidAt < DiscardNotice.pause { return nil }
        saidAt = now
        // Of equal ones the first by name, so that the log says the same each time.
        pending.largest = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        defer { (pending, counts) = (Summary(), [:]) }
        return pending
    }
}
