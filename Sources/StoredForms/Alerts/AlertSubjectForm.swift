import NoiseRules
package import Records

/// What an alert is about: one key that names its kind, and under it `{"_0":…}`.
package enum AlertSubjectForm: StoredForm {
    package static func write(_ subject: AlertSubject, to object: inout ObjectWriter) {
        switch subject {
        case .violation(let change): object.put("violation", change, as: Wrapped<ViolationChangeForm>.self)
        case .sensor(let change): object.put("sensor", change, as: Wrapped<SensorChangeForm>.self)
        case .unanswered(let escalation): object.put("unanswered", escalation, as: Wrapped<EscalationForm>.self)
        case .reminder(let reminder): object.put("stillOn", reminder, as: Wrapped<ReminderForm>.self)
        case .dutyGap(let gap): object.put("dutyGap", gap, as: Wrapped<DutyGapForm>.self)
        case .drill(let drill): object.put("drill", drill, as: Wrapped<DrillForm>.self)
        case .collector(let change): object.put("collector", change, as: Wrapped<CollectorChangeForm>.self)
        }
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> AlertSubject {
        guard let kind = object.keys.first, let field = object.optional(kind) else {
            throw FormError("an alert is about nothing")
        }
        switch kind {
        case "violation": return .violation(try field.parser(Wrapped<ViolationChangeForm>.self))
        case "sensor": return .sensor(try field.parser(Wrapped<SensorChangeForm>.self))
        case "unanswered": return .unanswered(try field.parser(Wrapped<EscalationForm>.self))
        case "stillOn": return .reminder(try field.parser(Wrapped<ReminderForm>.self))
        case "dutyGap": return .dutyGap(try field.parser(Wrapped<DutyGapForm>.self))
        case "drill": return .drill(try field.parser(Wrapped<DrillForm>.self))
        case "collector": return .collector(try field.parser(Wrapped<CollectorChangeForm>.self))
        default: throw FormError("\"\(kind.prefix(80))\" is nothing that this program knows an alert about")
        }
    }
}

/// The form of what belongs to a kind of alert, under `_0` as the first releases wrote it.
private enum Wrapped<Parser: StoredForm>: StoredForm {
    static func write(_ value: Parser.Value, to object: inout ObjectWriter) { object.put("_0", value, as: Parser.self) }
    static func read(_ object: ObjectReader) throws(FormError) -> Parser.Value { try object["_0"].parser(Parser.self) }
}

/// The columns of an alert that SQL looks at, so that it need not look into its subject.
package struct AlertColumns: Hashable, Sendable {
    /// What it is about: the key of ``AlertSubjectForm``.
    package var kind: String
    /// Of `violation`, `unanswered` and `reminder`.
    package var violation: String?
    /// Of `unanswered`: the tier that is told.
    package var tier: Int?
    /// Of `reminder`: 1 for the first.
    package var reminder: Int?
    package var drill: String?
    /// Of `violation`: the number of the change.
    package var change: Int?

    package init(_ subject: AlertSubject) {
        violation = subject.violation?.violation.text
        switch subject {
        case .violation(let matter): (kind, change) = ("violation", matter.number)
        case .sensor: kind = "sensor"
        case .unanswered(let matter): (kind, tier) = ("unanswered", matter.tier)
        case .reminder(let matter): (kind, reminder) = ("stillOn", matter.number)
        case .dutyGap: kind = "dutyGap"
        case .drill(let matter): (kind, drill) = ("drill", matter.id)
        case .collector: kind = "collector"
        }
    }
}
