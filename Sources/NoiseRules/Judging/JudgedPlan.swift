import Acoustics
import EventTime
import ExamCalendar
import Sites

/// The unchanging part of the judge: sites with their timelines, sensors with the bans where they stand, and the
/// limits.
struct JudgedPlan: Sendable {
    let sites: [GuardedSite]
    let siteIndex: [SiteID: Int]
    let sensors: [Sensor]
    let sensorIndex: [SensorID: Int]
    /// The place of each sensor in the order of ids.
    let ranks: [Int]
    private let siteOfSensor: [Int]
    private let sensorsOfSite: [[Int]]
    private let bans: [BanTimeline]
    private let notices: [String: ControlNotice]
    private let limits: LimitTable

    /// Every sensor's site is among `sites`.
    init(sites: [Site], sensors: [Sensor], exams: [Exam], notices: [ControlNotice], limits: LimitTable) {
        let guarded = sites.map { GuardedSite(site: $0, timeline: ExamTimeline(site: $0.id, exams: exams)) }
        let siteIndex = Dictionary(uniqueKeysWithValues: sites.enumerated().map { ($1.id, $0) })
        self.sites = guarded
        self.siteIndex = siteIndex
        self.sensors = sensors
        sensorIndex = Dictionary(uniqueKeysWithValues: sensors.enumerated().map { ($1.id, $0) })
        ranks = Judge.ranks(of: sensors.map(\.id))
        let siteOfSensor = sensors.map { sensor in
            guard let index = siteIndex[sensor.id.site] else {
                preconditionFailure("the plan names a site for every sensor")
            }
            return index
        }
        bans = zip(sensors, siteOfSensor).map { sensor, index in
            BanTimeline(
                sensor: sensor.id,
                site: sites[index],
                // Whether it lies in a notice's area is asked of where the noise is heard; the site stands in for it.
                place: sensor.coordinates ?? sites[index].coordinates,
                placement: sensor.placement,
                sessions: guarded[index].timeline.sessions,
                notices: notices,
                sites: sites
            )
        }
        self.siteOfSensor = siteOfSensor
        var sensorsOfSite = [[Int]](repeating: [], count: sites.count)
        for (sensor, site) in siteOfSensor.enumerated() { sensorsOfSite[site].append(sensor) }
        self.sensorsOfSite = sensorsOfSite
        self.notices = Dictionary(notices.map { ($0.id, $0) }) { first, _ in first }
        self.limits = limits
    }

    func site(ofSensor index: Int) -> GuardedSite { sites[siteOfSensor[index]] }

    func sensors(ofSite id: SiteID) -> [Int] { siteIndex[id].map { sensorsOfSite[$0] } ?? [] }

    /// The sensors of the site of the one with `index`, itself among them.
    func neighbours(ofSensor index: Int) -> [Int] { sensorsOfSite[siteOfSensor[index]] }

    func areNeighbours(_ one: Int, _ other: Int) -> Bool { siteOfSensor[one] == siteOfSensor[other] }

    /// What `rule` asks of the sensor with `index` at `t`.
    func ruleState(_ rule: Rule, _ index: Int, at t: Instant) -> RuleState {
        let placement = sensors[index].placement
        let (holding, stretch) = bans[index].state(at: t)
        let told = holding.compactMap { ban in
            notices[ban.notice].flatMap { NoticeNote(ban, of: $0, at: placement) }
        }
        var ruleState = site(ofSensor: index).ruleState(
            of: rule,
            placement: placement,
            at: t,
            // By what the sensor may be hearing: a ban of drones activates no rule for building noise.
            isBanned: told.contains { rule.when.names($0.notice) },
            limits: limits
        )
        ruleState.notices = told
        ruleState.stretch = TimeRange(
            start: max(ruleState.stretch.start, stretch.start),
            end: min(ruleState.stretch.end, stretch.end)
        )
        return ruleState
    }
}
