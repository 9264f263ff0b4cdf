import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Sites
import Testing

/// A judged site at UTC+8 with one sensor of each placement, fed second by second.
struct Scene {
    static let zone = TimeZoneRules.fixed(name: "UTC+8", offset: 8 * 3600)
    var judge: Judge
    var verdicts: [Verdict] = []

    static func at(_ text: String) -> Instant {
        guard let instant = RFC3339.parse("2026-06-07T\(text)+08:00") else { preconditionFailure("bad time \(text)") }
        return instant
    }

    static func level(_ decibels: Double) -> Level {
        guard let level = Level(decibels: decibels) else { preconditionFailure("bad level \(decibels)") }
        return level
    }

    init(
        rules: [Rule],
        sessions: [(SessionKind, String, String)] = [(.written, "09:00:00", "11:30:00")],
        silentAfter: TimeSpan = .seconds(60),
        start: String = "08:00:00",
        notices: [ControlNotice] = [],
        background: DeclaredBackground? = nil
    ) {
        let exam = Exam(
            id: "gaokao",
            name: Name("gaokao"),
            sites: ["school"],
            sessions: sessions.map {
                ExamSession(
                    exam: "gaokao",
                    name: Name("paper"),
                    kind: $0.0,
                    range: TimeRange(start: Scene.at($0.1), end: Scene.at($0.2))
                )
            }
        )
        let sensors = Placement.allCases.map {
            Sensor(
                id: Scene.sensor($0),
                placement: $0,
                instrumentClass: .class1,
                silentAfter: silentAfter,
                background: background
            )
        }
        judge = Judge(
            sites: [Site(id: "school", name: Name("School"), zone: .zone1, timeZone: Scene.zone)],
            sensors: sensors,
            exams: [exam],
            notices: notices,
            rules: rules,
            start: Scene.at(start)
        )
    }

    static func sensor(_ placement: Placement) -> SensorID {
        SensorID(site: "school", sensor: placement.rawValue.replacing(" ", with: "-"))
    }

    /// Sends readings of `each` length from `from`, one for each level.
    mutating func send(
        _ levels: [Double],
        from: String,
        each: TimeSpan = .seconds(1),
        at placement: Placement = .constructionBoundary,
        change: (inout Reading) -> Void = { _ in }
    ) {
        guard let index = judge.index(of: Scene.sensor(placement)) else { return }
        var start = Scene.at(from)
        for level in levels {
            var reading = Reading(start: start, duration: each, LAeq: Scene.level(level))
            change(&reading)
            judge.observe(reading, of: index, verdicts: &verdicts)
            start = start + each
        }
    }

    /// Sends readings of a second from an instant that need not be a whole one.
    mutating func send(_ levels: [Double], at start: Instant, of placement: Placement = .constructionBoundary) {
        guard let index = judge.index(of: Scene.sensor(placement)) else { return }
        for (offset, level) in levels.enumerated() {
            let reading = Reading(
                start: start + .seconds(Int64(offset)),
                duration: .seconds(1),
                LAeq: Scene.level(level)
            )
            judge.observe(reading, of: index, verdicts: &verdicts)
        }
    }

    mutating func advance(to text: String) {
        judge.advance(to: Scene.at(text), verdicts: &verdicts)
    }

    var changes: [ViolationChange] {
        verdicts.compactMap { if case .violation(let change) = $0 { change } else { nil } }
    }

    var sensorChanges: [SensorChange] {
        verdicts.compactMap { if case .sensor(let change) = $0 { change } else { nil } }
    }

    /// "opened overLimit 09:00:10" for each change.
    var story: [String] {
        changes.map { change in
            let clock = RFC3339.format(change.at, offset: 8 * 3600).dropFirst(11).prefix(8)
            return "\(change.step.rawValue) \(change.reason.rawValue) \(clock)"
        }
    }
}

extension Rule {
    /// 60 dB over ten seconds while a paper is written, cleared 3 dB below for 20 s.
    static func written(
        level: Double = 60,
        window: TimeSpan = .seconds(10),
        minimum: TimeSpan = .zero,
        quantity: Quantity = .LAeq
    ) -> Rule {
        Rule(
            id: "written",
            name: Name("written"),
            when: .sessions([.written]),
            place: Place(),
            basis: .level(Scene.level(level), document: "Notice 1"),
            measurement: Rule.Measurement(quantity: quantity, window: window),
            hysteresis: Rule.Hysteresis(minimumDuration: minimum, clearAfter: .seconds(20))
        )
    }
}

func repeating(_ level: Double, _ count: Int) -> [Double] { [Double](repeating: level, count: count) }

extension Scene {
    /// A judge of the same school with one sensor more.
    func judge(adding sensor: Sensor, rules: [Rule]) -> Judge {
        let session = ExamSession(
            exam: "gaokao",
            name: Name("paper"),
            kind: .written,
            range: TimeRange(start: Scene.at("09:00:00"), end: Scene.at("11:30:00"))
        )
        let own = Sensor(
            id: Scene.sensor(.constructionBoundary),
            placement: .constructionBoundary,
            instrumentClass: .class1,
            silentAfter: .seconds(60)
        )
        return Judge(
            sites: [Site(id: "school", name: Name("School"), zone: .zone1, timeZone: Scene.zone)],
            sensors: [own, sensor],
            exams: [Exam(id: "gaokao", name: Name("gaokao"), sites: ["school"], sessions: [session])],
            rules: rules,
            start: Scene.at("08:00:00")
        )
    }
}
