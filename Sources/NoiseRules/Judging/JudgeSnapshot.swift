import Acoustics
package import EventTime
import ExamCalendar

/// The part of the judge that cannot be read from the journal again: open violations, how long each level has been
/// over or clear, and who is silent. Named by ids, so that it survives a changed plan.
package struct JudgeSnapshot: Hashable, Sendable, Codable {
    struct CaseState: Hashable, Sendable, Codable {
        var subject: ViolationSubject
        var open: Case.Open
    }

    struct TrackState: Hashable, Sendable, Codable {
        var sensor: SensorID
        var rule: String
        var overSince: Instant?
        var clearSince: Instant?
        var isContributing: Bool
    }

    struct Silence: Hashable, Sendable, Codable {
        var sensor: SensorID
        var lastReading: Instant?
    }

    var cases: [CaseState]
    var tracks: [TrackState]
    var silent: [Silence]
}

extension Judge {
    /// What must be kept beside the journal; clears `isDirty`.
    package mutating func snapshot() -> JudgeSnapshot {
        isDirty = false
        return JudgeSnapshot(
            cases: cases.compactMap { state in state.open.map { .init(subject: state.subject, open: $0) } },
            tracks: tracks.compactMap { track in
                guard track.overSince != nil || track.clearSince != nil || track.isContributing else { return nil }
                return .init(
                    sensor: plan.sensors[track.sensor].id,
                    rule: track.rule.id,
                    overSince: track.overSince,
                    clearSince: track.clearSince,
                    isContributing: track.isContributing
                )
            },
            silent: sensors.indices.filter { sensors[$0].isSilent }.map {
                .init(sensor: plan.sensors[$0].id, lastReading: sensors[$0].lastReading)
            }
        )
    }

    /// Takes up what was kept, after the windows were filled by `recall`. A violation whose subject or rules the plan
    /// does not have any more is closed at `now` as ended.
    package mutating func restore(_ snapshot: JudgeSnapshot, now: Instant, verdicts: inout [Verdict]) {
        for state in snapshot.tracks {
            guard let sensor = plan.sensorIndex[state.sensor],
                let number = sensors[sensor].tracks.first(where: { tracks[$0].rule.id == state.rule })
            else { continue }
            tracks[number].overSince = state.overSince
            tracks[number].clearSince = state.clearSince
            tracks[number].isContributing = state.isContributing
        }
        for silence in snapshot.silent {
            guard let sensor = plan.sensorIndex[silence.sensor] else { continue }
            sensors[sensor].isSilent = true
            if let last = silence.lastReading { sensors[sensor].lastEnd = max(last, sensors[sensor].lastEnd) }
        }
        for state in snapshot.cases {
            let index = cases.firstIndex { $0.subject == state.subject }
            if let index, tracks.contains(where: { $0.subject == index && $0.isContributing }) {
                cases[index].open = state.open
            } else {
                var orphan = Case(subject: state.subject, site: 0, open: state.open)
                var last = state.open.worst
                last.level = nil
                if let change = orphan.close(.ruleEnded, finding: last, at: now) { verdicts.append(.violation(change)) }
                isDirty = true
            }
        }
    }
}
