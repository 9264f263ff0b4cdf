import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites

extension Scenario {
    /// The smallest case found that still `fails`, by leaving out readings, rules, sensors, sessions, bans, turns and
    /// restarts.
    func shrunk(_ fails: (Scenario) -> Bool) -> Scenario {
        var least = self
        while true {
            let before = least.weight
            least.shrinkParts(fails)
            least.shrinkReadings(fails)
            if least.weight == before { return least }
        }
    }

    private var weight: Int {
        let calendar = plan.exams.flatMap(\.sessions).count + plan.notices.count
        return arrivals.count + plan.rules.count + plan.sensors.count + calendar + turns.count + restarts.count
    }

    private mutating func attempt(_ fails: (Scenario) -> Bool, _ change: (inout Scenario) -> Void) -> Bool {
        var other = self
        change(&other)
        guard fails(other) else { return false }
        self = other
        return true
    }

    private mutating func shrinkParts(_ fails: (Scenario) -> Bool) {
        for index in plan.rules.indices.reversed() where plan.rules.count > 1 {
            _ = attempt(fails) { $0.plan.rules.remove(at: index) }
        }
        for index in plan.sensors.indices.reversed() where plan.sensors.count > 1 {
            let id = plan.sensors[index].id
            _ = attempt(fails) { scenario in
                scenario.plan.sensors.remove(at: index)
                scenario.arrivals.removeAll { $0.sensor == id }
            }
        }
        _ = attempt(fails) { $0.plan.notices = [] }
        for exam in plan.exams.indices {
            for index in plan.exams[exam].sessions.indices.reversed() {
                _ = attempt(fails) { $0.plan.exams[exam].sessions.remove(at: index) }
            }
        }
        for index in plan.rules.indices {
            _ = attempt(fails) { $0.plan.rules[index].measurement.isContinuous = false }
            _ = attempt(fails) { $0.plan.rules[index].measurement.correction = nil }
            _ = attempt(fails) { $0.plan.rules[index].hysteresis.minimumDuration = .zero }
            _ = attempt(fails) { $0.plan.rules[index].place = Rule.Place() }
        }
        _ = attempt(fails) { $0.restarts = [] }
        guard !isPrompt || turns.count > 1 else { return }
        // Ever shorter runs of turns; the last stays, so that everything comes.
        var run = max(turns.count / 2, 1)
        while run >= 1, turns.count > 1 {
            var first = 0
            while first + run < turns.count {
                let range = first..<(first + run)
                if !attempt(fails, { $0.turns.removeSubrange(range) }) { first += run }
            }
            run /= 2
        }
    }

    private mutating func shrinkReadings(_ fails: (Scenario) -> Bool) {
        var run = max(arrivals.count / 2, 1)
        while run >= 1 {
            var first = 0
            while first < arrivals.count {
                let range = first..<min(first + run, arrivals.count)
                if !attempt(fails, { $0.arrivals.removeSubrange(range) }) { first += run }
            }
            run /= 2
        }
    }
}
