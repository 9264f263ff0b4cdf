package import EventTime

/// A moment that a notice names by an exam: "a week before the gaokao", "until the zhongkao ends".
package struct ExamMoment: Hashable, Sendable {
    package enum Edge: String, Hashable, Sendable, CaseIterable {
        /// The beginning of the exam's first session, without its lead.
        case begins
        /// The end of its last session, without its tail, as orders have moved it.
        case ends
    }

    package var exam: ExamID
    package var edge: Edge
    /// Days after the day of the edge, before it where negative; nil for the edge itself.
    package var days: Int?
    /// On that day; 00:00 where `days` alone is given, nil for the edge itself.
    package var time: LocalTime?

    package init(exam: ExamID, edge: Edge, days: Int? = nil, time: LocalTime? = nil) {
        self.exam = exam
        self.edge = edge
        self.days = days
        self.time = time
    }

    /// By the sessions of all parts of the exam, which an order may have divided; nil where it has none.
    package func instant(in exams: [Exam], zone: TimeZoneRules) -> Instant? {
        let ranges = exams.filter { $0.id == exam }.flatMap(\.sessions).map(\.range)
        let edge = edge == .begins ? ranges.map(\.start).min() : ranges.map(\.end).max()
        guard let edge, days != nil || time != nil else { return edge }
        let date = zone.localDate(at: edge).adding(days: Int64(days ?? 0))
        return zone.instant(of: date, time ?? LocalTime(secondsOfDay: 0))
    }
}

extension ControlNotice {
    /// The same with phases that begin or end with an exam where `exams` have it now; `zone` is that of the notice's
    /// sites. A phase that would have no length stays as it was.
    package func following(_ exams: [Exam], zone: TimeZoneRules) -> ControlNotice {
        guard phases.contains(where: { $0.beginning != nil || $0.end != nil }) else { return self }
        var followed = self
        for index in followed.phases.indices {
            let phase = followed.phases[index]
            let zone = timeZone ?? zone
            let start = phase.beginning.flatMap { $0.instant(in: exams, zone: zone) } ?? phase.range.start
            let end = phase.end.flatMap { $0.instant(in: exams, zone: zone) } ?? phase.range.end
            if start < end { followed.phases[index].range = TimeRange(start: start, end: end) }
        }
        return followed
    }
}
