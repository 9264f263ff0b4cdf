import EventTime
import ExamCalendar
import NoiseRules
import Records

/// The plan as the orders have left it, and the mutes.
struct Obedience {
    let plan: Plan
    /// The id of the newest order that is obeyed.
    private(set) var lastOrder: Int64 = 0
    private(set) var amended: Plan
    private var mutes = Mutes()
    /// By site.
    private var timelines: [String: ExamTimeline] = [:]

    init(_ plan: Plan, _ orders: [Order] = []) {
        self.plan = plan
        amended = plan
        timelines = Obedience.timelines(plan)
        take(orders)
    }

    /// Takes all orders in place of those before; whether they change when exams run.
    @discardableResult
    mutating func take(_ orders: [Order]) -> Bool {
        lastOrder = orders.last?.id ?? 0
        mutes = Mutes(orders)
        let new = plan.amended(by: orders)
        guard new.exams != amended.exams else { return false }
        amended = new
        timelines = Obedience.timelines(new)
        return true
    }

    /// The mute that keeps `change` from being told at `now`.
    func mute(of change: ViolationChange, at now: Instant) -> MuteNote? {
        mutes.note(of: change.violation, change.subject, at: now)
    }

    /// Whether what was withheld may be told: no mute holds any more, or a session has started or ended at the site since
    /// it was withheld (up to `horizon`), which whoever ordered the mute must hear of.
    func releases(_ change: ViolationChange, at now: Instant, horizon: Instant) -> Bool {
        guard mute(of: change, at: now) != nil else { return true }
        return timelines[change.subject.site]?.hasEdge(after: change.at, through: horizon) ?? false
    }

    private static func timelines(_ plan: Plan) -> [String: ExamTimeline] {
        Dictionary(plan.sites.map { ($0.id, ExamTimeline(site: $0.id, exams: plan.exams)) }) { first, _ in first }
    }
}
