import Acoustics
import Analysis
import Collector
import EventTime
import Foundation
import NoiseRules
import Readings
import Records
import Sites

/// Building sites that send ten readings a second each, with five loud seconds out of fifteen.
struct FaultScene {
    let sites: Int
    /// Readings of each sensor.
    let ticks: Int
    let start: Instant

    static let tick = TimeSpan.milliseconds(100)
    private static let period = 150
    private static let loud = 50

    /// Begins now.
    init(sites: Int, seconds: Int) {
        self.sites = sites
        ticks = seconds * 10
        let now = Int64(Date().timeIntervalSince1970 * 10) * 100
        start = Instant(milliseconds: now)
    }

    var readings: Int { sites * ticks }

    func sensor(_ site: Int) -> SensorID { SensorID(site: SiteID("s\(site)"), sensor: "gate") }

    /// Tenths of a decibel. Each site is loud at a time of its own.
    func level(_ site: Int, _ tick: Int) -> Int {
        let phase = (tick + site * 37) % FaultScene.period
        let ripple = (site * 31 + tick * 17) % 23
        return (phase < FaultScene.loud ? 760 : 550) + ripple
    }

    func end(_ tick: Int) -> Instant { start + FaultScene.tick * Int64(tick + 1) }

    func payload(_ site: Int, _ tick: Int) -> [UInt8] {
        let level = level(site, tick)
        let end = RFC3339.format(end(tick), offset: 0)
        return Array(
            "{\"v\":1,\"seq\":\(tick),\"boot\":1,\"obs\":[{\"end\":\"\(end)\",\"dur\":0.1,\"LAeq\":\(level / 10).\(level % 10)}]}"
                .utf8
        )
    }

    func reading(_ site: Int, _ tick: Int) -> Reading? {
        Level(hundredths: level(site, tick) * 10).map {
            Reading(start: end(tick) - FaultScene.tick, duration: FaultScene.tick, LAeq: $0)
        }
    }

    var plan: String {
        let sites = (0..<sites).map { site in
            """
                  - id: s\(site)
                    name: {zh: 工地\(site), en: Site \(site)}
                    zone: "1"
                    sensors: [{id: gate, placement: construction boundary, class: "1", silent-after: 1h}]
            """
        }
        return Installation.plan(
            sites: sites.joined(separator: "\n"),
            rules: """
                  - id: boundary
                    name: {zh: 场界, en: Boundary}
                    when: written
                    where: {placements: [construction boundary]}
                    limit: {standard: GB 12523}
                    window: 2s
                    clear: {below: 3, for: 1s}
                """
        )
    }

    /// What an undisturbed run decides.
    func verdicts(_ plan: Plan) -> [ViolationChange] {
        let all = (0..<ticks).flatMap { tick in
            (0..<sites).compactMap { site in reading(site, tick).map { (sensor: sensor(site), reading: $0) } }
        }
        return Replay.verdicts(plan: plan, readings: all).compactMap { verdict in
            guard case .violation(let change) = verdict else { return nil }
            return change
        }
    }
}
