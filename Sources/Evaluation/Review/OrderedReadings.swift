import Acoustics
package import EventTime
package import Readings
package import Records
package import StorePorts

/// The journal's readings of some sensors in the order of their ends, a slice of event time after the other.
package struct OrderedReadings {
    /// Readings that start before this were read.
    package private(set) var position: Instant
    private let sensors: Set<SensorKey>
    /// Read, and ending after `position`.
    private var waiting: [(sensor: SensorKey, reading: Reading, sequence: Int64)] = []
    /// Event time of one slice.
    private let slice: TimeSpan

    /// The index is walked past the readings of every sensor of the store, of which there are about
    /// `expectedSensorCount`.
    package init(of sensors: Set<SensorKey>, from start: Instant, expectedSensorCount: Int) {
        self.sensors = sensors
        position = start
        slice = min(max(.seconds(1_000_000 / Int64(max(1, expectedSensorCount))), .seconds(10)), .hours(6))
    }

    /// Reads on for one slice, but not beyond `end`, and calls `body` for what ends within what was read; entries
    /// behind `cursor` are passed over. `body` is given the sequence of the reading's entry last.
    package mutating func read(
        _ journal: any Journal,
        to end: Instant,
        cursor: Int64 = .max,
        _ body: (SensorKey, Reading, Int64) -> Void
    ) throws {
        let next = max(position, min(position + slice, end))
        try journal.forEachReading(startingIn: TimeRange(start: position, end: next), sensors: sensors) {
            if $0.sequence <= cursor { waiting.append(($0.sensor, $0.reading, $0.sequence)) }
        }
        position = next
        // The index is by starts: a long reading waits here for the short ones that end before it.
        waiting.sort { $0.reading.end < $1.reading.end }
        let ready = waiting.prefix { $0.reading.end <= next }
        for entry in ready { body(entry.sensor, entry.reading, entry.sequence) }
        waiting.removeFirst(ready.count)
    }
}
