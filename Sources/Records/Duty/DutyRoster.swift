package import EventTime
package import ExamCalendar

/// Who of an authority is on duty when.
package struct DutyRoster: Hashable, Sendable {
    /// People who share a turn: from an instant to another, all of it or some hours of each day.
    package struct Shift: Hashable, Sendable {
        /// Ids of officers; never empty.
        package var officers: [String]
        package var span: TimeRange
        /// Empty for all of the span.
        package var hours: [DailyHours]

        package init(officers: [String], span: TimeRange, hours: [DailyHours] = []) {
            self.officers = officers
            self.span = span
            self.hours = hours
        }
    }

    package var shifts: [Shift]
    /// Of the daily hours.
    package var zone: TimeZoneRules

    package init(shifts: [Shift], zone: TimeZoneRules) {
        self.shifts = shifts
        self.zone = zone
    }

    /// Ids of officers, each once, in the order of the roster.
    package func onDuty(at t: Instant) -> [String] {
        var seen: Set<String> = []
        return shifts.filter { !spans(of: $0, touching: TimeRange(start: t, end: t)).isEmpty }.flatMap(\.officers)
            .filter { seen.insert($0).inserted }
    }

    /// The parts of `range` in which nobody is on duty, in order.
    package func gaps(in range: TimeRange) -> [TimeRange] {
        let manned = shifts.flatMap { spans(of: $0, touching: range) }.sorted { $0.start < $1.start }
        var gaps: [TimeRange] = []
        var t = range.start
        for span in manned {
            if span.start > t { gaps.append(TimeRange(start: t, end: min(span.start, range.end))) }
            t = max(t, span.end)
        }
        if t < range.end { gaps.append(TimeRange(start: t, end: range.end)) }
        return gaps.filter { $0.start < $0.end }
    }

    /// How long nobody is on duty around `t`; nil when somebody is. It ends with the next shift, if there is one.
    package func gap(at t: Instant) -> (from: Instant, until: Instant?)? {
        guard onDuty(at: t).isEmpty else { return nil }
        let around = TimeRange(start: t - TimeSpan.hours(24 * 7), end: t + TimeSpan.hours(24 * 60))
        let manned = shifts.flatMap { spans(of: $0, touching: around) }
        let from = manned.map(\.end).filter { $0 <= t }.max()
        // Without a shift before, it is the day's.
        return (
            from ?? t.floored(to: .hours(24)),
            manned.map(\.start).filter { $0 > t }.min()
        )
    }

    /// A range without length asks for what contains its instant.
    private func spans(of shift: Shift, touching range: TimeRange) -> [TimeRange] {
        func touches(_ span: TimeRange) -> Bool {
            span.overlaps(range) || range.length == .zero && span.contains(range.start)
        }
        guard touches(shift.span) else { return [] }
        guard !shift.hours.isEmpty else { return [shift.span] }
        return shift.hours.flatMap { $0.spans(touching: range, in: zone) }.compactMap { span in
            let start = max(span.start, shift.span.start)
            let end = min(span.end, shift.span.end)
            guard start < end, touches(TimeRange(start: start, end: end)) else { return nil }
            return TimeRange(start: start, end: end)
        }
    }
}
