import Acoustics
import Analysis
import Collector
import EventTime
import Foundation
import NoiseRules
import Readings
import Records
import Sites

/// 200 sensors that do as they should, a reading a second, and a site of sensors that do not; papers of 20 s with 10 s
/// between.
struct HostileScene {
    static let sites = 200
    private static let paper: Int64 = 20
    private static let pause: Int64 = 10

    let start: Instant
    let seconds: Int

    /// Begins at the next whole second.
    init(seconds: Int) {
        start = Instant(milliseconds: (Int64(Date().timeIntervalSince1970) + 1) * 1000)
        self.seconds = seconds
    }

    var end: Instant { start + .seconds(Int64(seconds)) }
    var readings: Int { HostileScene.sites * seconds }

    var papers: [TimeRange] {
        stride(from: Int64(5), to: Int64(seconds), by: Int.Stride(HostileScene.paper + HostileScene.pause)).map {
            first in
            TimeRange(start: start + .seconds(first), end: start + .seconds(first + HostileScene.paper))
        }
    }

    /// Every instant at which a paper begins or ends.
    var edges: [Instant] { papers.flatMap { [$0.start, $0.end] } }

    static func sensor(_ site: Int) -> SensorID { SensorID(site: SiteID("s\(site)"), sensor: "gate") }

    /// Hundredths of a decibel. Each site is loud at times of its own, now and then over an edge.
    static func level(_ site: Int, _ second: Int) -> Int {
        let ripple = (site * 31 + second * 17) % 23 * 10
        return ((second + site * 7) % 24 < 6 ? 7600 : 5500) + ripple
    }

    func end(of second: Int) -> Instant { start + .seconds(Int64(second + 1)) }

    func payload(_ site: Int, _ second: Int) -> [UInt8] {
        let level = HostileScene.level(site, second)
        let end = RFC3339.format(end(of: second), offset: 0)
        let text =
            "{\"v\":1,\"seq\":\(second),\"boot\":1,\"obs\":[{\"end\":\"\(end)\",\"dur\":1,\"LAeq\":\(level / 100).\(level / 10 % 10)}]}"
        return Array(text.utf8)
    }

    var plan: String {
        let good = (0..<HostileScene.sites).map { site in
            """
                  - {id: s\(site), name: {zh: 工地\(site), en: Site \(site)}, zone: "1", sensors: [{id: gate, placement: construction boundary, class: "1", silent-after: 1h}]}
            """
        }
        let bad = Misbehaviour.known.map {
            "{id: \($0), placement: construction boundary, class: \"1\", silent-after: 1h}"
        }
        let others = "      - {id: x, name: {zh: 坏, en: Bad}, zone: \"1\", sensors: [\(bad.joined(separator: ", "))]}"
        return Installation.plan(
            sites: (good + [others]).joined(separator: "\n"),
            rules: """
                  - id: boundary
                    name: {zh: 场界, en: Boundary}
                    when: written
                    where: {placements: [construction boundary]}
                    limit: {level: 65, document: Notice}
                    window: 2s
                    clear: {below: 3, for: 2s}
                """,
            sessions: papers
        )
    }

    /// What is decided about the good sensors when there are no others.
    func outcomes(_ plan: Plan) -> [ViolationOutcome] {
        let all = (0..<seconds).flatMap { second in
            (0..<HostileScene.sites).compactMap { site in
                Level(hundredths: HostileScene.level(site, second)).map { level in
                    (
                        sensor: HostileScene.sensor(site),
                        reading: Reading(start: end(of: second) - .seconds(1), duration: .seconds(1), LAeq: level)
                    )
                }
            }
        }
        return ViolationOutcome.outcomes(of: Replay.verdicts(plan: plan, readings: all))
    }
}
