import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import Sites

/// When one rule holds at one sensor, with which limit, and the edges between which it looks at readings.
///
/// Judging.md, "Time": a time at which a rule, session or notice ends or begins is an edge. The rules of a plan with a
/// level are read here; only the limits of standards come from the product's calendar.
struct RuleHours {
    /// Ascending.
    let edges: [Instant]
    /// In tenths of a decibel, behind each edge and, first, before them all; nil where the rule does not hold.
    private let limits: [Int?]

    init(_ rule: Rule, at sensor: Sensor, in plan: Plan, around span: TimeRange) {
        guard let site = plan.sites.first(where: { $0.id == sensor.id.site }) else {
            edges = []
            limits = [nil]
            return
        }
        let sessions = plan.exams.filter { $0.sites.contains(site.id) }.flatMap(\.sessions).map { session in
            (session.kind, session.range.start - session.lead, session.range.end + session.tail)
        }
        // The notices of these tests ban everywhere, at all hours, what every sensor may be hearing.
        let bans = plan.notices.flatMap { notice in
            notice.phases.map { (notice: notice.id, start: $0.range.start, end: $0.range.end) }
        }
        func holds(_ t: Instant) -> Bool {
            switch rule.when {
            case .always: true
            case .sessions(let kinds): sessions.contains { kinds.contains($0.0) && $0.1 <= t && t < $0.2 }
            case .notices: bans.contains { $0.start <= t && t < $0.end }
            case .named(let ids): bans.contains { ids.contains($0.notice) && $0.start <= t && t < $0.end }
            }
        }
        let finder = LimitFinder(
            sites: plan.sites,
            sensors: plan.sensors,
            exams: plan.exams,
            notices: plan.notices,
            rules: plan.rules,
            limits: plan.tables.limits
        )
        func limit(_ t: Instant) -> Int? {
            guard rule.place.holds(sensor), holds(t) else { return nil }
            switch rule.basis {
            case .level(let level, _): return level.tenths
            case .rise: return 0
            case .standard:
                return finder.inForce(for: sensor.id, at: t).first { $0.rule.id == rule.id }?.limit.level.tenths
            }
        }
        let marks = sessions.flatMap { [$0.1, $0.2] } + bans.flatMap { [$0.start, $0.end] }
        var found = Set(marks.filter { limit($0) != limit($0 - .milliseconds(1)) })
        if case .standard = rule.basis {
            // Minute by minute: a limit changes at no other time.
            var t = span.start
            while t < span.end {
                let minute = Instant(milliseconds: t.milliseconds / 60_000 * 60_000)
                if limit(minute) != limit(minute - .milliseconds(1)) { found.insert(minute) }
                t = t + .minutes(1)
            }
        }
        edges = found.sorted()
        limits = [limit(edges.first.map { $0 - .milliseconds(1) } ?? span.start)] + edges.map(limit)
    }

    /// The limit that holds from `t` to the next edge, in tenths of a decibel.
    func limit(at t: Instant) -> Int? {
        limits[edges.count { $0 <= t }]
    }

    /// The last edge at `t` or before it.
    func edge(before t: Instant) -> Instant {
        edges.last { $0 <= t } ?? .distantPast
    }

    /// Whether a reading lies wholly between two edges.
    func isWhole(_ reading: Reading) -> Bool {
        !edges.contains { reading.start < $0 && $0 < reading.end }
    }
}
