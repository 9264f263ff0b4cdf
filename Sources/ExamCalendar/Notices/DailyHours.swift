package import EventTime

/// Hours that come again every day, or on some days of the week: "22:00 to 06:00", "12:00 to 14:30 on Saturday".
///
/// Written in wall-clock time. Hours whose end is not after their start run over midnight and belong to the day on
/// which they start. On days of a clock change the hours start and end at the written local times: a time that the
/// clock leaves out is the end of the gap, a time that comes twice is its first occurrence, so that nobody is held to
/// hours that were over already. Hours that lie wholly in a gap do not come that day.
package struct DailyHours: Hashable, Sendable {
    package let from: LocalTime
    package let to: LocalTime
    /// The days on which the hours start; never empty.
    package let weekdays: Set<Weekday>

    /// Nil when the hours have no length, start at 24:00, or come on no day.
    package init?(from: LocalTime, to: LocalTime, weekdays: Set<Weekday> = Set(Weekday.allCases)) {
        guard from != to, from.secondsOfDay < 86_400, !weekdays.isEmpty else { return nil }
        self.from = from
        self.to = to
        self.weekdays = weekdays
    }

    package var isOverMidnight: Bool { to < from }

    /// The spans that touch `range`, whole and in order; `range` lies within the years 0002 to 9998.
    package func spans(touching range: TimeRange, in zone: TimeZoneRules) -> [TimeRange] {
        // Hours over midnight may have begun the day before, and a zone may have left out a whole day before that.
        let first = zone.localDate(at: range.start).daysSinceEpoch - 2
        let last = zone.localDate(at: range.end).daysSinceEpoch
        return (first...max(first, last)).compactMap { days in
            let date = LocalDate(daysSinceEpoch: days)
            guard weekdays.contains(date.weekday) else { return nil }
            let start = zone.instant(of: date, from)
            let end = zone.instant(of: isOverMidnight ? date.adding(days: 1) : date, to)
            guard start < end else { return nil }
            let span = TimeRange(start: start, end: end)
            return span.overlaps(range) || range.length == .zero && span.contains(range.start) ? span : nil
        }
    }
}
