import Acoustics
package import EventTime
package import Sites

/// The bans of control notices at the place of one sensor over all time, answering what is banned at an instant and
/// until when that holds.
package struct BanTimeline: Sendable {
    private let bans: [Ban]
    private let exemptions: [String: [Exemption]]
    private let sensor: SensorID
    /// Every instant at which a ban or an exemption begins or ends, ascending, each once.
    private let edges: [Instant]

    /// `place` is where the sensor stands, `placement` beside what; `sites` are all of the plan: a radius is measured
    /// from those that its notice is for.
    package init(
        sensor: SensorID,
        site: Site,
        place: Coordinates?,
        placement: Placement,
        sessions: [ExamSession],
        notices: [ControlNotice],
        sites: [Site]
    ) {
        self.sensor = sensor
        let held = notices.filter { $0.holds(atSite: site.id) }
        // Phases end, so that the bans of all time are few.
        bans = held.flatMap { notice in
            let centres = notice.centres(among: sites)
            return notice.bans(
                in: TimeRange(start: .distantPast, end: .distantFuture),
                zone: site.timeZone,
                sessions: sessions
            ) { $0.membership(of: place, placement: placement, district: site.district, sites: centres) }
        }
        .filter { !$0.isAppeal }
        exemptions = Dictionary(held.map { ($0.id, $0.exemptions) }) { first, _ in first }
        let validities = held.flatMap(\.exemptions).compactMap(\.validity)
        edges = Set((bans.map(\.range) + validities).flatMap { [$0.start, $0.end] }).sorted()
    }

    /// The bans at `t`, without the activities that an exemption frees beside the sensor, and the stretch of time
    /// around `t` in which just these hold.
    package func state(at t: Instant) -> (bans: [Ban], stretch: TimeRange) {
        var low = 0
        var high = edges.count
        while low < high {
            let middle = (low + high) / 2
            if edges[middle] > t { high = middle } else { low = middle + 1 }
        }
        let stretch = TimeRange(
            start: low > 0 ? edges[low - 1] : .distantPast,
            end: low < edges.count ? edges[low] : .distantFuture
        )
        let holding = bans.compactMap { ban -> Ban? in
            guard ban.range.contains(t) else { return nil }
            var left = ban
            left.activities = ban.activities.filter { activity in
                !(exemptions[ban.notice] ?? []).contains { $0.frees(activity, beside: sensor, at: t) }
            }
            return left.activities.isEmpty ? nil : left
        }
        return (holding, stretch)
    }
}
