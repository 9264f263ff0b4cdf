package import EventTime
import ExamCalendar

/// The dated table of limits.
package struct LimitTable: Sendable {
    package let rows: [LimitRow]

    package init(rows: [LimitRow]) {
        self.rows = rows
    }

    /// The table with rows of a plan laid over it.
    package func overlaid(with own: [LimitRow]) -> LimitTable {
        LimitTable(rows: rows + own)
    }

    /// The strictest row in force under the circumstances; nil when the standard says nothing about them.
    ///
    /// Where a row of the plan holds, built-in rows give way; a built-in row for sessions (a listening window) only to
    /// a row that names sessions too, so that confirming a general figure does not lift the stricter one.
    package func limit(_ query: LimitQuery) -> Limit? {
        let holding = rows.filter { $0.holds(query) }
        let own = holding.filter { $0.provenance.origin == .plan }
        return
            holding
            .filter { row in row.provenance.origin == .plan || !own.contains { $0.outranks(row) } }
            .min { $0.level < $1.level }?
            .limit(zone: query.zone)
    }

    /// The rows in force on a date, without the built-in ones that a row of the plan replaces in every circumstance.
    package func inForce(on date: LocalDate) -> [LimitRow] {
        let holding = rows.filter { $0.holds(on: date) }
        let own = holding.filter { $0.provenance.origin == .plan }
        return holding.filter { row in row.provenance.origin == .plan || !own.contains { $0.replaces(row) } }
    }
}

extension LimitRow {
    package func holds(on date: LocalDate) -> Bool {
        validity.contains(date) && (scope.weekdays?.contains(date.weekday) ?? true)
    }

    fileprivate func holds(_ query: LimitQuery) -> Bool {
        standard == query.standard && quantity == query.quantity && holds(on: query.date)
            && (scope.zones?.contains(query.zone) ?? true)
            && (scope.period.map { $0 == query.period } ?? true)
            && (scope.placements?.contains(query.placement) ?? true)
            && (scope.sessions.map { !$0.isDisjoint(with: query.sessions) } ?? true)
            && (scope.occurrence.map { $0 == query.occurrence } ?? true)
    }

    /// Whether a built-in row that holds at the same moment gives way to this one.
    fileprivate func outranks(_ builtIn: LimitRow) -> Bool {
        scope.sessions != nil || builtIn.scope.sessions == nil
    }

    /// Whether it holds wherever and whenever `builtIn` does on a date on which both are valid.
    fileprivate func replaces(_ builtIn: LimitRow) -> Bool {
        standard == builtIn.standard && quantity == builtIn.quantity && outranks(builtIn)
            && covers(scope.zones, builtIn.scope.zones) && covers(scope.placements, builtIn.scope.placements)
            && covers(scope.sessions, builtIn.scope.sessions)
            && (scope.period == nil || scope.period == builtIn.scope.period)
    }

    private func covers<Element: Hashable>(_ mine: Set<Element>?, _ other: Set<Element>?) -> Bool {
        guard let mine else { return true }
        return other.map(mine.isSuperset) ?? false
    }
}
