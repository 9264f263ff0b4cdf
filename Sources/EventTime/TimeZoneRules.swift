/// A time zone of the tz database: its offsets from UTC over time, and the way between wall clock and instant.
///
/// Cheap to copy. Every question costs a binary search over the zone's clock changes.
package struct TimeZoneRules: Sendable {
    /// As in the tz database: "Asia/Shanghai".
    package let name: String
    private let clock: ZoneClock

    init(name: String, clock: ZoneClock) {
        self.name = name
        self.clock = clock
    }

    /// A zone whose clock never changes; `offset` in seconds east of UTC.
    package static func fixed(name: String, offset: Int) -> TimeZoneRules {
        TimeZoneRules(name: name, clock: ZoneClock(firstOffset: offset))
    }

    package static let UTC = TimeZoneRules.fixed(name: "UTC", offset: 0)

    /// Seconds east of UTC.
    package func offset(at instant: Instant) -> Int {
        clock.segment(at: floorDivide(instant.milliseconds, by: 1000).quotient).offset
    }

    package func localDate(at instant: Instant) -> LocalDate {
        LocalDate(daysSinceEpoch: floorDivide(wallSeconds(at: instant), by: 86_400).quotient)
    }

    /// 0..<86400; a fraction of a second is left off.
    package func localSecondsOfDay(at instant: Instant) -> Int {
        Int(floorDivide(wallSeconds(at: instant), by: 86_400).remainder)
    }

    package func localTime(at instant: Instant) -> LocalTime {
        LocalTime(secondsOfDay: localSecondsOfDay(at: instant))
    }

    /// The instant at which a wall clock shows `date` and `time`.
    ///
    /// A time inside a clock gap is the instant at which the gap ends; a time that comes twice is its first occurrence;
    /// 24:00 is the next midnight.
    package func instant(of date: LocalDate, _ time: LocalTime) -> Instant {
        let wall = date.daysSinceEpoch * 86_400 + Int64(time.secondsOfDay)
        // No clock is further than this from UTC (RFC 8536 section 3.2), so no earlier segment can show the time.
        var segment = clock.segment(at: wall - ZoneClock.largestOffset)
        while segment.end <= wall - Int64(segment.offset) {
            segment = clock.segment(at: segment.end)
        }
        return Instant(milliseconds: max(segment.start, wall - Int64(segment.offset)).times(1000))
    }

    /// The next instant after `instant` at which the clock is put forward or back; nil when it never is again.
    package func nextTransition(after instant: Instant) -> Instant? {
        let segment = clock.segment(at: floorDivide(instant.milliseconds, by: 1000).quotient)
        return segment.end == .max ? nil : Instant(milliseconds: segment.end.times(1000))
    }

    /// The last instant not after `instant` at which the clock was put forward or back; nil when it never was before.
    func lastTransition(notAfter instant: Instant) -> Instant? {
        let segment = clock.segment(at: floorDivide(instant.milliseconds, by: 1000).quotient)
        return segment.start == .min ? nil : Instant(milliseconds: segment.start.times(1000))
    }

    private func wallSeconds(at instant: Instant) -> Int64 {
        let seconds = floorDivide(instant.milliseconds, by: 1000).quotient
        return seconds + Int64(clock.segment(at: seconds).offset)
    }
}

extension TimeZoneRules: Hashable {
    package static func == (a: TimeZoneRules, b: TimeZoneRules) -> Bool {
        a.name == b.name && (a.clock === b.clock || a.clock.changes == b.clock.changes)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
    }
}

/// The clock changes of a zone in the order of time.
final class ZoneClock: Sendable {
    /// From `start` (seconds since 1970-01-01T00:00:00Z) on, the clock is `offset` seconds east of UTC.
    struct Change: Hashable, Sendable {
        var start: Int64
        var offset: Int32
    }

    /// A stretch of time without a clock change; `end` is `Int64.max` when none follows.
    struct Segment {
        var start: Int64
        var end: Int64
        var offset: Int
    }

    /// Seconds; no offset of a zone is that large (RFC 8536 section 3.2).
    static let largestOffset: Int64 = 26 * 3600
    /// Seconds from 1970, 285,000 years: no change is later, or as much earlier.
    static let latest: Int64 = 9_000_000_000_000
    /// Seconds of 400 Gregorian years, after which dates and days of the week come again.
    static let cycle: Int64 = 146_097 * 86_400

    /// The first one starts at `Int64.min`; neighbours differ in their offset.
    let changes: [Change]
    /// True when the last 400 years of `changes` come again for ever.
    private let repeats: Bool

    /// `later` is in order of its starts; a change that changes nothing is left out, the last of several at the same
    /// instant counts. From `ruledFrom` on (seconds) it follows a yearly rule, and holds more than 400 years of it.
    init(firstOffset: Int, later: [Change] = [], ruledFrom: Int64? = nil) {
        var changes = [Change(start: .min, offset: Int32(firstOffset))]
        for change in later {
            if let last = changes.last, last.start == change.start { changes.removeLast() }
            if changes.last?.offset != change.offset { changes.append(change) }
        }
        self.changes = changes
        // A rule whose two changes meet (summer time all year) leaves no change behind, and nothing to repeat.
        repeats = ruledFrom.map { changes[changes.count - 1].start.subtracting(ZoneClock.cycle) >= $0 } ?? false
    }

    func segment(at second: Int64) -> Segment {
        let last = changes[changes.count - 1].start
        guard repeats, second >= last else { return tabulated(second) }
        let shift = ((second - last) / ZoneClock.cycle + 1) * ZoneClock.cycle
        var segment = tabulated(second - shift)
        segment.start += shift
        segment.end += shift
        return segment
    }

    private func tabulated(_ second: Int64) -> Segment {
        var low = 0
        var high = changes.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if changes[middle].start <= second { low = middle } else { high = middle }
        }
        return Segment(
            start: changes[low].start,
            end: high < changes.count ? changes[high].start : .max,
            offset: Int(changes[low].offset)
        )
    }
}
