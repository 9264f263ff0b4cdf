import Acoustics
import EventTime
import ExamCalendar
package import NoiseRules
package import Records

/// How two judgements of the same time differ, as lines for a terminal.
package struct ComparisonText {
    private let violations: ViolationText
    private let offsets: Offsets

    package init(plan: Plan) {
        violations = ViolationText(plan: plan)
        offsets = Offsets(plan: plan)
    }

    package func lines(_ difference: OutcomeDifference) -> [String] {
        switch difference {
        case .appears(let outcome, let whole):
            [line("appears", outcome) + (whole.map { ", part of \($0) before" } ?? "")]
        case .vanishes(let outcome, let into):
            [line("vanishes", outcome) + (into.map { ", part of \($0) now" } ?? "")]
        case .changes(let before, let after):
            [line("changes", before), line("to", after)]
        }
    }

    /// "12 violations are the same; 1 appears, 0 vanish, 2 change".
    package func summary(same: Int, _ differences: [OutcomeDifference]) -> String {
        let count = Count(differences)
        return "\(same) the same, \(count.appear) appear, \(count.vanish) vanish, \(count.change) change"
    }

    private func line(_ word: String, _ outcome: ViolationOutcome) -> String {
        let time = offsets.clock(forSite: outcome.subject.site)
        let label = word + String(repeating: " ", count: max(0, 9 - word.count))
        return
            "\(label) \(outcome.id)  \(time(outcome.openedAt)) to \(NoiseEnd(outcome).map { time($0.ended) } ?? "now")  "
            + "\(outcome.subject.site)  suspected \(outcome.subject.source.rawValue), \(outcome.subject.kind.rawValue)  "
            + "worst \(violations.text(outcome.worst))"
    }

    struct Count {
        var appear = 0
        var vanish = 0
        var change = 0

        init(_ differences: [OutcomeDifference]) {
            for difference in differences {
                switch difference {
                case .appears: appear += 1
                case .vanishes: vanish += 1
                case .changes: change += 1
                }
            }
        }
    }
}

/// The same, one JSON object a line.
package struct ComparisonJSON {
    private let offsets: Offsets

    package init(plan: Plan) {
        offsets = Offsets(plan: plan)
    }

    package func line(_ difference: OutcomeDifference) throws -> String {
        switch difference {
        case .appears(let outcome, let whole): try encode("appears", nil, outcome, whole)
        case .vanishes(let outcome, let into): try encode("vanishes", outcome, nil, into)
        case .changes(let before, let after): try encode("changes", before, after, nil)
        }
    }

    package func summary(same: Int, _ differences: [OutcomeDifference]) throws -> String {
        let count = ComparisonText.Count(differences)
        return try JSONLine.encode(
            Summary(same: same, appear: count.appear, vanish: count.vanish, change: count.change)
        )
    }

    private func encode(
        _ word: String,
        _ before: ViolationOutcome?,
        _ after: ViolationOutcome?,
        _ other: ViolationID?
    ) throws -> String {
        let subject = (after ?? before)?.subject
        let time = offsets.clock(forSite: subject?.site ?? "")
        return try JSONLine.encode(
            Body(
                difference: word,
                site: subject?.site ?? "",
                source: subject?.source.rawValue ?? "",
                kind: subject?.kind.rawValue ?? "",
                before: before.map { OutcomeBody($0, time) },
                after: after.map { OutcomeBody($0, time) },
                other: other?.text
            )
        )
    }

    private struct Body: Encodable {
        var difference: String
        var site: String
        var source: String
        var kind: String
        var before: OutcomeBody?
        var after: OutcomeBody?
        /// The violation of the other judgement that it is part of.
        var other: String?
    }

    private struct Summary: Encodable {
        var same: Int
        var appear: Int
        var vanish: Int
        var change: Int
    }
}
