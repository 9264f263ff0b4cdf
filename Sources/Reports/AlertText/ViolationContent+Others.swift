import Acoustics
import EventTime
import NoiseRules
import Records

extension ViolationContent {
    /// What else is claimed of the same noise, in one line.
    func otherRow(_ other: ViolationChange) -> (AlertLabel, String) {
        let title = phrases.title(
            other.subject.source,
            other.subject.kind,
            isConfirmed: composer.confirmation(of: .violation(other)) != nil
        )
        let end = NoiseEnd(other)
        let span =
            end.map { clock.span(from: other.openedAt, to: $0.ended) } ?? phrases.since(clock.moment(other.openedAt))
        let finding = end == nil ? other.finding : other.worst
        let level = [finding.level.map { phrases.level($0.text) }, exceedance(finding)].compactMap { $0 }
        let notices = finding.notices.map { phrases.pick($0.name) }
        let status = end == nil ? nil : phrases.status(other.step, other.reason)
        let parts = [title, status, span, phrases.list(level), rule(finding)] + notices + [other.violation.text]
        return (
            end == nil ? .alsoOpen : .alsoClosed,
            parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: phrases.separator)
        )
    }

    /// Who has answered the violation, or another of the same noise whose answer covers it; empty when nobody has.
    var handled: String {
        let open = composer.openNoise(change)
        guard let own = composer.record(change) else { return "" }
        if let answer = own.furthest { return line(answer) }
        guard let coverage = (own.coverages(by: open) + own.coverages).first else { return "" }
        return phrases.remark(line(coverage.answer), phrases.responseTo(coverage.answer.violation.text))
    }

    private func line(_ answer: Answer) -> String {
        "\(answer.by) \(phrases.text(answer.act)) \(clock.time(answer.at, seconds: true))"
    }
}

extension ViolationRecord {
    /// The last change, with the worst that was found since; nil for a record without changes.
    var latest: ViolationChange? {
        guard var change = changes.last else { return nil }
        change.worst = worst
        return change
    }
}
