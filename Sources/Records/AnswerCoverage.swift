package import EventTime
import NoiseRules

/// That a response to one violation covers another of the same site and source: it is one noise, and one case.
package struct AnswerCoverage: Hashable, Sendable {
    /// The response, with the violation that it was given to.
    package var answer: Answer
    /// The first instant at which both were open and the response was there.
    package var from: Instant
    /// When one of the two closed; nil while both are open.
    package var until: Instant?

    package init(answer: Answer, from: Instant, until: Instant?) {
        self.answer = answer
        self.from = from
        self.until = until
    }

    package func holds(at t: Instant) -> Bool { from <= t && t < until ?? .distantFuture }
}

extension ViolationRecord {
    /// The responses to `others` that cover this violation, in the order in which they began to; of each other
    /// violation the first that does. `others` come with their answers.
    ///
    /// A response covers what was open at the same site for the same source, from the response on and as long as both
    /// are open. A withdrawn violation covers nothing, and is covered by nothing.
    package func coverages(by others: [ViolationRecord]) -> [AnswerCoverage] {
        guard withdrawnAt == nil else { return [] }
        return others.compactMap { other in
            guard other.id != id, other.withdrawnAt == nil, other.isSameNoise(as: self) else { return nil }
            let ends = [closedAt, other.closedAt].compactMap { $0 }.min()
            guard let answer = other.firstAnswer else { return nil }
            let from = max(answer.at, max(openedAt, other.openedAt))
            guard from < ends ?? .distantFuture else { return nil }
            return AnswerCoverage(answer: answer, from: from, until: ends)
        }
        .sorted { ($0.from, $0.answer.violation) < ($1.from, $1.answer.violation) }
    }

    /// The response to another violation that covers this one at `t`; nil when none does.
    package func coverage(at t: Instant) -> AnswerCoverage? { coverages.first { $0.holds(at: t) } }

    /// Of the same site and source.
    package func isSameNoise(as other: ViolationRecord) -> Bool {
        subject.site == other.subject.site && subject.source == other.subject.source
    }

    /// Whether both were open at the same time.
    package func overlaps(_ other: ViolationRecord) -> Bool {
        openedAt < other.closedAt ?? .distantFuture && other.openedAt < closedAt ?? .distantFuture
    }
}
