import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records

/// What began at other sites together with a violation: a row each, with its state, its level and who has it.
struct StormRows {
    let composer: AlertComposer
    let phrases: any Phrases

    /// The most urgent first: what is ongoing and not answered, then what is answered, then what is over; of those the
    /// loudest.
    func rows(_ storm: [ViolationRecord]) -> [AlertContent.Row] {
        func rank(_ record: ViolationRecord) -> (Int, Int, String) {
            let isOver = record.closedAt != nil || record.withdrawnAt != nil
            let urgency = isOver ? 2 : isHandled(record) ? 1 : 0
            return (urgency, -(record.worst.exceedanceTenths ?? 0), record.id.text)
        }
        return storm.sorted { rank($0) < rank($1) }.map(row)
    }

    private func isHandled(_ record: ViolationRecord) -> Bool { record.furthest != nil || !record.coverages.isEmpty }

    private func row(_ record: ViolationRecord) -> AlertContent.Row {
        let site = record.subject.site
        let clock = SiteClock(zone: composer.zone(ofSite: site), phrases: phrases)
        let title = phrases.title(
            record.subject.source,
            record.subject.kind,
            isConfirmed: record.confirmation != nil
        )
        let end = NoiseEnd(record)?.ended
        let state =
            record.withdrawnAt != nil ? phrases.status(.withdrawn, .judgedAgain) : end == nil ? phrases.reminder : nil
        let parts = [
            title, state, clock.span(from: record.openedAt, to: end), level(record.worst), handled(record, clock),
        ]
        return AlertContent.Row(
            label: composer.siteName(site, phrases),
            value: parts.compactMap { $0 }.joined(separator: phrases.separator)
        )
    }

    private func level(_ finding: Finding) -> String? {
        let excess: String? =
            if let rise = finding.rise {
                rise.tenths > 0 ? phrases.risen(FixedPoint.text(tenths: rise.tenths)) : nil
            } else {
                finding.exceedanceTenths.flatMap { $0 > 0 ? phrases.over(FixedPoint.text(tenths: $0)) : nil }
            }
        return finding.level.map { level in
            phrases.list([phrases.highest(phrases.level(level.text)), excess].compactMap { $0 })
        }
    }

    private func handled(_ record: ViolationRecord, _ clock: SiteClock) -> String {
        guard let answer = record.furthest ?? record.coverages.first?.answer else { return phrases.nobody }
        return "\(answer.by) \(phrases.text(answer.act)) \(clock.time(answer.at, seconds: true))"
    }
}
