package import EventTime
package import ExamCalendar
package import Sites

/// A control notice that applies to a finding: what it bans there, of what the sensor may be hearing.
package struct NoticeNote: Hashable, Sendable {
    package var notice: String
    package var name: Name
    package var publication: NoticePublication
    package var phase: Name
    /// Ordered by name, never empty.
    package var activities: [Activity]
    /// The ban's own span around the finding.
    package var start: Instant
    package var end: Instant
    /// Kinds of exemption that the notice grants and that only a person can find to apply.
    package var exemptions: [Exemption.Kind]

    /// Nil when `placement` hears nothing of what is banned.
    init?(_ ban: Ban, of notice: ControlNotice, at placement: Placement) {
        let heard = ban.activities.filter(placement.mayHear)
        guard !heard.isEmpty else { return nil }
        self.notice = notice.id
        name = notice.name
        publication = notice.publication
        phase = ban.phase
        activities = heard.sorted { $0.rawValue < $1.rawValue }
        start = ban.range.start
        end = ban.range.end
        // Those with sensors have been applied to the ban already.
        exemptions = Set(notice.exemptions.filter { $0.sensors == nil }.map(\.kind)).sorted {
            $0.rawValue < $1.rawValue
        }
    }

    package init(
        notice: String,
        name: Name,
        publication: NoticePublication,
        phase: Name,
        activities: [Activity],
        start: Instant,
        end: Instant,
        exemptions: [Exemption.Kind]
    ) {
        self.notice = notice
        self.name = name
        self.publication = publication
        self.phase = phase
        self.activities = activities
        self.start = start
        self.end = end
        self.exemptions = exemptions
    }
}
