import Acoustics
package import EventTime
import ExamCalendar
import Sites

extension JudgeSnapshot {
    /// When the earliest noise began that an evaluation holds on to.
    package var earliestEvent: Instant? { evaluations.compactMap(\.began).min() }
}

extension Judge {
    /// Whether anything changed that must be kept beside the journal.
    package var isDirty: Bool { !changed.isEmpty }

    /// What changed since the last call and must be kept beside the journal.
    package mutating func takeChanges() -> JudgeChanges {
        var changes = JudgeChanges()
        for index in changed.states {
            let known = states[index]
            // The last opening is kept beyond the closing: the next violation must not get the same instant, from which
            // its id is made.
            if known.open != nil || known.lastOpenedAt != nil {
                changes.now.states.append(
                    .init(
                        subject: known.subject,
                        open: known.open,
                        lastOpenedAt: known.lastOpenedAt,
                        lastClosedAt: known.lastClosedAt
                    )
                )
            } else {
                changes.gone.append(JudgeMemory(known.subject))
            }
        }
        for number in changed.evaluations {
            let sensor = plan.sensors[evaluations[number].sensor].id
            let rule = evaluations[number].rule.id
            if evaluations[number].isRemarkable {
                changes.now.evaluations.append(state(ofTrack: number))
            } else {
                changes.gone.append(JudgeMemory(sensor, rule: rule))
            }
        }
        for index in changed.sensors {
            if sensors[index].isSilent {
                changes.now.silent.append(
                    .init(sensor: plan.sensors[index].id, lastReading: sensors[index].lastReading)
                )
            } else {
                changes.gone.append(JudgeMemory(plan.sensors[index].id))
            }
        }
        for hour in changed.backgrounds {
            changes.now.backgrounds.append(
                .init(
                    sensor: plan.sensors[hour.sensor].id,
                    hourOfWeek: hour.hourOfWeek,
                    hours: sensors[hour.sensor].background.hours[hour.hourOfWeek]
                )
            )
        }
        for index in changed.loudHours {
            // A quiet hour is the usual case and is found again from its readings.
            guard let hour = sensors[index].hour, hour.isLoud else { continue }
            changes.now.loudHours.append(.init(sensor: plan.sensors[index].id, hour: hour.range.start))
        }
        takeSensorChanges(&changes)
        changed = ChangedMemory()
        // With the next commit: what restores a judge must not write.
        changes.gone += forgotten
        forgotten = []
        return changes
    }

    private func state(ofTrack number: Int) -> JudgeSnapshot.RuleEvaluationState {
        let evaluation = evaluations[number]
        var state = JudgeSnapshot.RuleEvaluationState(
            sensor: plan.sensors[evaluation.sensor].id,
            rule: evaluation.rule.id,
            isContributing: evaluation.isContributing
        )
        state.overSince = evaluation.overSince
        state.clearSince = evaluation.clearSince
        state.background = evaluation.finder?.event?.background
        state.began = evaluation.finder?.event?.began
        state.pending = pending[number]
        state.louderSince = evaluation.louderSince
        state.lastAbove = evaluation.lastAbove
        state.validUntil = sensors[evaluation.sensor].validUntil
        return state
    }

    private func takeSensorChanges(_ changes: inout JudgeChanges) {
        for index in changed.clocks {
            let sensor = plan.sensors[index].id
            if let offset = sensors[index].clockOffset {
                changes.now.clocks.append(.init(sensor: sensor, offset: offset))
            } else {
                changes.gone.append(JudgeMemory(kind: .clock, key: "\(sensor)"))
            }
        }
        for index in changed.passed {
            changes.now.passed.append(.init(sensor: plan.sensors[index].id, until: sensors[index].passedUntil))
        }
        for index in changed.faults {
            let state = JudgeSnapshot.FaultState(
                sensor: plan.sensors[index].id,
                faults: sensors[index].faults.reported,
                at: sensors[index].lastEnd
            )
            if state.faults.isEmpty {
                changes.gone.append(state.memory)
            } else {
                changes.now.faults.append(state)
            }
        }
    }

    /// Takes up what was kept, after the windows were filled by `recall`. A violation whose subject or rules the plan
    /// does not have any more, or whose rules are not active where the windows end, is closed at `now` as ended.
    package mutating func restore(_ snapshot: JudgeSnapshot, now: Instant, verdicts: inout [Verdict]) {
        changed = ChangedMemory()
        for state in snapshot.evaluations {
            guard let sensor = plan.sensorIndex[state.sensor],
                let number = sensors[sensor].evaluations.first(where: { evaluations[$0].rule.id == state.rule })
            else {
                forgotten.append(state.memory)
                continue
            }
            // The rule ended while nobody judged. Marked as changed, so that what is kept of it goes.
            guard evaluations[number].ruleState.demand != .nothing else {
                changed.evaluations.insert(number)
                continue
            }
            evaluations[number].overSince = state.overSince
            evaluations[number].clearSince = state.clearSince
            pending[number] = state.pending
            evaluations[number].louderSince = state.louderSince
            evaluations[number].lastAbove = max(evaluations[number].lastAbove, state.lastAbove ?? .distantPast)
            // For a sensor whose last reading is older than what was read again.
            let validUntil = state.validUntil ?? state.overSince ?? state.clearSince ?? .distantPast
            sensors[sensor].validUntil = max(sensors[sensor].validUntil, validUntil)
            setContributing(number, state.isContributing)
            if let began = state.began, let background = state.background {
                let edge = evaluations[number].edge
                evaluations[number].finder?.resume(began: began, background: background, at: now, behind: edge)
            }
        }
        restoreBackgrounds(snapshot)
        for silence in snapshot.silent {
            guard let sensor = plan.sensorIndex[silence.sensor] else {
                forgotten.append(silence.memory)
                continue
            }
            setPresence(of: sensor, .silent)
            if let last = silence.lastReading { sensors[sensor].lastEnd = max(last, sensors[sensor].lastEnd) }
        }
        restoreSensors(snapshot)
        // Last: whether a violation goes on depends on the evaluations that take part by now.
        restoreCases(snapshot, now: now, verdicts: &verdicts)
    }

    /// Goes on at `now` where `other`, which judged by another plan until then, stopped, as the service does when it
    /// takes up another plan: after the windows were filled by `recall`.
    package mutating func takeOver(from other: Judge, now: Instant, verdicts: inout [Verdict]) {
        var other = other
        // All of it, whatever was taken up before.
        other.changed.states = Set(other.states.indices)
        other.changed.evaluations = Set(other.evaluations.indices)
        other.changed.sensors = Set(other.sensors.indices)
        other.changed.clocks = other.changed.sensors
        other.changed.faults = other.changed.sensors
        other.changed.passed = other.changed.sensors
        other.changed.loudHours = other.changed.sensors
        for index in other.sensors.indices {
            for hour in 0..<BackgroundRecord.hoursOfWeek where !other.sensors[index].background.hours[hour].isEmpty {
                other.changed.backgrounds.insert(ChangedMemory.Hour(sensor: index, hourOfWeek: hour))
            }
        }
        restore(other.takeChanges().now, now: now, verdicts: &verdicts)
    }

    private mutating func restoreBackgrounds(_ snapshot: JudgeSnapshot) {
        // An hour that was read again is known as it was judged, with what was open in it, or not at all.
        for index in sensors.indices { sensors[index].background = BackgroundRecord() }
        for state in snapshot.backgrounds {
            // A sensor without rules that ask for it keeps what it knows, for a plan to come.
            guard let sensor = plan.sensorIndex[state.sensor] else { continue }
            sensors[sensor].background.restore(state.hours, hourOfWeek: state.hourOfWeek)
        }
        for state in snapshot.loudHours {
            guard let sensor = plan.sensorIndex[state.sensor] else {
                forgotten.append(state.memory)
                continue
            }
            if sensors[sensor].hour?.range.start == state.hour { sensors[sensor].hour?.isLoud = true }
        }
        for index in sensors.indices {
            // `recall` has asked for it before the record was there.
            sensors[index].usual = sensors[index].hour.flatMap { usual(\.L50, of: index, in: $0) }
            sensors[index].quiet = sensors[index].hour.flatMap { usual(\.L90, of: index, in: $0) }
        }
    }

    private mutating func restoreSensors(_ snapshot: JudgeSnapshot) {
        for state in snapshot.clocks {
            guard let sensor = plan.sensorIndex[state.sensor] else {
                forgotten.append(state.memory)
                continue
            }
            sensors[sensor].clockOffset = state.offset
        }
        for state in snapshot.passed {
            guard let sensor = plan.sensorIndex[state.sensor] else {
                forgotten.append(state.memory)
                continue
            }
            // The plan of today may have passed edges of its own beyond it.
            sensors[sensor].passedUntil = max(sensors[sensor].passedUntil, state.until)
        }
        for state in snapshot.faults {
            guard let sensor = plan.sensorIndex[state.sensor] else {
                forgotten.append(state.memory)
                continue
            }
            for fault in state.faults { sensors[sensor].faults.restore(fault, at: state.at) }
        }
    }

    private mutating func restoreCases(_ snapshot: JudgeSnapshot, now: Instant, verdicts: inout [Verdict]) {
        let indices = Dictionary(uniqueKeysWithValues: states.enumerated().map { ($1.subject, $0) })
        for state in snapshot.states {
            if let index = indices[state.subject] {
                states[index].lastOpenedAt = state.lastOpenedAt ?? state.open?.openedAt
                states[index].lastClosedAt = state.lastClosedAt
                guard let open = state.open else { continue }
                if states[index].contributors > 0 {
                    states[index].open = open
                    continue
                }
                // Its rules hold no more where readings go on.
                changed.states.insert(index)
                states[index].lastClosedAt = now
            } else {
                forgotten.append(state.memory)
            }
            guard let open = state.open else { continue }
            var orphan = ViolationState(subject: state.subject, site: 0, open: open)
            var last = open.worst
            // Nothing was measured at this instant, so that the closing bears no level.
            last.level = nil
            let ending = ViolationState.Ending(at: now, reason: .ruleEnded, finding: last)
            if let change = orphan.end(ending, lastAbove: open.endedAt ?? open.openedAt) {
                verdicts.append(.violation(change))
            }
        }
    }
}
