package import EventTime

/// Which block: one sensor's hour. Blocks are in order of their hours, those of one hour in order of their sensors.
package struct BlockPlace: Hashable, Comparable, Sendable {
    /// Whole hours since 1970-01-01T00:00:00Z.
    package let hour: Int64
    /// The sensor's key in the journal.
    package let sensor: Int64

    package init(hour: Int64, sensor: Int64) {
        self.hour = hour
        self.sensor = sensor
    }

    /// Where a reading of `sensor` belongs that starts at `start`.
    package init(start: Instant, sensor: Int64) {
        let (quotient, rest) = start.milliseconds.quotientAndRemainder(dividingBy: BlockPlace.length)
        self.init(hour: rest < 0 ? quotient - 1 : quotient, sensor: sensor)
    }

    /// The starts that belong here.
    package var range: TimeRange {
        let start = hour.times(BlockPlace.length)
        return TimeRange(
            start: Instant(milliseconds: start),
            end: Instant(milliseconds: start.adding(BlockPlace.length))
        )
    }

    package static func < (a: BlockPlace, b: BlockPlace) -> Bool { (a.hour, a.sensor) < (b.hour, b.sensor) }

    /// Of an hour, in milliseconds.
    static let length: Int64 = 3_600_000
}
