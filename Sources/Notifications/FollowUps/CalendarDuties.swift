import Acoustics
package import EventTime
package import ExamCalendar
package import Records
import Sites

/// What the exam calendar asks for before anything is heard: that somebody is on duty, and that every route works.
/// Pure.
package struct CalendarDuties: Sendable {
    private let routing: AlertRouting
    private let plan: Plan

    /// How long before its session a gap in a roster is told.
    package static let gapsAhead = TimeSpan.hours(12)
    /// A drill that could not start in its hour is left out.
    package static let drillWithin = TimeSpan.hours(6)

    package init(plan: Plan, routing: AlertRouting) {
        self.plan = plan
        self.routing = routing
    }

    /// The times within sessions that begin soon, or run, in which an office that answers has a roster and nobody on
    /// it.
    package func gaps(_ exams: [Exam], at now: Instant, ahead: TimeSpan = gapsAhead) -> [DutyGap] {
        let ahead = TimeRange(start: now, end: now + ahead)
        var gaps: [AuthorityID: [TimeRange]] = [:]
        for exam in exams {
            for session in exam.sessions where session.kind != .gap {
                // The whole session, whenever it is looked at, so that a gap keeps its beginning.
                guard session.guarded.overlaps(ahead) else { continue }
                for authority in answering(exam.sites, at: session.guarded.start) {
                    gaps[authority.id, default: []] += authority.staff.roster?.gaps(in: session.guarded) ?? []
                }
            }
        }
        return gaps.sorted { $0.key < $1.key }.flatMap { authority, ranges in
            // One gap over two sessions is one, and its id is its beginning.
            TimeRange.joined(ranges).filter { $0.end > now }.map {
                DutyGap(authority: authority, from: $0.start, until: $0.end, at: now)
            }
        }
    }

    private func answering(_ sites: Set<SiteID>, at t: Instant) -> [Authority] {
        let heard = plan.sensors.filter { sites.contains($0.id.site) }
        let ids = Set(
            heard.flatMap { sensor in
                routing.table.route(sensor.placement.source, at: sensor.placement, site: sensor.id.site, t).to
            }
            .filter { $0.officer == nil }.map(\.authority)
        )
        return plan.authorities.filter { ids.contains($0.id) && $0.staff.roster != nil }
    }

    /// The id of the drill that is to be held now because a day with an exam follows; nil when none is.
    package func drill(_ exams: [Exam], at now: Instant) -> String? {
        guard let schedule = plan.alerting.drill else { return nil }
        let today = schedule.zone.localDate(at: now)
        // A drill late in the evening may start after midnight, within its six hours.
        return [today, today.adding(days: -1)].lazy.compactMap { day -> String? in
            let start = schedule.zone.instant(of: day, schedule.time)
            guard start <= now, now < start + CalendarDuties.drillWithin else { return nil }
            let next = day.adding(days: 1)
            let isExamDay = exams.contains { exam in
                exam.sessions.contains { $0.kind != .gap && schedule.zone.localDate(at: $0.range.start) == next }
            }
            return isExamDay ? "\(next.year)\(twoDigits(next.month))\(twoDigits(next.day))-eve" : nil
        }
        .first
    }

    private func twoDigits(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
}

extension AlertRouting {
    /// One alert to everybody whom any route or tier can reach, with the routes by which it does.
    package func alerts(forDrill id: String, by: String, routes: [Route], at now: Instant) -> [Alert] {
        var ways: [(recipient: Recipient, routes: [String])] = []
        for route in routes {
            let stations: [(String, [RecipientID])] =
                (1...route.tiers).map { ($0 == 1 ? route.id : "\(route.id), tier \($0)", route.tier($0)) }
                + [("\(route.id), copy", route.copies)]
            for (name, recipientIDs) in stations {
                for recipient in table.recipients(recipientIDs, at: now) {
                    if let index = ways.firstIndex(where: { $0.recipient.id == recipient.id }) {
                        ways[index].routes.append(name)
                    } else {
                        ways.append((recipient, [name]))
                    }
                }
            }
        }
        // An officer on two tiers has one alert, with all routes in it.
        var seen: Set<AlertID> = []
        return ways.flatMap { way in
            alerts(for: .drill(Drill(id: id, at: now, by: by, routes: way.routes)), to: [way.recipient], now)
        }
        .filter { seen.insert($0.id).inserted }
    }
}
