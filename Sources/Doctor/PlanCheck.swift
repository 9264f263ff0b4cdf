import Acoustics
package import EventTime
import ExamCalendar
import NoiseRules
import Notifications
package import Records

/// Whether the plan has work to do and somebody to tell; what `check` cannot know, because it depends on the day.
package enum PlanCheck {
    /// A session that is further away is hardly the one that this set-up is for.
    private static let ahead = TimeSpan.hours(24 * 60)

    package static func sessions(of plan: Plan, at now: Instant) -> Diagnosis {
        let sessions = plan.exams.flatMap(\.sessions).filter { $0.range.end > now }
        guard let next = sessions.min(by: { $0.range.start < $1.range.start }) else {
            let last = plan.exams.flatMap(\.sessions).map(\.range.end).max()
            return .problem(
                last.map { "the last exam session ended at \(text($0, plan))" } ?? "the plan has no exam session",
                "Put the sessions of the next exam into the plan; without them only rules that are always in force work."
            )
        }
        let name = "\(next.name.en) of \(next.exam)"
        let from = text(next.range.start, plan)
        let count = sessions.count == 1 ? "1 session ahead" : "\(sessions.count) sessions ahead"
        if next.range.contains(now) {
            return .ok("\(name) is on until \(text(next.range.end, plan)); \(count), this one included")
        }
        guard next.range.start - now <= ahead else {
            return .warning(
                "\(count), but none within 60 days: the next one, \(name), starts \(from)",
                "Nothing to do when that is right; else look at the dates in the plan."
            )
        }
        return .ok("\(count); the next one, \(name), starts \(from)")
    }

    /// Sensors, sites and authorities that are in the plan to no purpose.
    package static func gaps(in plan: Plan, isLogOn: Bool) -> [Diagnosis] {
        var found: [Diagnosis] = []
        let ruleless = plan.sensors.filter { sensor in !plan.rules.contains { $0.place.holds(sensor) } }
        if !ruleless.isEmpty {
            found.append(
                .warning(
                    "no rule looks at \(ruleless.map { "\($0.id)" }.joined(separator: ", "))",
                    "Write a rule whose where holds them, or take them out; their readings are kept and never judged."
                )
            )
        }
        let deaf = plan.sites.filter { site in !plan.sensors.contains { $0.id.site == site.id } }
        if !deaf.isEmpty {
            found.append(
                .problem(
                    "no sensor guards \(deaf.map(\.id).joined(separator: ", "))",
                    "Put the sensors of the site into the plan."
                )
            )
        }
        let people = plan.authorities.flatMap { office in office.officers.map { Recipient(office, officer: $0) } }
        let untold = (plan.authorities.map { Recipient($0) } + people)
            .filter { $0.mail.isEmpty && $0.webhooks.isEmpty }.map(\.id).joined(separator: ", ")
        if !untold.isEmpty {
            found.append(
                isLogOn
                    ? .warning(
                        "only the service's log tells \(untold)",
                        "Give a mail address or a webhook in the plan, unless somebody reads the log."
                    )
                    : .problem(
                        "nothing tells \(untold)",
                        "Give a mail address or a webhook in the plan, or write log: true."
                    )
            )
        }
        guard found.isEmpty else { return found }
        return [
            .ok(
                "every sensor has a rule, every site a sensor, every authority a way to be told: "
                    + "sites \(plan.sites.count), sensors \(plan.sensors.count), rules \(plan.rules.count), "
                    + "authorities \(plan.authorities.count)"
            )
        ]
    }

    /// Whether somebody is on duty in the sessions of the next sixty days, wherever an office that answers keeps a roster.
    package static func duty(of plan: Plan, at now: Instant) -> Diagnosis {
        let rosters = plan.authorities.filter { $0.roster != nil }.map(\.id)
        guard !rosters.isEmpty else { return .notLookedAt("no authority of the plan keeps a roster") }
        let duties = CalendarDuties(plan: plan, routing: AlertRouting(plan: plan, channels: [], expiry: .zero))
        let gaps = duties.gaps(plan.exams, at: now, ahead: ahead)
        guard gaps.isEmpty else {
            let spans = gaps.map { gap in
                "\(gap.authority) from \(text(gap.from, plan)) to \(gap.until.map { text($0, plan) } ?? "the end")"
            }
            return .warning(
                "nobody is on duty in a session: \(spans.joined(separator: ", "))",
                "Put somebody on the roster, or alerts of that time reach the office alone."
            )
        }
        return .ok("somebody is on duty in every session of the next 60 days: \(rosters.joined(separator: ", "))")
    }

    /// In the zone of the plan's first site, to the minute.
    private static func text(_ instant: Instant, _ plan: Plan) -> String {
        let offset = plan.sites.first?.timeZone.offset(at: instant) ?? 0
        let text = RFC3339.format(instant.floored(to: .seconds(1)), offset: offset)
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
    }
}
