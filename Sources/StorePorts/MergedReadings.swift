package import EventTime
import Readings
package import Records

/// The readings of the journal and those that were moved out of it, as if all were in the journal.
///
/// A reading that is in both is taken from the journal: it came late, or replaces the other. Safe from any thread;
/// calls block.
package struct MergedReadings: Sendable {
    private let journal: any Journal
    private let cold: any ColdReadings

    package init(_ journal: any Journal, cold: any ColdReadings) {
        self.journal = journal
        self.cold = cold
    }

    /// Calls `body` for the readings that start in `range` (of `sensors`, or of all), in order of start, sensor and
    /// duration, as `Journal.forEachReading` does. Holds an hour of moved readings in memory.
    package func forEachReading(
        startingIn range: TimeRange,
        sensors: Set<SensorKey>?,
        _ body: (borrowing JournalEntry) -> Void
    ) throws {
        var start = range.start
        for span in try cold.spans(in: range).compactMap({ $0.intersection(range) }) {
            try ask(start, span.start, sensors, body)
            for hour in MergedReadings.hours(of: span) { try merge(hour, sensors, body) }
            start = span.end
        }
        try ask(start, range.end, sensors, body)
    }

    private func ask(
        _ start: Instant,
        _ end: Instant,
        _ sensors: Set<SensorKey>?,
        _ body: (borrowing JournalEntry) -> Void
    ) throws {
        guard start < end else { return }
        try journal.forEachReading(startingIn: TimeRange(start: start, end: end), sensors: sensors, body)
    }

    private func merge(
        _ range: TimeRange,
        _ sensors: Set<SensorKey>?,
        _ body: (borrowing JournalEntry) -> Void
    ) throws {
        var rest = try cold.entries(startingIn: range, sensors: sensors)[...]
        try journal.forEachReading(startingIn: range, sensors: sensors) { entry in
            let identity = MergedReadings.identity(entry)
            while let next = rest.first, MergedReadings.identity(next) < identity { body(rest.removeFirst()) }
            if let next = rest.first, MergedReadings.identity(next) == identity { rest.removeFirst() }
            body(entry)
        }
        for entry in rest { body(entry) }
    }

    private static func identity(_ entry: borrowing JournalEntry) -> (Instant, SensorKey, TimeSpan) {
        (entry.reading.start, entry.sensor, entry.reading.duration)
    }

    /// The parts of a span that each lie in one hour of UTC.
    private static func hours(of span: TimeRange) -> [TimeRange] {
        let length = TimeSpan.hours(1).milliseconds
        var parts: [TimeRange] = []
        var start = span.start
        while start < span.end {
            // The remainder of a time before 1970 is below zero.
            let within = (start.milliseconds % length + length) % length
            let end = min(span.end, start + .milliseconds(length - within))
            parts.append(TimeRange(start: start, end: end))
            start = end
        }
        return parts
    }
}
