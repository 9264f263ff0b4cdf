import EventTime

/// Finds out whether one sensor's clock is wrong, from when its readings arrive. A value; the clock comes in.
///
/// It looks at the newest reading of each arrival: *lag* is arrival less end. A steady lag is a wrong clock, a lag that
/// falls is the memory of a sensor that sends faster than it measured.
struct ClockWatch: Sendable {
    /// Further ahead of its arrival than this no reading is taken at its own time.
    static let ahead = TimeSpan.seconds(-30)
    /// Later than this is late, of readings of up to two minutes; of longer ones half their length.
    static let behind = TimeSpan.seconds(60)
    /// Further behind than this is no memory either.
    static let longestMemory = TimeSpan.hours(366 * 24)
    /// By so much a clock must be nearer to ours to be right again, so that one at the edge does not go to and fro.
    static let hysteresis = TimeSpan.seconds(10)
    /// Jitter of the network and of sending.
    static let jitter = TimeSpan.seconds(2)
    /// A gap between two arrivals allows more jitter up to this one.
    static let longestGap = TimeSpan.minutes(10)
    /// A lag that fell within this time was not drift.
    static let drift = TimeSpan.minutes(10)

    /// The wrong clock that was found; nil while the clock is right, or nothing is known of it.
    private(set) var found: Found?
    /// What may turn out to be a wrong clock.
    private(set) var candidate: Candidate?
    /// A found lag turned out to be memory: the next one must last longer, until the clock was right.
    private var isStrict = false

    /// A steady lag outside of what is right.
    struct Found: Hashable, Sendable {
        /// What the sensor's times are moved by: the smallest lag that was seen.
        var shift: TimeSpan
        /// The lag with which new ones are compared, and since when.
        var anchor: TimeSpan
        var anchoredAt: Instant
        var last: Point
    }

    /// The newest reading of one arrival.
    struct Point: Hashable, Sendable {
        var end: Instant
        var duration: TimeSpan
        var arrival: Instant

        var lag: TimeSpan { arrival - end }
        /// Lag from which a clock may be behind.
        var late: TimeSpan { max(ClockWatch.behind, TimeSpan(milliseconds: duration.milliseconds / 2)) }
        var isInTime: Bool {
            let lag = arrival.milliseconds - end.milliseconds
            return lag >= ClockWatch.ahead.milliseconds
                && lag <= max(ClockWatch.behind.milliseconds, duration.milliseconds / 2)
        }
        var isWellInTime: Bool {
            lag >= ClockWatch.ahead + ClockWatch.hysteresis && lag <= late - ClockWatch.hysteresis
        }

        /// By how much the lag may differ `since` another arrival and still be steady.
        func tolerance(since other: Instant) -> TimeSpan {
            let gap = max(.zero, min(arrival - other, ClockWatch.longestGap))
            return ClockWatch.jitter + TimeSpan(milliseconds: gap.milliseconds / 8)
        }
    }

    /// Arrivals in a row whose lag is steady.
    struct Candidate: Hashable, Sendable {
        var first: Point
        var last: Point
        var smallest: TimeSpan
        var count = 1
        /// The one before did not fit.
        var hasMissed = false

        init(_ point: Point) {
            first = point
            last = point
            smallest = point.lag
        }

        /// False when it does not fit.
        mutating func take(_ point: Point) -> Bool {
            let difference = (point.lag - first.lag).milliseconds
            guard point.end > last.end, abs(difference) <= point.tolerance(since: last.arrival).milliseconds else {
                return false
            }
            last = point
            smallest = min(smallest, point.lag)
            count += 1
            hasMissed = false
            return true
        }

        func isSteady(strictly: Bool) -> Bool {
            let length = last.arrival - first.arrival
            return strictly ? count >= 10 && length >= .minutes(1) : count >= 3 && length >= .seconds(10)
        }
    }

    /// Nothing but right times so far.
    var isAtRest: Bool { found == nil && candidate == nil }

    /// What the sensor's own times are moved by at present.
    var shift: TimeSpan { found?.shift ?? .zero }

    /// Takes the newest reading of an arrival. True when a wrong clock was found, or another than before.
    mutating func take(_ point: Point) -> Bool {
        guard found == nil else { return follow(point) }
        guard !point.isInTime else {
            candidate = nil
            isStrict = false
            return false
        }
        return consider(point)
    }

    /// While a wrong clock is known.
    private mutating func follow(_ point: Point) -> Bool {
        guard var found else { return false }
        // A reading cannot come before it was measured, so that a smaller lag proves that a slow clock was set. With a
        // fast one it may be memory instead, unless the sensor's time went back.
        if point.isWellInTime, found.shift > .zero || point.end <= found.last.end {
            clear()
            return false
        }
        guard point.end > found.last.end else { return consider(point) }
        let tolerance = point.tolerance(since: found.last.arrival)
        let fall = found.anchor - point.lag
        if abs(fall.milliseconds) <= tolerance.milliseconds {
            found.shift = min(found.shift, point.lag)
            if point.arrival - found.anchoredAt > ClockWatch.drift {
                found.anchor = found.shift
                found.anchoredAt = point.arrival
            }
        } else if fall > .zero {
            let isGradual = found.last.lag - point.lag <= tolerance
            if isGradual, found.shift > .zero, point.arrival - found.anchoredAt < ClockWatch.drift {
                clear()
                isStrict = true
                return consider(point)
            }
            guard isGradual || found.shift - point.lag <= ClockWatch.ahead * -1 else { return consider(point) }
            found.shift = point.lag
            found.anchor = point.lag
            found.anchoredAt = point.arrival
        } else {
            return consider(point)
        }
        found.last = point
        self.found = found
        candidate = nil
        return false
    }

    private mutating func clear() {
        found = nil
        candidate = nil
        isStrict = false
    }

    /// A point that does not fit the clock as it is known.
    private mutating func consider(_ point: Point) -> Bool {
        guard var candidate else {
            candidate = Candidate(point)
            return false
        }
        guard candidate.take(point) else {
            // One stray among good ones changes nothing.
            if candidate.hasMissed { candidate = Candidate(point) } else { candidate.hasMissed = true }
            self.candidate = candidate
            return false
        }
        self.candidate = candidate
        guard candidate.isSteady(strictly: isStrict) else { return false }
        clear()
        var settled = point
        settled.end = settled.arrival - candidate.smallest
        if !settled.isInTime {
            found = Found(
                shift: candidate.smallest,
                anchor: candidate.smallest,
                anchoredAt: point.arrival,
                last: point
            )
        }
        return true
    }
}

extension ClockWatch {
    /// Takes the newest reading of an arrival as the journal has it, moved by `shift`, so that what was known before a
    /// restart is known again.
    mutating func recall(_ point: Point, shift: TimeSpan) {
        guard shift == .zero else {
            let isNew = found?.shift != shift
            found = Found(
                shift: shift,
                anchor: isNew ? shift : found?.anchor ?? shift,
                anchoredAt: isNew ? point.arrival : found?.anchoredAt ?? point.arrival,
                last: point
            )
            candidate = nil
            return
        }
        if found != nil {
            clear()
            isStrict = !point.isInTime
        }
        _ = take(point)
        // What was found is in the readings behind it.
        found = nil
    }

    /// The same of a reading that was put as of its arrival.
    mutating func recallUnknown(_ point: Point) { _ = consider(point) }

    /// Our own clock was set forward by `step`.
    mutating func rebase(by step: TimeSpan) {
        candidate = nil
        guard var found else { return }
        found.shift = found.shift + step
        found.anchor = found.anchor + step
        found.anchoredAt = found.anchoredAt + step
        found.last.arrival = found.last.arrival + step
        self.found = found
        if found.last.isInTime { clear() }
    }
}
