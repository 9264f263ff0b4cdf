import Acoustics
package import EventTime
package import ExamCalendar
package import Sites

/// Says which limits a plan sets for a sensor over a stretch of time.
package struct LimitFinder: Sendable {
    private let plan: JudgedPlan
    private let rules: [Rule]

    package init(
        sites: [Site],
        sensors: [Sensor],
        exams: [Exam],
        notices: [ControlNotice] = [],
        rules: [Rule],
        limits: LimitTable = .standards
    ) {
        plan = JudgedPlan(sites: sites, sensors: sensors, exams: exams, notices: notices, limits: limits)
        self.rules = rules
    }

    /// What holds at one instant, for people to look at: each rule in force with its limit and the session.
    package func inForce(for sensor: SensorID, at t: Instant) -> [(rule: Rule, limit: Limit, session: ExamSession?)] {
        guard let index = plan.sensorIndex[sensor] else { return [] }
        return rules.filter { $0.place.holds(plan.sensors[index]) }.compactMap { rule in
            let ruleState = plan.ruleState(rule, index, at: t)
            return ruleState.limit.map { (rule, $0, ruleState.session) }
        }
    }

    /// The lowest LAeq limit that the rules would set for the sensor at `t` if all of them held then, whatever the
    /// calendar says, with its rule; nil where no rule looks at the sensor.
    package func lowest(for sensor: SensorID, at t: Instant) -> (rule: Rule, limit: Limit)? {
        guard let index = plan.sensorIndex[sensor] else { return nil }
        let limits = rules.filter { $0.measurement.quantity == .LAeq && $0.place.holds(plan.sensors[index]) }.compactMap
        { rule in
            var unbound = rule
            // A chart or a status line needs a line to compare with outside of exams too.
            unbound.when = .always
            return plan.ruleState(unbound, index, at: t).limit.map { (rule, $0) }
        }
        return limits.min { $0.1.level < $1.1.level }
    }

    /// The lowest LAeq limit in force at any time within `range`; nil when there is none.
    package func strictest(for sensor: SensorID, during range: TimeRange) -> Limit? {
        guard let index = plan.sensorIndex[sensor] else { return nil }
        var strictest: Limit?
        for rule in rules where rule.measurement.quantity == .LAeq && rule.place.holds(plan.sensors[index]) {
            var t = range.start
            while t < range.end {
                let ruleState = plan.ruleState(rule, index, at: t)
                if let limit = ruleState.limit, limit.level < strictest?.level ?? .maximum { strictest = limit }
                // From edge to edge: within a stretch the limit is one.
                t = ruleState.stretch.end
            }
        }
        return strictest
    }
}
