import Acoustics
package import EventTime
import ExamCalendar

/// Edges of rules, and data that stays away: what ends without a reading that ends it.
extension Judge {
    /// Up to when time may pass at a sensor without its readings.
    package struct Reach {
        /// For edges: the last readings before one may still be on their way.
        var edges: Instant
        /// For want of data: after ten minutes nothing is on its way.
        var data: Instant
        var latest: Instant { max(edges, data) }

        package init(edges: Instant, data: Instant) {
            (self.edges, self.data) = (edges, data)
        }

        package init(_ instant: Instant) {
            self.init(edges: instant, data: instant)
        }
    }

    /// What ends an evaluation's part in a violation.
    private struct End {
        var at: Instant
        var isEdge: Bool
        var evaluation: Int

        /// Of equal instants edges first, then in the order of the plan.
        static func < (a: End, b: End) -> Bool {
            (a.at, a.isEdge ? 0 : 1, a.evaluation) < (b.at, b.isEdge ? 0 : 1, b.evaluation)
        }
    }

    /// Passes everything that ends before `instant`, in order of time.
    mutating func passEnds(until instant: Instant, verdicts: inout [Verdict]) {
        // In order of time over all evaluations: the latest end decides when, and why, a violation closes.
        passParts(contributing, verdicts: &verdicts) { _ in Reach(instant) }
        // What takes no part closes nothing, so that here one evaluation may follow the other.
        for number in evaluations.indices where evaluations[number].ruleState.stretch.end < instant {
            passEdges(of: number, until: instant, verdicts: &verdicts)
            // The last edge of all that were passed.
            notePassed(evaluations[number].ruleState.stretch.start, at: evaluations[number].sensor)
        }
        for index in sensors.indices {
            guard let noDataAt = sensors[index].noDataAt, noDataAt < instant else { continue }
            notePassed(noDataAt, at: index)
            forgetTimes(of: index)
        }
    }

    /// The same for what takes part in an open violation only.
    mutating func passOpenEnds(until instant: Instant, verdicts: inout [Verdict]) {
        passParts(contributing, verdicts: &verdicts) { _ in Reach(instant) }
    }

    /// The same for the other sensors of the site of the one with `index`, each as far as `until` says: nothing of it
    /// is still to come from before then.
    package mutating func passOpenEnds(besides index: Int, verdicts: inout [Verdict], until: (Int) -> Reach) {
        let neighbours = plan.neighbours(ofSensor: index)
        guard !contributing.isEmpty, neighbours.count > 1 else { return }
        // Every reading comes by here while anything is open: the shorter way of the two.
        var others: [Int] = []
        if neighbours.count < contributing.count {
            for sensor in neighbours where sensor != index {
                others += sensors[sensor].evaluations.filter { evaluations[$0].isContributing }
            }
        } else {
            for number in contributing {
                let sensor = evaluations[number].sensor
                if sensor != index, plan.areNeighbours(sensor, index) { others.append(number) }
            }
        }
        passParts(others, verdicts: &verdicts, until: until)
    }

    /// The same for one sensor, whose newest reading ends at `now`.
    mutating func passEnds(of index: Int, until now: Instant, verdicts: inout [Verdict]) {
        let own = sensors[index].evaluations
        if !contributing.isEmpty, own.contains(where: { evaluations[$0].isContributing }) {
            passParts(own, verdicts: &verdicts) { _ in Reach(now) }
        }
        for number in own where evaluations[number].ruleState.stretch.end < now {
            passEdges(of: number, until: now, verdicts: &verdicts)
        }
        if let noDataAt = sensors[index].noDataAt, noDataAt < now { forgetTimes(of: index) }
    }

    private mutating func passParts(
        _ parts: some Collection<Int>,
        verdicts: inout [Verdict],
        until: (Int) -> Reach
    ) {
        guard !parts.isEmpty else { return }
        while true {
            // Found again each time: behind an edge its evaluation has another one.
            var next: End?
            for number in parts where evaluations[number].isContributing {
                let reach = until(evaluations[number].sensor)
                let edge = End(at: evaluations[number].ruleState.stretch.end, isEdge: true, evaluation: number)
                if edge.at < reach.edges, next.map({ edge < $0 }) ?? true { next = edge }
                guard let noDataAt = sensors[evaluations[number].sensor].noDataAt, noDataAt < reach.data else {
                    continue
                }
                let noData = End(at: noDataAt, isEdge: false, evaluation: number)
                if next.map({ noData < $0 }) ?? true { next = noData }
            }
            guard let next else { return }
            let index = evaluations[next.evaluation].sensor
            if next.isEdge {
                passEdge(of: next.evaluation, verdicts: &verdicts)
            } else if let limit = evaluations[next.evaluation].comparedWith {
                let finding = finding(next.evaluation, nil, limit)
                release(next.evaluation, .noData, finding, at: next.at, verdicts: &verdicts)
            } else {
                setContributing(next.evaluation, false)
            }
            // Its readings from before this instant may still come. They are then known to be late, and are judged
            // again.
            if sensors[index].lastEnd < until(index).latest { notePassed(next.at, at: index) }
        }
    }

    /// Notes that time was passed up to `instant` without the sensor's readings.
    private mutating func notePassed(_ instant: Instant, at index: Int) {
        guard instant > sensors[index].passedUntil else { return }
        sensors[index].passedUntil = instant
        changed.passed.insert(index)
    }

    /// Time without data does not count as above or clear.
    private mutating func forgetTimes(of index: Int) {
        // One that takes part ends with its violation, ten minutes after its last reading.
        for number in sensors[index].evaluations where !evaluations[number].isContributing {
            setOverSince(number, nil)
            setClearSince(number, nil)
        }
    }

    /// Moves an evaluation over the edges of its rule's stretches up to `now`.
    private mutating func passEdges(of number: Int, until now: Instant, verdicts: inout [Verdict]) {
        var passed = 0
        while evaluations[number].ruleState.stretch.end < now {
            // After a very long silence the edges in between mean nothing: go to the last one at once.
            guard passed < 16 else { return jump(number, to: now) }
            passEdge(of: number, verdicts: &verdicts)
            passed += 1
        }
    }

    /// Moves an evaluation over the edge at which its stretch ends.
    ///
    /// Where the rule ends, the evaluation leaves its violation at the very edge. Where only the limit changes (day to
    /// night), it stays and is judged by readings after the edge.
    private mutating func passEdge(of number: Int, verdicts: inout [Verdict]) {
        let edge = evaluations[number].ruleState.stretch.end
        let before = evaluations[number].ruleState.demand
        let ruleState = plan.ruleState(evaluations[number].rule, evaluations[number].sensor, at: edge)
        // An exam's edge that changes nothing for this rule must not start its window again.
        if ruleState.demand != before {
            // At the edge itself: the next reading may come minutes later, and the rule does not hold then.
            if ruleState.demand == .nothing, evaluations[number].isContributing,
                let limit = evaluations[number].comparedWith
            {
                release(number, .ruleEnded, finding(number, nil, limit), at: edge, verdicts: &verdicts)
            }
            begin(number, at: edge)
        }
        // After the release, so that the closing names the session that has just ended.
        evaluations[number].ruleState = ruleState
    }

    private mutating func jump(_ number: Int, to now: Instant) {
        let ruleState = plan.ruleState(evaluations[number].rule, evaluations[number].sensor, at: now)
        begin(number, at: ruleState.stretch.start)
        evaluations[number].ruleState = ruleState
    }

    /// Behind an edge window and times of a rule start again; only its part in an open violation goes on.
    private mutating func begin(_ number: Int, at edge: Instant) {
        setOverSince(number, nil)
        setClearSince(number, nil)
        evaluations[number].pass(edge, behind: sensors[evaluations[number].sensor].window)
    }

    /// Behind a gap, or what was left out, measurements that must be continuous start again with the reading that
    /// starts at `start`.
    mutating func breakWindows(of index: Int, at start: Instant) {
        for number in sensors[index].evaluations where evaluations[number].rule.measurement.isContinuous {
            evaluations[number].restart(at: start, behind: sensors[index].window)
            // An open violation outlasts a gap of seconds; only what was on its way to one starts again.
            if !evaluations[number].isContributing { setOverSince(number, nil) }
            setClearSince(number, nil)
        }
    }
}
