import Acoustics
import EventTime
import ExamCalendar
import NoiseRules

enum RuleDigestForm: WrittenForm {
    static func write(_ rule: Rule, to object: inout ObjectWriter) {
        switch rule.basis {
        case .standard(let standard): object.put("standard", standard, Word.standard)
        case .level(let level, let document):
            object.put("document", document)
            object.put("level", level)
        case .rise(let tenths): object.put("rise", tenths)
        }
        object.put("clearAfter", rule.clearAfter)
        object.put("clearBelow", rule.clearBelowTenths)
        object.put("continuous", rule.isContinuous)
        object.put("correction", rule.correction, Word.correction)
        object.put("coverage", rule.coveragePercent)
        object.put("id", rule.id)
        object.put("kind", rule.kind, Word.violationKind)
        object.put("minimumDuration", rule.minimumDuration)
        object.put("placements", list: rule.place.placements?.map { Word.placement($0) }.sorted())
        object.put("quantity", rule.quantity, Word.quantity)
        object.put("sites", list: rule.place.sites?.sorted())
        switch rule.when {
        case .always: object.put("always", true)
        case .sessions(let kinds): object.put("sessions", list: kinds.map { Word.session($0) }.sorted())
        case .notices: object.put("notices", true)
        case .named(let notices): object.put("named", list: notices.sorted())
        }
        object.put("window", rule.window)
    }
}

enum LimitRowDigestForm: WrittenForm {
    static func write(_ row: LimitRow, to object: inout ObjectWriter) {
        object.put("clause", row.clause)
        object.put("edition", row.edition)
        object.put("from", row.validity.from?.text)
        object.put("level", row.level)
        object.put("occurrence", row.occurrence, Word.occurrence)
        object.put("origin", row.origin, Word.origin)
        object.put("period", row.period, Word.period)
        object.put("placements", list: row.placements?.map { Word.placement($0) }.sorted())
        object.put("quantity", row.quantity, Word.quantity)
        object.put("sessions", list: row.sessions?.map { Word.session($0) }.sorted())
        object.put("standard", row.standard, Word.standard)
        object.put("to", row.validity.to?.text)
        object.put("verified", row.verified)
        object.put("weekdays", list: row.weekdays?.map(\.rawValue).sorted().map { "\($0)" })
        object.put("zones", list: row.zones?.map { Word.zone($0) }.sorted())
    }
}
