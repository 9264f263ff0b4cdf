import Acoustics
package import EventTime
package import Readings
import SensorPayloads

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
