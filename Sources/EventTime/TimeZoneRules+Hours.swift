extension TimeZoneRules {
    /// The first hour of the wall clock that starts at or after `t`.
    ///
    /// It ends with the full hour, or where the clock is put forward or back in it: the half hour beside a change of 30
    /// minutes is an hour of its own, so that every instant lies in exactly one, and none is longer than an hour.
    package func firstHour(startingFrom t: Instant) -> TimeRange {
        let start = hourEnd(after: t - .milliseconds(1))
        return TimeRange(start: start, end: hourEnd(after: start))
    }

    /// The hour of the wall clock that `t` lies in, as ``firstHour(startingFrom:)`` divides the time.
    package func hour(containing t: Instant) -> TimeRange {
        let offset = TimeSpan.seconds(Int64(offset(at: t)))
        let full = (t + offset).floored(to: .hours(1)) - offset
        return TimeRange(start: lastTransition(notAfter: t).map { max(full, $0) } ?? full, end: hourEnd(after: t))
    }

    /// The first instant after `t` at which an hour ends.
    private func hourEnd(after t: Instant) -> Instant {
        let offset = TimeSpan.seconds(Int64(offset(at: t)))
        let full = (t + offset).floored(to: .hours(1)) + .hours(1) - offset
        return nextTransition(after: t).map { min(full, $0) } ?? full
    }
}

extension Instant {
    /// The last whole multiple of `unit` since 1970 that is not after it; also before 1970.
    package func floored(to unit: TimeSpan) -> Instant {
        Instant(milliseconds: milliseconds.subtracting(floorDivide(milliseconds, by: unit.milliseconds).remainder))
    }

    /// Whole seconds since 1970, the fraction left off; negative before.
    package var wholeSeconds: Int64 { floorDivide(milliseconds, by: 1000).quotient }
}
