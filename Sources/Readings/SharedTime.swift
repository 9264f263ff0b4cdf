package import Acoustics
package import EventTime

/// How the readings of one sensor share a span of time by ``CoverageRule``: each that counts, with its part of the span
/// that no other covers.
///
/// Readings come in the order of their starts, as a journal has them, and are taken in the order of their ends; those
/// that wait for one another are kept, which are few unless many lie over one another.
package struct SharedTime: Sendable {
    package let span: TimeRange
    /// Readings longer than this are left out.
    package let longest: TimeSpan
    private var cover = TimeCover()
    /// A heap, the next one to be taken at its top.
    private var waiting: [Reading] = []

    /// A reading that is longer than `span` says nothing of it, unless `longest` lets it.
    package init(of span: TimeRange, longest: TimeSpan? = nil) {
        self.span = span
        self.longest = longest ?? span.length
    }

    /// Lets the next reading in; what `next(endingBy:)` gives for its start is to be asked first.
    package mutating func add(_ reading: Reading) {
        guard reading.duration <= longest, reading.start < span.end, reading.end > span.start else { return }
        waiting.append(reading)
        rise()
    }

    /// The next reading that counts, with the time for which it does; nil when none is left of those that end by
    /// `instant`.
    ///
    /// Before a reading is added this is asked with its start until it is nil: what ends by then is settled, for all
    /// that comes later ends later.
    package mutating func next(endingBy instant: Instant = .distantFuture) -> (reading: Reading, time: TimeSpan)? {
        while let first = waiting.first, first.end <= instant {
            sink()
            let part = TimeRange(start: max(span.start, first.start), end: min(span.end, first.end))
            if let time = cover.take(part, duration: first.duration) { return (first, time) }
        }
        return nil
    }

    /// The pieces of covered time that are settled when the next reading starts at `instant`, in order; each is given
    /// once.
    package mutating func settle(before instant: Instant = .distantFuture) -> [TimeCover.Piece] {
        cover.settle(endingBefore: waiting.reduce(instant) { min($0, $1.start) })
    }

    /// The readings of `readings` that count, each with the pieces of `span` for which it does, in order of their ends.
    package static func pieces(
        of readings: some Sequence<Reading>,
        in span: TimeRange
    ) -> [(reading: Reading, pieces: [TimeRange])] {
        var cover = TimeCover()
        return readings.sorted { SharedTime.comesBefore($0, $1) }.compactMap { reading in
            guard let part = TimeRange(start: reading.start, end: reading.end).intersection(span) else { return nil }
            let free = cover.free(of: part)
            return cover.take(part, duration: reading.duration).map { _ in (reading, free) }
        }
    }

    private static func comesBefore(_ a: Reading, _ b: Reading) -> Bool {
        (a.end, a.duration) < (b.end, b.duration)
    }

    private mutating func rise() {
        var place = waiting.count - 1
        while place > 0 {
            let parent = (place - 1) / 2
            guard SharedTime.comesBefore(waiting[place], waiting[parent]) else { return }
            waiting.swapAt(place, parent)
            place = parent
        }
    }

    /// Removes the top.
    private mutating func sink() {
        let last = waiting.removeLast()
        guard !waiting.isEmpty else { return }
        waiting[0] = last
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < waiting.count {
                if SharedTime.comesBefore(waiting[child], waiting[least]) { least = child }
            }
            guard least != place else { return }
            waiting.swapAt(place, least)
            place = least
        }
    }
}
