/// How soon a row wants somebody, the most urgent first.
package enum Urgency: Int, Comparable, CaseIterable, Sendable {
    /// An open violation that nobody has responded to.
    case unanswered
    /// An open violation that somebody has in hand.
    case answered
    case over
    /// A violation or an exceedance that is not alerted for a while.
    case muted
    case silent
    /// Nothing is known, because the collector receives nothing.
    case unknown
    /// A clock that is wrong, levels that cannot be right, readings that may not enter a level.
    case faulty
    /// Above a limit whose rule does not hold now.
    case loud
    case quiet
    case noRule

    package static func < (a: Urgency, b: Urgency) -> Bool { a.rawValue < b.rawValue }
}

extension StatusTable.Row {
    package var urgency: Urgency {
        switch state {
        case .violation, .violationWithoutData:
            if muted != nil { return .muted }
            return violations.first?.answer == nil ? .unanswered : .answered
        case .over: return muted == nil ? .over : .muted
        case .noReading, .rejected: return .silent
        case .unknown: return .unknown
        case .invalid: return .faulty
        case .noRule(above: .some): return isFaulty ? .faulty : .loud
        case .quiet: return isFaulty ? .faulty : .quiet
        case .noRule(above: .none): return isFaulty ? .faulty : .noRule
        }
    }

    private var isFaulty: Bool { clockOffset != nil || mark != nil }

    /// By how much it is above a limit.
    fileprivate var tenths: Int {
        switch state {
        case .over(let tenths): tenths
        case .violation(_, let tenths): tenths ?? 0
        case .noRule(let above): above?.tenths ?? 0
        default: 0
        }
    }
}

extension StatusTable {
    /// The most urgent rows first: of equal urgency those in a session, then the louder, then as the plan has them.
    package var urgentRows: [Row] {
        rows.enumerated().sorted { a, b in
            func key(_ row: Row) -> (Int, Int, Int) {
                (row.urgency.rawValue, row.session == nil ? 1 : 0, -row.tenths)
            }
            let (left, right) = (key(a.element), key(b.element))
            return left == right ? a.offset < b.offset : left < right
        }
        .map(\.element)
    }
}
