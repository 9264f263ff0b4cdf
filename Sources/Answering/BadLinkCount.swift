import EventTime
import Synchronization

/// Counts links that are none of ours, minute by minute, so that whoever tries many is slowed down and told of once.
final class BadLinkCount: Sendable {
    private struct Minute {
        var start: Instant
        var count = 0
    }

    private let minute = Mutex(Minute(start: .distantPast))

    /// Beyond so many in a minute nobody who has no valid link is answered in full.
    static let limit = 60

    enum Verdict: Hashable {
        /// The minute's first; `before` were tried in the last minute that had any.
        case first(before: Int)
        case further
        case tooMany
    }

    func note(at now: Instant) -> Verdict {
        minute.withLock { minute in
            if now - minute.start >= .minutes(1) || now < minute.start {
                let before = minute.count
                minute = Minute(start: now, count: 1)
                return .first(before: before)
            }
            minute.count += 1
            return minute.count > BadLinkCount.limit ? .tooMany : .further
        }
    }
}
