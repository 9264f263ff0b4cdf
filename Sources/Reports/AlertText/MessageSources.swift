import ExamCalendar
package import NoiseRules
package import Records
import Sites

/// What messages look up in the record of the hour, so that all of them say the same; safe from any thread, and may
/// block.
package struct MessageSources: Sendable {
    /// A violation with its changes, answers and coverages; nil where it is not known.
    package var record: @Sendable (ViolationID) -> ViolationRecord?
    /// The violations of a subject's site and source that are open and were notified, with changes and answers.
    package var open: @Sendable (ViolationSubject) -> [ViolationRecord]
    /// How far the notification of a violation has come; nil where nobody was notified of it.
    package var notified: @Sendable (ViolationID) -> NotifiedViolation?
    /// Where the recipient of an alert may answer it; nil where there is no way to.
    package var answerAddress: @Sendable (Alert) -> String?
    /// Nil where the settings name none.
    package var map: MapService?

    /// Without its parts nothing is answered or confirmed, nothing else is open, and messages say nowhere how to
    /// answer.
    package init(
        record: @escaping @Sendable (ViolationID) -> ViolationRecord? = { _ in nil },
        open: @escaping @Sendable (ViolationSubject) -> [ViolationRecord] = { _ in [] },
        notified: @escaping @Sendable (ViolationID) -> NotifiedViolation? = { _ in nil },
        answerAddress: @escaping @Sendable (Alert) -> String? = { _ in nil },
        map: MapService? = nil
    ) {
        (self.record, self.open, self.notified) = (record, open, notified)
        (self.answerAddress, self.map) = (answerAddress, map)
    }

    /// The same with each answer about the violations of `alerts` looked up once: a message asks for them again and
    /// again.
    func recalling(_ alerts: [Alert]) -> MessageSources {
        let changes = alerts.compactMap(\.subject.violation)
        var recalled = self
        let noises = Dictionary(changes.map { (Noise($0.subject), $0.subject) }) { first, _ in first }
        let open = noises.mapValues(self.open)
        recalled.open = { open[Noise($0)] ?? [] }
        let ids = Set(changes.map(\.violation) + open.values.joined().map(\.id))
        let records = Dictionary(uniqueKeysWithValues: ids.map { ($0, record($0)) })
        recalled.record = { records[$0] ?? nil }
        let notified = Dictionary(uniqueKeysWithValues: ids.map { ($0, self.notified($0)) })
        recalled.notified = { notified[$0] ?? nil }
        return recalled
    }

    private struct Noise: Hashable {
        var site: SiteID
        var source: NoiseSource

        init(_ subject: ViolationSubject) { (site, source) = (subject.site, subject.source) }
    }
}
