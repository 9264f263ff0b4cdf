import EventTime

/// Instants as a wall clock at the site shows them, for people.
struct SiteClock {
    let zone: TimeZoneRules
    let phrases: any Phrases

    /// "7 June 09:03:12".
    func moment(_ instant: Instant) -> String {
        "\(phrases.text(zone.localDate(at: instant))) \(time(instant, seconds: true))"
    }

    /// "7 June 09:03:12 (UTC+08:00)".
    func momentWithOffset(_ instant: Instant) -> String {
        phrases.remark(moment(instant), offset(instant))
    }

    /// "2026-12-03 11:20:05", for what may lie in another year.
    func dated(_ instant: Instant) -> String {
        let date = zone.localDate(at: instant)
        let day = "\(date.year)-\(SiteClock.twoDigits(date.month))-\(SiteClock.twoDigits(date.day))"
        return "\(day) \(time(instant, seconds: true))"
    }

    /// "2026-12-03 11:20:05 (UTC+08:00)".
    func datedWithOffset(_ instant: Instant) -> String {
        phrases.remark(dated(instant), offset(instant))
    }

    /// "11:30", with the date when it is not that of `other`; with the seconds where there are any, or where they are
    /// asked for.
    ///
    /// `roundedDown` is for what must not be later than it says: whole minutes.
    func until(
        _ instant: Instant,
        from other: Instant,
        seconds: Bool = false,
        roundedDown: Bool = false
    ) -> String {
        let date = zone.localDate(at: instant)
        let isWhole = roundedDown || zone.localTime(at: instant).secondsOfDay % 60 == 0
        let clock = time(instant, seconds: seconds || !isWhole)
        return date == zone.localDate(at: other) ? clock : "\(phrases.text(date)) \(clock)"
    }

    /// "7 June 09:03:12 to 09:21:12"; to nothing while it is on.
    func span(from start: Instant, to end: Instant?, withOffset: Bool = false) -> String {
        phrases.span(
            from: withOffset ? momentWithOffset(start) : moment(start),
            to: end.map { until($0, from: start, seconds: true) }
        )
    }

    func time(_ instant: Instant, seconds: Bool) -> String {
        let n = zone.localTime(at: instant).secondsOfDay
        let minutes = "\(SiteClock.twoDigits(n / 3600)):\(SiteClock.twoDigits(n / 60 % 60))"
        return seconds ? "\(minutes):\(SiteClock.twoDigits(n % 60))" : minutes
    }

    /// "UTC+08:00".
    func offset(_ instant: Instant) -> String {
        let minutes = zone.offset(at: instant) / 60
        let size = abs(minutes)
        return "UTC\(minutes < 0 ? "-" : "+")\(SiteClock.twoDigits(size / 60)):\(SiteClock.twoDigits(size % 60))"
    }

    private static func twoDigits(_ n: Int) -> String {
        n < 10 ? "0\(n)" : "\(n)"
    }
}

/// A length of time in its two largest units, for people.
struct SpokenSpan {
    let hours: Int64
    let minutes: Int64
    /// 0 when the span has hours.
    let seconds: Int64

    init(_ span: TimeSpan) {
        let total = max(0, span.milliseconds / 1000)
        hours = total / 3600
        minutes = total / 60 % 60
        seconds = hours > 0 ? 0 : total % 60
    }
}
