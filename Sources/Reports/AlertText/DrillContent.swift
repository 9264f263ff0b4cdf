import EventTime
import Records

/// The facts of a test alert, in the clock of the plan's first site; it says in every part that it is a test.
struct DrillContent {
    let composer: AlertComposer
    let drill: Drill
    let phrases: any Phrases

    func content(now: Instant) -> AlertContent {
        let clock = SiteClock(zone: composer.firstZone, phrases: phrases)
        let rows: [(AlertLabel, String)] = [
            (.begin, clock.momentWithOffset(drill.at)), (.advice, phrases.answerDrill),
        ]
        let details: [(AlertLabel, String)] = [
            (.id, drill.id), (.orderedBy, drill.by), (.routes, phrases.list(drill.routes.map(phrases.route))),
        ]
        func sheetRows(_ rows: [(AlertLabel, String)]) -> [AlertContent.Row] {
            rows.filter { !$0.1.isEmpty }.map { AlertContent.Row(label: phrases.label($0), value: $1) }
        }
        return AlertContent(
            language: phrases.code,
            subject: phrases.tag(phrases.drill, nil) + phrases.drillSubject + " [\(drill.id)]",
            headline: phrases.headline(phrases.drill, phrases.drillSubject),
            tone: .doubt,
            warnings: [phrases.isDrill],
            rows: sheetRows(rows),
            details: sheetRows(details),
            detailsHeading: phrases.details,
            colon: phrases.colon
        )
    }
}
