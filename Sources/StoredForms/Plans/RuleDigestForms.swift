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
        object.put("clearAfter", rule.hysteresis.clearAfter)
        object.put("clearBelow", rule.hysteresis.clearBelowTenths)
        object.put("continuous", rule.measurement.isContinuous)
        object.put("correction", rule.measurement.correction, Word.correction)
        object.put("coverage", rule.measurement.coveragePercent)
        object.put("id", rule.id)
        object.put("kind", rule.kind, Word.violationKind)
        object.put("minimumDuration", rule.hysteresis.minimumDuration)
        object.put("placements", list: rule.place.placements?.map { Word.placement($0) }.sorted())
        object.put("quantity", rule.measurement.quantity, Word.quantity)
        object.put("sites", list: rule.place.sites?.sorted())
        switch rule.when {
        case .always: object.put("always", true)
        case .sessions(let kinds): object.put("sessions", list: kinds.map { Word.session($0) }.sorted())
        case .notices: object.put("notices", true)
        case .named(let notices): object.put("named", list: notices.sorted())
        }
        object.put("window", rule.measurement.window)
    }
}

enum LimitRowDigestForm: WrittenForm {
    static func write(_ row: LimitRow, to object: inout ObjectWriter) {
        object.put("clause", row.clause)
        object.put("edition", row.edition)
        object.put("from", row.validity.from?.text)
        object.put("level", row.level)
        object.put("occurrence", row.scope.occurrence, Word.occurrence)
        object.put("origin", row.provenance.origin, Word.origin)
        object.put("period", row.scope.period, Word.period)
        object.put("placements", list: row.scope.placements?.map { Word.placement($0) }.sorted())
        object.put("quantity", row.quantity, Word.quantity)
        object.put("sessions", list: row.scope.sessions?.map { Word.session($0) }.sorted())
        object.put("standard", row.standard, Word.standard)
        object.put("to", row.validity.to?.text)
        object.put("verified", row.provenance.verified)
        object.put("weekdays", list: row.scope.weekdays?.map(\.rawValue).sorted().map { "\($0)" })
        object.put("zones", list: row.scope.zones?.map { Word.zone($0) }.sorted())
    }
}
