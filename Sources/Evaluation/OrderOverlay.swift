import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites

/// The plan as the orders have left it, and the mutes.
struct OrderOverlay {
    let plan: Plan
    /// In order of their ids.
    private var orders: [Order] = []
    /// The id of the newest order that is obeyed.
    var lastOrder: Int64 { orders.last?.id ?? 0 }
    private(set) var amended: Plan
    private var mutes = Mutes()
    /// By site.
    private var timelines: [SiteID: ExamTimeline] = [:]

    init(_ plan: Plan, _ orders: [Order] = []) {
        self.plan = plan
        amended = plan
        timelines = OrderOverlay.timelines(plan)
        take(orders)
    }

    /// Takes all orders in place of those before; whether they change when exams run.
    @discardableResult
    mutating func take(_ orders: [Order]) -> Bool {
        self.orders = orders
        mutes = Mutes(orders)
        let new = plan.amended(by: orders)
        // A mute or a calibration moves no session, and the judge goes on as it is.
        guard new.exams != amended.exams else { return false }
        amended = new
        timelines = OrderOverlay.timelines(new)
        return true
    }

    /// Where, by site, the orders after the one with id `known` let sessions end otherwise: from the earlier to the
    /// later end; or took readings back.
    func moved(after known: Int64) -> [(site: SiteID, range: TimeRange)] {
        guard known < lastOrder else { return [] }
        return movedEnds(after: known) + undone(after: known)
    }

    /// Where the orders after the one with id `known` took readings back.
    func undone(after known: Int64) -> [(site: SiteID, range: TimeRange)] {
        let sites = Set(plan.sites.map(\.id))
        return orders.filter { $0.id > known }.flatMap { order -> [(site: SiteID, range: TimeRange)] in
            guard case .undoImport(let undo) = order.matter else { return [] }
            return undo.spans.filter { sites.contains($0.site) && $0.from < $0.to }.map { ($0.site, $0.range) }
        }
    }

    private func movedEnds(after known: Int64) -> [(site: SiteID, range: TimeRange)] {
        let before = plan.amended(by: orders.filter { $0.id <= known })
        return plan.sites.flatMap { site in
            ExamTimeline(site: site.id, exams: before.exams).sessions
                .moved(to: timelines[site.id]?.sessions ?? []).map { (site.id, $0) }
        }
    }

    /// The mute that keeps `change` from being told at `now`.
    func mute(of change: ViolationChange, at now: Instant) -> MuteNote? {
        mutes.note(of: change.violation, change.subject, at: now)
    }

    /// Whether what was withheld may be told: no mute holds any more, or a session has started or ended at the site
    /// since it was withheld (up to `horizon`), which whoever ordered the mute must hear of.
    func releases(_ change: ViolationChange, at now: Instant, horizon: Instant) -> Bool {
        guard mute(of: change, at: now) != nil else { return true }
        // A mute is given for its moment: pouring concrete before the exam is not agreed to within it (decision
        // 0017).
        return timelines[change.subject.site]?.hasEdge(after: change.at, through: horizon) ?? false
    }

    private static func timelines(_ plan: Plan) -> [SiteID: ExamTimeline] {
        Dictionary(plan.sites.map { ($0.id, ExamTimeline(site: $0.id, exams: plan.exams)) }) { first, _ in first }
    }
}

extension [ExamSession] {
    /// From the earlier to the later end of each session that ends otherwise in `others`.
    fileprivate func moved(to others: [ExamSession]) -> [TimeRange] {
        compactMap { session in
            let same = others.first {
                $0.exam == session.exam && $0.kind == session.kind && $0.range.start == session.range.start
            }
            guard let ends = same.map({ [$0.guarded.end, session.guarded.end].sorted() }), ends[0] < ends[1] else {
                return nil
            }
            return TimeRange(start: ends[0], end: ends[1])
        }
    }
}
