import Acoustics
package import EventTime
import ExamCalendar

/// One piece of what cannot be read from the journal again: an open violation, how long a level has been over or clear,
/// or who is silent. Named by ids, so that it survives a changed plan.
package struct JudgeMemory: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case violation, track, silence
        /// A violation that nobody was told of yet.
        case untold
        /// What is usual at a sensor in one hour of the week.
        case background
        /// A change for the worse that a mute kept from those who know of the violation.
        case muted
        /// Spans of a site that are to be judged again.
        case review
        /// By which plan a site is judged, and since when.
        case plan
        /// The newest order that is obeyed.
        case order
    }

    package var kind: Kind
    /// Names the piece within its kind.
    package var key: String

    package init(kind: Kind, key: String) {
        self.kind = kind
        self.key = key
    }

    init(_ subject: ViolationSubject) {
        self.init(kind: .violation, key: "\(subject.site)/\(subject.source.rawValue)/\(subject.kind.rawValue)")
    }

    init(_ sensor: SensorID, rule: String) {
        self.init(kind: .track, key: "\(sensor)/\(rule)")
    }

    init(_ sensor: SensorID) {
        self.init(kind: .silence, key: "\(sensor)")
    }
}

/// What the judge's pieces hold.
package struct JudgeSnapshot: Hashable, Sendable {
    package struct CaseState: Hashable, Sendable, Codable {
        var subject: ViolationSubject
        var open: Case.Open
    }

    package struct TrackState: Hashable, Sendable, Codable {
        var sensor: SensorID
        var rule: String
        var overSince: Instant?
        var clearSince: Instant?
        var isContributing: Bool
        /// What the event stands out of that a rule about a rise holds on to.
        var background: Background?
        /// When that event began.
        var began: Instant?
    }

    package struct BackgroundState: Hashable, Sendable, Codable {
        var sensor: SensorID
        var hourOfWeek: Int
        var hours: [HourBackground]
    }

    package struct Silence: Hashable, Sendable, Codable {
        var sensor: SensorID
        var lastReading: Instant?
    }

    package var cases: [CaseState] = []
    package var tracks: [TrackState] = []
    package var silent: [Silence] = []
    package var backgrounds: [BackgroundState] = []

    package init() {}
}

/// Which pieces have changed since they were last taken, by index.
struct ChangedMemory: Sendable {
    var cases: Set<Int> = []
    var tracks: Set<Int> = []
    var sensors: Set<Int> = []
    var backgrounds: Set<Hour> = []

    struct Hour: Hashable, Sendable {
        var sensor: Int
        var hourOfWeek: Int
    }

    var isEmpty: Bool { cases.isEmpty && tracks.isEmpty && sensors.isEmpty && backgrounds.isEmpty }
}

/// The pieces that have changed: what each holds now, and those that hold nothing any more.
package struct JudgeChanges: Sendable {
    package var now = JudgeSnapshot()
    package var gone: [JudgeMemory] = []
}

extension JudgeSnapshot.CaseState {
    package var memory: JudgeMemory { JudgeMemory(subject) }
    package var violation: ViolationID { open.id }
    package var worst: Finding { open.worst }
}

extension JudgeSnapshot.TrackState {
    package var memory: JudgeMemory { JudgeMemory(sensor, rule: rule) }
}

extension JudgeSnapshot.Silence {
    package var memory: JudgeMemory { JudgeMemory(sensor) }
}

extension JudgeSnapshot.BackgroundState {
    package var memory: JudgeMemory { JudgeMemory(kind: .background, key: "\(sensor)/\(hourOfWeek)") }
}

extension Judge {
    /// Whether anything changed that must be kept beside the journal.
    package var isDirty: Bool { !changed.isEmpty }

    /// What changed since the last call and must be kept beside the journal.
    package mutating func takeChanges() -> JudgeChanges {
        var changes = JudgeChanges()
        for index in changed.cases {
            if let open = cases[index].open {
                changes.now.cases.append(.init(subject: cases[index].subject, open: open))
            } else {
                changes.gone.append(JudgeMemory(cases[index].subject))
            }
        }
        for number in changed.tracks {
            let sensor = plan.sensors[tracks[number].sensor].id
            let rule = tracks[number].rule.id
            if tracks[number].isRemarkable {
                changes.now.tracks.append(
                    .init(
                        sensor: sensor,
                        rule: rule,
                        overSince: tracks[number].overSince,
                        clearSince: tracks[number].clearSince,
                        isContributing: tracks[number].isContributing,
                        background: tracks[number].finder?.event?.background,
                        began: tracks[number].finder?.event?.began
                    )
                )
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
        changed = ChangedMemory()
        changes.gone += forgotten
        forgotten = []
        return changes
    }

    /// Takes up what was kept, after the windows were filled by `recall`. A violation whose subject or rules the plan
    /// does not have any more, or whose rules are not in force where the windows end, is closed at `now` as ended.
    package mutating func restore(_ snapshot: JudgeSnapshot, now: Instant, verdicts: inout [Verdict]) {
        changed = ChangedMemory()
        for state in snapshot.tracks {
            guard let sensor = plan.sensorIndex[state.sensor],
                let number = sensors[sensor].tracks.first(where: { tracks[$0].rule.id == state.rule })
            else {
                forgotten.append(state.memory)
                continue
            }
            guard tracks[number].force.demand != .nothing else {
                changed.tracks.insert(number)
                continue
            }
            tracks[number].overSince = state.overSince
            tracks[number].clearSince = state.clearSince
            setContributing(number, state.isContributing)
            if let began = state.began, let background = state.background {
                tracks[number].finder?.resume(began: began, background: background, at: now)
            }
        }
        for state in snapshot.backgrounds {
            // A sensor without rules that ask for it keeps what it knows, for a plan to come.
            guard let sensor = plan.sensorIndex[state.sensor] else { continue }
            sensors[sensor].background.restore(state.hours, hourOfWeek: state.hourOfWeek)
        }
        for index in sensors.indices {
            sensors[index].usual = sensors[index].hour.flatMap { usual(\.L50, of: index, in: $0) }
            sensors[index].quiet = sensors[index].hour.flatMap { usual(\.L90, of: index, in: $0) }
        }
        for silence in snapshot.silent {
            guard let sensor = plan.sensorIndex[silence.sensor] else {
                forgotten.append(silence.memory)
                continue
            }
            setPresence(of: sensor, .silent)
            if let last = silence.lastReading { sensors[sensor].lastEnd = max(last, sensors[sensor].lastEnd) }
        }
        let indices = Dictionary(uniqueKeysWithValues: cases.enumerated().map { ($1.subject, $0) })
        for state in snapshot.cases {
            if let index = indices[state.subject], cases[index].contributors > 0 {
                cases[index].open = state.open
            } else {
                var orphan = Case(subject: state.subject, site: 0, open: state.open)
                var last = state.open.worst
                last.level = nil
                if let change = orphan.close(.ruleEnded, finding: last, at: now) { verdicts.append(.violation(change)) }
                forgotten.append(state.memory)
            }
        }
    }
}
