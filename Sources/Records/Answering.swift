import Acoustics
package import EventTime
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
    /// Entered for a time before the violation began.
    case beforeOpening(Answer.Act, opened: Instant)
    /// It would correct an answer that there is not, or that was corrected before, or another act.
    case nothingToCorrect(Int)
    /// The case would be closed while it is that loud, and nobody has said that this is meant.
    case stillLoud(PresentNoise)

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
        case .beforeOpening(let act, let opened):
            "\(act.rawValue) cannot be before the violation began, at \(RFC3339.format(opened, offset: 0)); "
                + "give the time with its offset"
        case .nothingToCorrect(let number):
            "answer \(number) cannot be corrected: there is none, or it was corrected before; "
                + "'quiethours violations show' numbers them"
        case .stillLoud(let noise):
            "it is still \(noise.level?.level.text ?? "loud") dB there, limit \(noise.limit.text); say that the case is closed anyway"
        }
    }
}

extension Answer {
    /// Whether `other`, of the same person, adds nothing to it.
    fileprivate func saysAll(of other: Answer) -> Bool {
        act == other.act && by == other.by && (report.isConfirming || !other.report.isConfirming)
            && Part.allCases.allSatisfy { other[$0].isEmpty || self[$0] == other[$0] }
    }
}

extension ViolationRecord {
    /// What becomes of an answer to this violation, by the answers that are there.
    ///
    /// `answer` is one that ``Answer/trimmed`` gave. One that was taken may come to lie before the violation's
    /// beginning, which late readings can move.
    package func decision(on answer: Answer) -> AnswerDecision {
        if let fault = answer.fault { return .refused(fault) }
        if withdrawnAt != nil { return .refused(.withdrawn(id)) }
        if answer.at > answer.recordedAt { return .refused(.inTheFuture(answer.act)) }
        // What is said at once is of now, whatever a sensor's clock shows; a time that is entered has whole minutes.
        if answer.at < answer.recordedAt, answer.at < openedAt.floored(to: .minutes(1)) {
            return .refused(.beforeOpening(answer.act, opened: openedAt))
        }
        if let number = answer.corrects {
            guard let corrected = standing.first(where: { $0.number == number })?.answer, corrected.act == answer.act
            else { return .refused(.nothingToCorrect(number)) }
            return .recorded
        }
        if let first = standingAnswers.first(where: { $0.saysAll(of: answer) }) { return .repeated(first) }
        if let furthest, furthest.act > answer.act { return .refused(.outOfOrder(answer.act, after: furthest)) }
        return .recorded
    }

    /// The answers with their numbers, 1 for the first, without those that were corrected.
    package var standing: [(number: Int, answer: Answer)] {
        let corrected = Set(answers.compactMap(\.corrects))
        return answers.enumerated().map { ($0.offset + 1, $0.element) }.filter { !corrected.contains($0.0) }
    }

    /// In the order in which they were recorded, without those that were corrected.
    package var standingAnswers: [Answer] { standing.map(\.answer) }

    /// The first answer of the furthest act; nil while nobody has answered.
    package var furthest: Answer? {
        let answers = standingAnswers
        return answers.max { a, b in a.act < b.act }.flatMap { last in answers.first { $0.act == last.act } }
    }

    /// The answer that was first in time.
    package var firstAnswer: Answer? { standingAnswers.min { a, b in a.at < b.at } }

    /// Whole minutes from the beginning of the violation to its first answer, never below 0; nil while there is none.
    package var minutesToAnswer: Int64? {
        firstAnswer.map { max(0, ($0.at.milliseconds - openedAt.milliseconds) / 60_000) }
    }

    /// The first answer in which a person says that it is what it was suspected to be; only a person confirms.
    package var confirmation: Answer? { standingAnswers.first { $0.report.isConfirming } }
}
