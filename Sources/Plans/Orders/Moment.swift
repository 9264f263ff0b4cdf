package import EventTime

/// A time as people give it: an instant, a day and a time by the site's clock, a time of day, or a day.
package enum Moment: Hashable, Sendable {
    case instant(Instant)
    case local(LocalDate, LocalTime)
    case wall(LocalTime)
    case day(LocalDate)

    /// How it may be written, for help and problems.
    package static let forms = "08:40, 2026-11-30, 2026-11-30T08:40 or 2026-11-30T08:40:00+08:00"
    /// A time of day without a day is meant within so much before or after now.
    package static let reach = TimeSpan.hours(12)

    /// `2026-06-07T11:40:00+08:00`, `2026-06-07T11:40` (also with a blank), `2026-06-07` or `11:40`; nil for anything
    /// else.
    package init?(_ text: String) {
        if let instant = RFC3339.parse(text) {
            self = .instant(instant)
        } else if let date = LocalDate(text: text) {
            self = .day(date)
        } else if let time = Moment.time(text) {
            self = .wall(time)
        } else {
            let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "T" || $0 == " " }
            guard parts.count == 2, let date = LocalDate(text: String(parts[0])), let time = Moment.time(parts[1])
            else { return nil }
            self = .local(date, time)
        }
    }

    /// `8:40`, `08:40` or `08:40:30`.
    private static func time(_ text: some StringProtocol) -> LocalTime? {
        let text = String(text)
        return LocalTime(text: text.prefix(2).last == ":" ? "0" + text : text)
    }

    /// The instant, where the text names one by itself; nil for a time of day and for a day.
    package func fixed(in zone: TimeZoneRules) -> Instant? {
        switch self {
        case .instant(let instant): instant
        case .local(let date, let time): zone.instant(of: date, time)
        case .wall, .day: nil
        }
    }

    /// As an end of a span: a time of day is today's, a day stands for its start.
    package func edge(in zone: TimeZoneRules, now: Instant) -> Instant {
        switch self {
        case .instant(let instant): instant
        case .local(let date, let time): zone.instant(of: date, time)
        case .wall(let time): zone.instant(of: zone.localDate(at: now), time)
        case .day(let date): zone.instant(of: date, LocalTime(secondsOfDay: 0))
        }
    }

    /// What is to come: a time of day is the next one after `t`, and at most 12 h ahead, so that one that has just
    /// passed is not taken for tomorrow's.
    package func next(in zone: TimeZoneRules, after t: Instant, _ what: String) throws(OrderFault) -> Instant {
        if let fixed = fixed(in: zone) { return fixed }
        guard case .wall(let time) = self else { throw needsTime(what) }
        let today = zone.localDate(at: t)
        let (first, later) = (zone.instant(of: today, time), zone.instant(of: today.adding(days: 1), time))
        let next = first > t ? first : later
        guard next - t > Moment.reach else { return next }
        let (clock, dated) = (time.text, "\((first > t ? today : today.adding(days: 1)).text)T\(time.text)")
        throw OrderFault(
            first > t
                ? "\(what) \(clock) is more than 12 h ahead; write its day as well: \(dated)"
                : "\(what) \(clock) has passed; if tomorrow is meant, write \(dated)"
        )
    }

    /// What has happened: a time of day is the last one until `now`, and at most 12 h ago.
    package func latest(in zone: TimeZoneRules, until now: Instant, _ what: String) throws(OrderFault) -> Instant {
        if let fixed = fixed(in: zone) { return fixed }
        guard case .wall(let time) = self else { throw needsTime(what) }
        let today = zone.localDate(at: now)
        let (same, before) = (zone.instant(of: today, time), zone.instant(of: today.adding(days: -1), time))
        let latest = same <= now ? same : before
        guard now - latest > Moment.reach else { return latest }
        let (clock, dated) = (time.text, "\((same <= now ? today : today.adding(days: -1)).text)T\(time.text)")
        throw OrderFault(
            same <= now
                ? "\(what) \(clock) is more than 12 h ago; write its day as well: \(dated)"
                : "\(what) \(clock) is still to come today; if yesterday is meant, write \(dated)"
        )
    }

    private func needsTime(_ what: String) -> OrderFault {
        OrderFault("\(what) needs a time of day, like 08:40 or 2026-11-30T08:40")
    }
}

/// Why something cannot be ordered.
package struct OrderFault: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
