import EventTime
import Records

/// The facts of a time without anybody on duty, in the clock of the plan's first site.
struct DutyGapContent {
    let composer: AlertComposer
    let gap: DutyGap
    let phrases: any Phrases

    func content(now: Instant) -> AlertContent {
        let clock = SiteClock(zone: composer.firstZone, phrases: phrases)
        let office = composer.recipientName(RecipientID(authority: gap.authority), phrases)
        let span =
            gap.until == nil
            ? phrases.span(from: clock.moment(gap.from), to: phrases.openEnd)
            : clock.span(from: gap.from, to: gap.until)
        let rows: [(AlertLabel, String)] = [
            (.authority, office), (.gap, span), (.noticed, clock.momentWithOffset(gap.at)),
            (.advice, phrases.fillRoster),
        ]
        return AlertContent(
            language: phrases.code,
            subject: phrases.tag(phrases.nobodyOnDuty, nil) + "\(office) \(span)",
            headline: phrases.headline(phrases.nobodyOnDuty, office),
            tone: .doubt,
            warnings: [],
            rows: rows.map { AlertContent.Row(label: phrases.label($0), value: $1) },
            colon: phrases.colon
        )
    }
}
