package import EventTime
package import Readings

/// One reading of a block, with everything that the journal knows of it.
package struct BlockRow: Hashable, Sendable {
    /// Its number in the journal.
    package var sequence: Int64
    /// The arrival that brought it, by its key in the journal.
    package var arrival: Int64
    package var receivedAt: Instant
    /// A file brought it, no broker.
    package var isImported: Bool
    /// The number of the message that brought it; on one of the message's readings only.
    package var number: MessageSequence?
    package var reading: Reading

    package init(
        sequence: Int64,
        arrival: Int64,
        receivedAt: Instant,
        isImported: Bool = false,
        number: MessageSequence? = nil,
        reading: Reading
    ) {
        self.sequence = sequence
        self.arrival = arrival
        self.receivedAt = receivedAt
        self.isImported = isImported
        self.number = number
        self.reading = reading
    }

    /// Where it stands among the readings of its sensor; two of them never have the same.
    static func isOrdered(_ a: BlockRow, _ b: BlockRow) -> Bool {
        (a.reading.start, a.reading.duration) < (b.reading.start, b.reading.duration)
    }
}
