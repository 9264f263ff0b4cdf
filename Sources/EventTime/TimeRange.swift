/// The half-open interval [start, end).
package struct TimeRange: Hashable, Sendable {
    package var start: Instant
    package var end: Instant

    package init(start: Instant, end: Instant) {
        precondition(start <= end, "a time range cannot end before it starts")
        self.start = start
        self.end = end
    }

    package var length: TimeSpan { end - start }
    package func contains(_ t: Instant) -> Bool { start <= t && t < end }
    package func overlaps(_ other: TimeRange) -> Bool { start < other.end && other.start < end }
}

extension TimeRange {
    /// Nil when nothing lies in both.
    package func intersection(_ other: TimeRange) -> TimeRange? {
        guard overlaps(other) else { return nil }
        return TimeRange(start: max(start, other.start), end: min(end, other.end))
    }

    /// The same instants in as few ranges as can be, in order.
    package static func joined(_ ranges: [TimeRange]) -> [TimeRange] {
        var joined: [TimeRange] = []
        for range in ranges.sorted(by: { $0.start < $1.start }) {
            if let last = joined.last, range.start <= last.end {
                joined[joined.count - 1].end = max(last.end, range.end)
            } else {
                joined.append(range)
            }
        }
        return joined
    }

    /// How much of it lies in at least one of `ranges`, which come in any order and may overlap.
    package func covered(by ranges: some Sequence<TimeRange>) -> TimeSpan {
        let parts = ranges.compactMap(intersection)
        return TimeRange.joined(parts).reduce(.zero) { $0 + $1.length }
    }
}
