import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites
import TestSupport

extension SplitMix64 {
    /// Evenly from a closed range.
    mutating func pick(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int(next() % UInt64(choices.count))]
    }

    /// Once in `n` times.
    mutating func once(in n: Int) -> Bool { next() % UInt64(n) == 0 }
}

/// What decides the size of a random case.
struct ScenarioSize {
    /// Seconds of readings.
    var length: Int
    /// Lengths of readings, in milliseconds.
    var durations: [Int]
    /// Lengths of windows, in seconds.
    var windows: [Int]

    /// Seconds over minutes, or tens of seconds and minutes over hours.
    static func random(_ random: inout SplitMix64) -> ScenarioSize {
        switch random.pick(0...9) {
        case 0: ScenarioSize(length: random.pick(60...150), durations: [125], windows: [1, 5, 10, 30])
        case 1...5:
            ScenarioSize(
                length: random.pick(120...900),
                durations: random.once(in: 3) ? [1000, 10_000] : [1000],
                windows: [1, 2, 5, 10, 30, 60]
            )
        case 6, 7:
            ScenarioSize(
                length: random.pick(1500...2400),
                durations: [1000, 1000, 1000, 10_000, 60_000],
                windows: [1, 10, 60, 300]
            )
        case 8:
            ScenarioSize(length: random.pick(3000...9000), durations: [10_000, 60_000], windows: [10, 60, 300, 1200])
        default: ScenarioSize(length: random.pick(1800...2700), durations: [1000], windows: [60, 1200])
        }
    }
}

extension Scenario {
    /// One school with one to three sensors, one to five rules, and sessions and bans whose edges lie among the
    /// readings.
    static func plan(_ random: inout SplitMix64, _ size: ScenarioSize, from start: Instant) -> Plan {
        let placements: [Placement] = [.constructionBoundary, .constructionBoundary, .vendorStreet, .yard]
        let isTwoSites = random.once(in: 10)
        let sensors = (0..<random.pick(1...3)).map { index in
            let day = random.pick(400...590)
            return ScenarioPlan.sensor(
                "s\(index)",
                random.pick(placements),
                background: random.once(in: 2)
                    ? ScenarioPlan.background(tenths: day, night: day - random.pick(0...60)) : nil,
                site: isTwoSites && index == 1 ? "other" : "school"
            )
        }
        let rules = (0..<random.pick(1...5)).map { rule("r\($0)", &random, size) }
        func within(_ random: inout SplitMix64) -> TimeRange {
            let from = random.pick(0...size.length * 2 / 3)
            let to = from + random.pick(10...size.length)
            // Now and then not at a whole second.
            let off = random.once(in: 3) ? Int64(random.pick(1...999)) : 0
            return TimeRange(
                start: start + .seconds(Int64(from)) + .milliseconds(off),
                end: start + .seconds(Int64(to))
            )
        }
        var sessions: [ExamSession] = []
        if random.once(in: 2) {
            var written = ScenarioPlan.session(.written, within(&random))
            if random.once(in: 3) { written.lead = .seconds(Int64(random.pick(1...60))) }
            if random.once(in: 3) { written.tail = .seconds(Int64(random.pick(1...60))) }
            sessions.append(written)
            if random.once(in: 2) { sessions.append(ScenarioPlan.session(.listening, within(&random))) }
        }
        let notices = random.once(in: 4) ? [ScenarioPlan.notice(within(&random))] : []
        return ScenarioPlan.plan(sensors: sensors, rules: rules, sessions: sessions, notices: notices)
    }

    private static func rule(_ id: String, _ random: inout SplitMix64, _ size: ScenarioSize) -> Rule {
        let window = random.pick(size.windows)
        let isStandard = random.once(in: 8)
        let quantity: Quantity = !isStandard && random.once(in: 6) ? .LAFmax : .LAeq
        let whens: [Rule.When] = [
            .always, .always, .notices, .sessions([.written]), .sessions([.listening]),
            .sessions([.written, .listening]),
        ]
        let places: [Set<Placement>?] = [nil, nil, nil, nil, [.constructionBoundary], [.vendorStreet, .yard]]
        var rule = Rule(
            id: RuleID(id),
            name: Name(id),
            when: random.pick(whens),
            place: Rule.Place(placements: random.pick(places)),
            basis: isStandard
                ? .standard(random.pick([.GB12523, .GB3096]))
                : .level(ScenarioPlan.level(tenths: random.pick(520...680)), document: "Notice"),
            kind: random.pick([.limitExceeded, .limitExceeded, .limitExceeded, .prohibitedActivity, .advisory]),
            measurement: Rule.Measurement(quantity: quantity, window: .seconds(Int64(window))),
            hysteresis: Rule.Hysteresis()
        )
        rule.hysteresis.clearBelowTenths = random.pick([0, 10, 30, 30, 30, 60])
        rule.measurement.coveragePercent = random.pick([50, 60, 75, 75, 80, 90, 100])
        rule.measurement.isContinuous = random.once(in: 5)
        let waits = [0, 0, 1, 3, 5, 8, 10, 20, 30, 40, 60, 120]
        rule.hysteresis.minimumDuration = .seconds(Int64(random.pick(waits)))
        rule.hysteresis.clearAfter = .seconds(Int64(random.pick(waits)))
        if quantity == .LAeq, random.once(in: 4) { rule.measurement.correction = random.pick([.table, .exact]) }
        return rule
    }
}
