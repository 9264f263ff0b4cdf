import EventTime
import ExamCalendar
package import Records
import Reports

/// Imports as lines for people and as JSON objects.
package struct ImportText {
    private let zone: TimeZoneRules

    package init(plan: Plan) {
        zone = plan.sites.first?.timeZone ?? .UTC
    }

    /// What an import would do, before it does it.
    package func lines(_ summary: Import.Summary) -> [String] {
        let (draft, outcome) = (summary.draft, summary.outcome)
        var lines = ["\(draft.file): \(draft.readings) readings of \(draft.sensors) sensors\(span(draft.span))"]
        var parts = ["\(outcome.appended) new", "\(outcome.repeated) there already"]
        if outcome.replaced > 0 { parts.append("\(outcome.replaced) in place of ones that do not count") }
        if outcome.conflicting > 0 { parts.append("\(outcome.conflicting) contradict what is there") }
        lines.append("  " + parts.joined(separator: ", "))
        if summary.implausibleLevels > 0 {
            lines.append("  \(summary.implausibleLevels) have levels that their sensor cannot have measured")
        }
        if summary.future > 0 { lines.append("  \(summary.future) end in the future: is the time zone right?") }
        if summary.otherYears > 0 {
            lines.append("  \(summary.otherYears) are more than a day ahead of now or more than ten years back")
        }
        return lines
    }

    package func json(_ summary: Import.Summary) -> String {
        var object = object(summary.draft)
        set(summary.outcome, in: &object)
        object.set("implausibleLevels", summary.implausibleLevels)
        object.set("future", summary.future)
        object.set("otherYears", summary.otherYears)
        object.set("dryRun", true)
        return object.text
    }

    /// What an import has done.
    package func line(_ outcome: AppendOutcome, id: Int64) -> String {
        "\(outcome.appended) new readings, \(outcome.repeated) there already, "
            + (outcome.replaced > 0 ? "\(outcome.replaced) in place of ones that did not count, " : "")
            + "\(outcome.conflicting) contradict what is there (kept as rejected); import \(id)"
    }

    package func json(_ outcome: AppendOutcome, id: Int64) -> String {
        var object = JSONObject()
        set(outcome, in: &object)
        object.set("import", Int(id))
        return object.text
    }

    /// One line of the list.
    package func line(_ record: ImportRecord) -> String {
        let (draft, outcome) = (record.draft, record.outcome)
        let state = record.undo.map { "undone by order \($0)" } ?? (record.isComplete ? "" : "broken off")
        return [
            "\(record.id)", time(draft.at), "by \(draft.by)", draft.file, "SHA-256 \(draft.digest)",
            "\(draft.readings) readings of \(draft.sensors) sensors\(span(draft.span))",
            "\(outcome.appended) new, \(outcome.repeated) there already, \(outcome.replaced) replaced, "
                + "\(outcome.conflicting) in conflict", state,
        ]
        .filter { !$0.isEmpty }.joined(separator: "  ")
    }

    package func json(_ record: ImportRecord) -> String {
        var object = object(record.draft)
        object.set("import", Int(record.id))
        object.set("at", time(record.draft.at))
        object.set("by", record.draft.by)
        set(record.outcome, in: &object)
        object.set("complete", record.isComplete)
        if let undo = record.undo { object.set("undoneByOrder", Int(undo)) }
        return object.text
    }

    /// What an undo has done.
    package func line(_ extent: ImportExtent, of id: Int64, _ order: Order) -> String {
        "import \(id) undone: \(extent.readings) readings of \(extent.sensors.count) sensors removed, order \(order.id); "
            + "the service judges again where they were"
    }

    package func json(_ extent: ImportExtent, of id: Int64, _ order: Order) -> String {
        var object = JSONObject()
        object.set("import", Int(id))
        object.set("removed", extent.readings)
        object.set("order", Int(order.id))
        return object.text
    }

    private func object(_ draft: ImportDraft) -> JSONObject {
        var object = JSONObject()
        object.set("file", draft.file)
        object.set("sha256", draft.digest.description)
        object.set("readings", draft.readings)
        object.set("sensors", draft.sensors)
        if let span = draft.span {
            object.set("from", time(span.start))
            object.set("to", time(span.end))
        }
        return object
    }

    private func set(_ outcome: AppendOutcome, in object: inout JSONObject) {
        object.set("appended", outcome.appended)
        object.set("repeated", outcome.repeated)
        object.set("replaced", outcome.replaced)
        object.set("conflicting", outcome.conflicting)
    }

    private func span(_ range: TimeRange?) -> String {
        range.map { ", \(time($0.start)) to \(time($0.end))" } ?? ""
    }

    private func time(_ instant: Instant) -> String { RFC3339.format(instant, offset: zone.offset(at: instant)) }
}
