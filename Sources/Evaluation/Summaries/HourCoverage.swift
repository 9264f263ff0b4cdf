import Acoustics
import EventTime

/// How much of an hour a sensor's readings are valid for.
///
/// A sensor that sends both seconds and their minute must not be counted twice: readings are gathered by their
/// duration, and the duration that covers most of the hour speaks for it (the shorter one, where two cover the same).
struct HourCoverage {
    /// A sensor has few durations, so that a search is quicker than a hash.
    private var byDuration: [(duration: EventTime.Span, milliseconds: Int64)] = []

    /// Readings that are excluded from levels do not count.
    mutating func add(_ reading: Reading) {
        guard reading.exclusion == nil else { return }
        if let index = byDuration.firstIndex(where: { $0.duration == reading.duration }) {
            byDuration[index].milliseconds += reading.validMilliseconds
        } else {
            byDuration.append((reading.duration, reading.validMilliseconds))
        }
    }

    /// Nil when nothing is valid.
    var speakingDuration: EventTime.Span? { speaking?.duration }

    /// Valid time of the duration that speaks, never more than `length`.
    func valid(within length: EventTime.Span) -> EventTime.Span {
        min(length, EventTime.Span(milliseconds: speaking?.milliseconds ?? 0))
    }

    private var speaking: (duration: EventTime.Span, milliseconds: Int64)? {
        byDuration.max { ($0.milliseconds, $1.duration) < ($1.milliseconds, $0.duration) }
    }
}
