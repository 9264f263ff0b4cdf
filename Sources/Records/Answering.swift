import EventTime
package import NoiseRules

/// What becomes of an answer.
package enum AnswerDecision: Hashable, Sendable {
    case recorded
    /// The same person has said the same before: this one is not kept again.
    case repeated(Answer)
    case refused(AnswerRefusal)
}

/// Why an answer is not kept.
package enum AnswerRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    case unknownViolation(ViolationID)
    /// It was judged again, and nothing was left of it.
    case withdrawn(ViolationID)
    case nameless
    case tooLong(Answer.Part, characters: Int)
    /// A sign in what was written that may not be there.
    case unreadable(Answer.Part, EnteredTextFault)
    case inTheFuture(Answer.Act)
    /// The case has come further than that.
    case outOfOrder(Answer.Act, after: Answer)

    package var description: String {
        switch self {
        case .unknownViolation(let id): "there is no violation \(id); 'quiethours violations list' shows them"
        case .withdrawn(let id): "violation \(id) was withdrawn: judged again, nothing is left of it to answer"
        case .nameless: "an answer needs the name of the person who answers"
        case .tooLong(let part, let count):
            "\(part.rawValue) has \(count) characters, of \(part.limit) that there may be; shorten it"
        case .unreadable(let part, let fault): "\(part.rawValue) \(fault)"
        case .inTheFuture(let act): "\(act.rawValue) cannot be at a time that has not come yet"
        case .outOfOrder(let act, let last):
            "violation \(last.violation) is \(last.act.rawValue) already, by \(last.by): it does not go back to \(act.rawValue)"
        }
    }
}

extension Answer {
    /// Whether `other`, of the same person, adds nothing to it.
    fileprivate func saysAll(of other: Answer) -> Bool {
        act == other.act && by == other.by && (isConfirming || !other.isConfirming)
            && [(found, other.found), (done, other.done), (note, other.note)].allSatisfy { $1.isEmpty || $0 == $1 }
    }
}

extension ViolationRecord {
    /// What becomes of an answer to this violation, by the answers that are there.
    ///
    /// `answer` is one that ``Answer/trimmed`` gave. It may be about a time before the violation began: late readings can move its beginning.
    package func decision(on answer: Answer) -> AnswerDecision {
        if let fault = answer.fault { return .refused(fault) }
        if withdrawnAt != nil { return .refused(.withdrawn(id)) }
        if answer.at > answer.recordedAt { return .refused(.inTheFuture(answer.act)) }
        if let first = answers.first(where: { $0.saysAll(of: answer) }) { return .repeated(first) }
        if let furthest, furthest.act > answer.act { return .refused(.outOfOrder(answer.act, after: furthest)) }
        return .recorded
    }

    /// The first answer of the furthest act; nil while nobody has answered.
    package var furthest: Answer? {
        answers.max { a, b in a.act < b.act }.flatMap { last in answers.first { $0.act == last.act } }
    }

    /// The answer that was first in time.
    package var firstAnswer: Answer? { answers.min { a, b in a.at < b.at } }

    /// Whole minutes from the beginning of the violation to its first answer, never below 0; nil while there is none.
    package var minutesToAnswer: Int64? {
        firstAnswer.map { max(0, ($0.at.milliseconds - openedAt.milliseconds) / 60_000) }
    }

    /// The first answer in which a person says that it is what it was suspected to be; only a person confirms.
    package var confirmation: Answer? { answers.first { $0.isConfirming } }
}
