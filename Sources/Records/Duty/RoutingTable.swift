import Acoustics
package import EventTime
import ExamCalendar
package import NoiseRules
package import Sites

/// Finds the route of a matter and the people who are on duty there.
///
/// The first row that a matter meets is its route. A plan without routes has one for each site and source: the
/// authorities that say of themselves that they answer. A matter that no row meets goes to all authorities: it is never
/// dropped.
package struct RoutingTable: Sendable {
    private let routes: [Route]
    private let authorities: [Authority]
    private let byID: [AuthorityID: Authority]
    private let plan: Plan
    private let sensors: [SensorID: Sensor]
    private let firstZone: TimeZoneRules
    /// The offices of those who run the collector.
    package let operators: [Recipient]

    package init(plan: Plan) {
        routes = plan.alerting.routes
        authorities = plan.authorities
        byID = Dictionary(plan.authorities.map { ($0.id, $0) }) { first, _ in first }
        self.plan = plan
        sensors = Dictionary(plan.sensors.map { ($0.id, $0) }) { first, _ in first }
        firstZone = plan.sites.first?.timeZone ?? .UTC
        let isNamed: (Authority) -> Bool = {
            plan.alerting.operators.isEmpty || plan.alerting.operators.contains($0.id)
        }
        operators = plan.authorities.filter(isNamed).map { Recipient($0) }
    }

    /// By when the violation began, so that all of its changes go the same way.
    package func route(of change: ViolationChange) -> Route {
        let sensor = sensors[SensorID(site: change.subject.site, sensor: change.finding.sensor)]
        return route(change.subject.source, at: sensor?.placement, site: change.subject.site, change.openedAt)
    }

    package func route(of change: SensorChange) -> Route {
        let placement = sensors[change.sensor]?.placement
        return route(placement?.source ?? .unattributed, at: placement, site: change.sensor.site, change.at)
    }

    package func route(_ source: NoiseSource, at placement: Placement?, site: SiteID, _ t: Instant) -> Route {
        guard !routes.isEmpty else {
            let answering = authorities.filter { $0.answers(forSite: site, source: source) }
            return Route(id: "authorities", to: answering.map { RecipientID(authority: $0.id) })
        }
        let place = plan.site(site) ?? Site(id: site, name: Name(site.text), zone: .zone1, timeZone: firstZone)
        return routes.first { $0.condition.holds(source, at: placement, of: place, t) }
            ?? Route(id: "everybody", to: authorities.map { RecipientID(authority: $0.id) })
    }

    /// Offices with those on duty there at `t`, and the people who are named, each once.
    package func recipients(_ recipientIDs: [RecipientID], at t: Instant) -> [Recipient] {
        var seen: Set<RecipientID> = []
        return recipientIDs.flatMap { recipientID -> [Recipient] in
            guard let authority = byID[recipientID.authority] else { return [] }
            guard recipientID.officer == nil else {
                return authority.staff.officers.filter { $0.id == recipientID.officer }.map {
                    Recipient(authority, officer: $0)
                }
            }
            let onDuty = authority.staff.roster?.onDuty(at: t) ?? []
            let people = onDuty.compactMap { id in authority.staff.officers.first { $0.id == id } }
            return [Recipient(authority)] + people.map { Recipient(authority, officer: $0) }
        }
        .filter { seen.insert($0.id).inserted }
    }

    /// Without those on duty there.
    package func offices(_ ids: [AuthorityID]) -> [Recipient] {
        ids.compactMap { byID[$0] }.map { Recipient($0) }
    }

    /// The addressed offices that have a roster with nobody on duty at `t`.
    package func unmanned(_ recipientIDs: [RecipientID], at t: Instant) -> [DutyGap] {
        recipientIDs.filter { $0.officer == nil }.compactMap { recipientID in
            byID[recipientID.authority]?.staff.roster?.gap(at: t).map {
                DutyGap(authority: recipientID.authority, from: $0.from, until: $0.until, at: t)
            }
        }
    }

    /// Every row that the plan's sensors may need, for a test of all of them: with the routes' own ids.
    package var all: [Route] {
        guard routes.isEmpty else { return routes }
        return [Route(id: "authorities", to: authorities.map { RecipientID(authority: $0.id) })]
    }
}
