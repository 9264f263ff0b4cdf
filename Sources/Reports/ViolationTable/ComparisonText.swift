import Acoustics
import EventTime
import ExamCalendar
import Foundation
package import NoiseRules
package import Records
import Sites

/// How two judgements of the same time differ, as lines for a terminal.
package struct ComparisonText {
    private let violations: ViolationText
    private let offsets: Offsets

    package init(plan: Plan, language: Language = .en) {
        violations = ViolationText(plan: plan, language: language)
        offsets = Offsets(plan: plan)
    }

    package func lines(_ difference: OutcomeDifference) -> [String] {
        switch difference {
        case .appears(let outcome, let whole):
            [
                line(words.pick("新增", "appears"), outcome)
                    + (whole.map { words.pick("，此前属于 \($0)", ", part of \($0) before") } ?? "")
            ]
        case .vanishes(let outcome, let into):
            [
                line(words.pick("消失", "vanishes"), outcome)
                    + (into.map { words.pick("，现并入 \($0)", ", part of \($0) now") } ?? "")
            ]
        case .changes(let before, let after):
            [line(words.pick("变更前", "changes"), before), line(words.pick("变更后", "to"), after)]
        }
    }

    /// "12 violations are the same; 1 appears, 0 vanish, 2 change".
    package func summary(same: Int, _ differences: [OutcomeDifference]) -> String {
        let count = Count(differences)
        return words.pick(
            "\(same) 条相同，新增 \(count.appear)，消失 \(count.vanish)，变更 \(count.change)",
            "\(same) the same, \(count.appear) appear, \(count.vanish) vanish, \(count.change) change"
        )
    }

    private func line(_ word: String, _ outcome: ViolationOutcome) -> String {
        let time = offsets.clock(forSite: outcome.subject.site)
        let label = words.pick(word.padding(toLength: 4, withPad: "\u{3000}", startingAt: 0), pad(word, 9))
        let end = NoiseEnd(outcome).map { time($0.ended) } ?? words.pick("今", "now")
        let subject = outcome.subject
        return
            "\(label) \(outcome.id)  \(time(outcome.openedAt)) \(words.pick("至", "to")) \(end)  \(subject.site)  "
            + words.pick(
                "疑似\(words.text(subject.source))，\(words.text(subject.kind))  最高 ",
                "suspected \(subject.source.rawValue), \(subject.kind.rawValue)  worst "
            ) + violations.text(outcome.worst)
    }

    private var words: TableWords { violations.words }

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
                site: subject?.site.text ?? "",
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
