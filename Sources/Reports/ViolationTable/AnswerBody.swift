import EventTime
import NoiseRules
import Records

/// An answer, for machines.
struct AnswerBody: Encodable {
    /// 1 for the first of the violation.
    var number: Int
    /// The number of the answer that this one takes the place of.
    var corrects: Int?
    var act: String
    var by: String
    var at: String
    var recorded: String
    var found: String
    var done: String
    var note: String
    var confirmed: Bool
    var via: String
    var alert: String?

    init(_ answer: Answer, number: Int, _ time: (Instant) -> String) {
        self.number = number
        corrects = answer.corrects
        act = answer.act.rawValue
        by = answer.by
        at = time(answer.at)
        recorded = time(answer.recordedAt)
        found = answer.report.found
        done = answer.report.done
        note = answer.report.note
        confirmed = answer.report.isConfirming
        via = answer.via.rawValue
        alert = answer.alert?.text
    }
}

/// Who answered first, for machines.
struct AnsweredBody: Encodable {
    var by: String
    var at: String
    /// From the beginning of the violation.
    var minutes: Int64

    init?(_ record: ViolationRecord, _ time: (Instant) -> String) {
        guard let first = record.firstAnswer, let minutes = record.minutesToAnswer else { return nil }
        by = first.by
        at = time(first.at)
        self.minutes = minutes
    }
}

/// A response to another violation of the same noise that covers this one, for machines.
struct CoveredBody: Encodable {
    var violation: String
    var by: String
    var act: String
    var at: String
    var from: String
    /// Nil while both are open.
    var until: String?

    init(_ coverage: AnswerCoverage, _ time: (Instant) -> String) {
        violation = coverage.answer.violation.text
        by = coverage.answer.by
        act = coverage.answer.act.rawValue
        at = time(coverage.answer.at)
        from = time(coverage.from)
        until = coverage.until.map(time)
    }
}

/// The person who confirmed, for machines.
struct ConfirmedBody: Encodable {
    var by: String
    var at: String
}
