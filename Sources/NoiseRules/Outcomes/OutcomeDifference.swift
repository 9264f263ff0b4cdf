package import EventTime

/// How two judgements of the same time differ in one violation.
package enum OutcomeDifference: Hashable, Sendable {
    /// Only the second judgement has it; with the one of the first that it was part of, if any.
    case appears(ViolationOutcome, partOf: ViolationID?)
    /// Only the first judgement has it; with the one of the second that it has become part of, if any.
    case vanishes(ViolationOutcome, into: ViolationID?)
    /// Both have it, with another span or another excess.
    case changes(from: ViolationOutcome, to: ViolationOutcome)

    /// Everything in which `after` differs from `before`, in order of the openings.
    ///
    /// Two are the same violation when site, source and kind are the same and they overlap: first those with the same
    /// id, then those that overlap longest. So what was one and is now two keeps its name in one of them. Of two that
    /// are both open at `end`, where it is given, only the opening is compared: how they go on is not known yet.
    package static func between(
        _ before: [ViolationOutcome],
        _ after: [ViolationOutcome],
        until end: Instant? = nil
    ) -> [OutcomeDifference] {
        var partner = [Int?](repeating: nil, count: after.count)
        var isTaken = [Bool](repeating: false, count: before.count)
        // The likeliest pair first, and each outcome once: the greedy choice is the one that a reader would make.
        for (old, new) in pairs(before, after) where partner[new] == nil && !isTaken[old] {
            partner[new] = old
            isTaken[old] = true
        }
        var differences: [OutcomeDifference] = []
        for (new, outcome) in after.enumerated() {
            guard let old = partner[new] else {
                let whole = before.first { $0.subject == outcome.subject && $0.overlap(outcome) > .zero }
                differences.append(.appears(outcome, partOf: whole?.id))
                continue
            }
            if !before[old].says(sameAs: outcome, until: end) {
                differences.append(.changes(from: before[old], to: outcome))
            }
        }
        for (old, outcome) in before.enumerated() where !isTaken[old] {
            // Named as the reader knows it: by the id of the one that it is taken for.
            let whole = after.indices.first {
                after[$0].subject == outcome.subject && after[$0].overlap(outcome) > .zero
            }
            let name = whole.map { new in partner[new].map { before[$0].id } ?? after[new].id }
            differences.append(.vanishes(outcome, into: name))
        }
        return differences.sorted { $0.order < $1.order }
    }

    /// All that may be the same violation, the likeliest first.
    private static func pairs(_ before: [ViolationOutcome], _ after: [ViolationOutcome]) -> [(old: Int, new: Int)] {
        var pairs: [(old: Int, new: Int)] = []
        for old in before.indices {
            for new in after.indices where before[old].subject == after[new].subject {
                let isSame = before[old].id == after[new].id
                if isSame || before[old].overlap(after[new]) > .zero { pairs.append((old, new)) }
            }
        }
        func rank(_ pair: (old: Int, new: Int)) -> (Int, Int64, Int, Int) {
            let (old, new) = (before[pair.old], after[pair.new])
            return (old.id == new.id ? 0 : 1, -old.overlap(new).milliseconds, pair.old, pair.new)
        }
        return pairs.sorted { rank($0) < rank($1) }
    }

    private var order: (Int64, ViolationID) {
        switch self {
        case .appears(let outcome, _), .vanishes(let outcome, _): (outcome.openedAt.milliseconds, outcome.id)
        case .changes(let before, _): (before.openedAt.milliseconds, before.id)
        }
    }
}
