import EventTime
import Records

/// The facts of a test alert, in the clock of the plan's first site; it says in every part that it is a test.
struct DrillSheet {
    let composer: AlertComposer
    let drill: Drill
    let phrases: any Phrases

    func sheet(now: Instant) -> AlertSheet {
        let clock = SiteClock(zone: composer.firstZone, phrases: phrases)
        let rows: [(AlertLabel, String)] = [
            (.begin, clock.momentWithOffset(drill.at)), (.advice, phrases.answerDrill),
        ]
        let details: [(AlertLabel, String)] = [
            (.id, drill.id), (.orderedBy, drill.by), (.routes, phrases.list(drill.routes.map(phrases.route))),
        ]
        func sheetRows(_ rows: [(AlertLabel, String)]) -> [AlertSheet.Row] {
            rows.filter { !$0.1.isEmpty }.map { AlertSheet.Row(label: phrases.label($0), value: $1) }
        }
        return AlertSheet(
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
