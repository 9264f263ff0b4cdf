package import EventTime

/// What the wall clock of a zone shows over a stretch of time, found by walking through it minute by minute and asking
/// the zone for nothing but its offset.
///
/// Moments are whole minutes of UTC since 1970, local times whole local minutes since 1970-01-01T00:00.
package struct WallClockWalk: Sendable {
    package let zone: TimeZoneRules
    /// The minutes walked.
    package let minutes: Range<Int64>
    /// For each minute the latest local time that the clock has shown so far.
    private let shown: [Int64]

    package init(_ zone: TimeZoneRules, over minutes: Range<Int64>) {
        self.zone = zone
        self.minutes = minutes
        var latest = Int64.min
        shown = minutes.map { minute in
            latest = max(latest, WallClockWalk.local(minute, zone))
            return latest
        }
    }

    /// The local time at a minute of UTC.
    package static func local(_ minute: Int64, _ zone: TimeZoneRules) -> Int64 {
        minute + Int64(zone.offset(at: Instant(milliseconds: minute * 60_000))) / 60
    }

    /// The minute at which the clock first shows `local` or more; the end of the walk when it does not come to that.
    package func first(_ local: Int64) -> Int64 {
        // What has been shown does not go back, so halves can be left out.
        var (low, high) = (0, shown.count)
        while low < high {
            let middle = (low + high) / 2
            if shown[middle] >= local { high = middle } else { low = middle + 1 }
        }
        return minutes.lowerBound + Int64(low)
    }

    /// From when the clock first shows `from` until it first shows `to`; nil when it leaves nothing of it.
    package func span(_ from: Int64, _ to: Int64) -> Range<Int64>? {
        let (start, end) = (first(from), first(to))
        return start < end ? start..<end : nil
    }

    /// The spans of hours that come again on days of the week (Monday is 0), one for each day within the walk. `from`
    /// and `to` are minutes of the day; hours whose end is before their start run into the next day.
    package func spans(daily from: Int, _ to: Int, on weekdays: Set<Int>) -> [Range<Int64>] {
        guard let last = shown.last else { return [] }
        return (shown[0] / 1440...last / 1440).compactMap { day in
            // 1970-01-01 was a Thursday.
            guard weekdays.contains(Int((day + 3) % 7)) else { return nil }
            return span(day * 1440 + Int64(from), (to < from ? day + 1 : day) * 1440 + Int64(to))
        }
    }

    /// Whether `edge` is where the rule for local times puts `local`: the clock shows it there and has not shown it or
    /// more on the day before, or the clock is put forward at `edge` over it.
    package func isEdge(_ edge: Int64, of local: Int64) -> Bool {
        let before = WallClockWalk.local(edge - 1, zone)
        let at = WallClockWalk.local(edge, zone)
        let isInGap = before + 1 <= local && local < at
        guard at == local || isInGap else { return false }
        // Without a clock change in the day before, it has shown earlier times only.
        let offset = at - edge
        let isSteady = (1...26).allSatisfy { WallClockWalk.local(edge - $0 * 60, zone) - edge + $0 * 60 == offset }
        return isSteady || (1...1560).allSatisfy { WallClockWalk.local(edge - $0, zone) < local }
    }
}
