import EventTime
import ExamCalendar
import NoiseRules

/// Everything that alerts say in one language.
protocol Phrases: Sendable {
    /// As in an HTML `lang` attribute.
    var code: String { get }
    var colon: String { get }
    /// Between clauses of one fact.
    var separator: String { get }

    func pick(_ name: Name) -> String
    /// `text (remark)`.
    func remark(_ text: String, _ remark: String) -> String
    func list(_ items: [String]) -> String
    func label(_ label: AlertLabel) -> String

    func title(_ source: NoiseSource, _ kind: ViolationKind) -> String
    func text(_ placement: Placement) -> String
    func text(_ zone: SoundZone) -> String
    func text(_ period: DayPeriod) -> String
    func text(_ kind: SessionKind) -> String
    func text(_ reason: ViolationChange.Reason) -> String
    /// Where the violation stands after the step: "new", "worse", "back to normal".
    func status(_ step: ViolationChange.Step, _ reason: ViolationChange.Reason) -> String
    func status(_ step: SensorChange.Step) -> String
    /// What the alert may be used for.
    func standing(_ grade: EvidenceGrade) -> String
    func text(_ missing: Evidence.Missing) -> String
    func valid(percent: Int) -> String
    /// Over the limit by no more than the meter's uncertainty of so many decibels.
    func withinUncertainty(_ decibels: String) -> String

    func text(_ date: LocalDate) -> String
    func text(_ span: EventTime.Span) -> String
    func level(_ level: String) -> String
    func over(_ decibels: String) -> String
    func corrected(by decibels: String) -> String
    func risen(_ decibels: String) -> String
    func text(_ background: Background) -> String
    func text(_ confidence: Confidence) -> String
    func text(_ exemption: Exemption.Kind) -> String
    func bans(_ activities: String, until: String) -> String
    func exempt(_ kinds: String) -> String
    func quantity(_ quantity: Quantity, window: EventTime.Span) -> String
    func clause(_ clause: String) -> String
    func coverage(percent: Int, of window: EventTime.Span) -> String
    func during(_ session: String, _ kind: SessionKind) -> String
    func running(_ session: String, until: String) -> String
    /// That a mute kept the change from being told when it was decided.
    func muted(by name: String, until: String) -> String
    func article(_ article: LawArticle) -> String
    func notice(number: Int) -> String
    func since(_ moment: String) -> String
    func headline(_ title: String, _ status: String) -> String
    func tag(_ title: String, _ status: String?) -> String

    func late(by age: EventTime.Span) -> String
    func lateTag(by age: EventTime.Span) -> String
    var unverified: String { get }
    var alarm: String { get }
    var noLevel: String { get }
    var neverHeard: String { get }
    var checkSensor: String { get }
}

/// What stands in front of a fact.
enum AlertLabel {
    case site, sensor, begin, decided, end, duration, level, worst, limit, maximum, data, session, rule, reason,
        standing, withheld
    case background, confidence, notice, missing, law, id, hotline, lastReading, noticed, advice
}
