import Acoustics
import EventTime
import ExamCalendar

/// The unchanging part of the judge: sites with their timelines, sensors, and the limits.
struct JudgedPlan: Sendable {
    let sites: [GuardedSite]
    let siteIndex: [String: Int]
    let sensors: [Sensor]
    let sensorIndex: [SensorID: Int]
    private let siteOfSensor: [Int]
    private let limits: LimitTable

    /// Every sensor's site is among `sites`.
    init(sites: [Site], sensors: [Sensor], exams: [Exam], limits: LimitTable) {
        let guarded = sites.map { GuardedSite(site: $0, timeline: ExamTimeline(site: $0.id, exams: exams)) }
        let siteIndex = Dictionary(uniqueKeysWithValues: sites.enumerated().map { ($1.id, $0) })
        self.sites = guarded
        self.siteIndex = siteIndex
        self.sensors = sensors
        sensorIndex = Dictionary(uniqueKeysWithValues: sensors.enumerated().map { ($1.id, $0) })
        siteOfSensor = sensors.map { sensor in
            guard let index = siteIndex[sensor.id.site] else {
                preconditionFailure("the plan names a site for every sensor")
            }
            return index
        }
        self.limits = limits
    }

    /// What `rule` asks of the sensor with `index` at `t`.
    func force(_ rule: Rule, _ index: Int, at t: Instant) -> Force {
        sites[siteOfSensor[index]].force(of: rule, placement: sensors[index].placement, at: t, limits: limits)
    }
}
