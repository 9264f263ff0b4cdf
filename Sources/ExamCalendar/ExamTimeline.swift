package import EventTime
package import Sites

/// The exam sessions of one site in order, answering what deserves quiet at an instant, lead and tail included, and
/// until when that holds.
package struct ExamTimeline: Sendable {
    /// In order of their start.
    package let sessions: [ExamSession]
    /// Every instant at which a session starts or ends, ascending, each once.
    private let edges: [Instant]

    package init(site: SiteID, exams: [Exam]) {
        sessions =
            exams
            .filter { $0.sites.contains(site) }
            .flatMap(\.sessions)
            .sorted { ($0.range.start, $0.range.end) < ($1.range.start, $1.range.end) }
        edges = Set(sessions.flatMap { [$0.guarded.start, $0.guarded.end] }).sorted()
    }

    /// The sessions for which quiet is due at `t`, and the stretch of time around `t` in which it is due for just
    /// these.
    package func state(at t: Instant) -> (running: [ExamSession], stretch: TimeRange) {
        let after = edges.firstIndex { $0 > t } ?? edges.endIndex
        let stretch = TimeRange(
            start: after > edges.startIndex ? edges[after - 1] : .distantPast,
            end: after < edges.endIndex ? edges[after] : .distantFuture
        )
        return (sessions.filter { $0.guarded.contains(t) }, stretch)
    }

    /// Whether a session starts or ends after `t` and no later than `last`.
    package func hasEdge(after t: Instant, through last: Instant) -> Bool {
        edges.contains { t < $0 && $0 <= last }
    }
}

extension Site {
    /// Day or night at `t` by the site's own hours, and the stretch of time around `t` in which that holds.
    package func dayPeriod(at t: Instant) -> (period: DayPeriod, stretch: TimeRange) {
        let today = timeZone.localDate(at: t)
        // The edges of three days surround every instant, whatever the clock does.
        let edges = (-1...1).flatMap { shift in
            let date = LocalDate(daysSinceEpoch: today.daysSinceEpoch + Int64(shift))
            return [
                (timeZone.instant(of: date, dayHours.dayStart), DayPeriod.day),
                (timeZone.instant(of: date, dayHours.nightStart), DayPeriod.night),
            ]
        }
        let after = edges.firstIndex { $0.0 > t } ?? edges.endIndex
        let begun = edges.index(before: max(after, 1))
        return (
            edges[begun].1,
            TimeRange(start: edges[begun].0, end: after < edges.endIndex ? edges[after].0 : t + .hours(1))
        )
    }
}
