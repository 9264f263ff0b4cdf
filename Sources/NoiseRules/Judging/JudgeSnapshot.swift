import Acoustics
package import EventTime
import ExamCalendar
package import Sites

/// One piece of what cannot be read from the journal again: an open violation, how long a level has been over or clear,
/// or who is silent. Named by ids, so that it survives a changed plan.
package struct JudgeMemory: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case violation, evaluation, silence
        /// By how much a sensor's clock is wrong, as reported; a fault of a sensor that was reported.
        case clock, fault
        /// A violation that nobody was told of yet.
        case untold
        /// What is usual at a sensor in one hour of the week.
        case background
        /// The last hour of a sensor that does not count as usual.
        case loudHour
        /// Up to when time was passed at a sensor without its readings.
        case passed
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

    init(_ sensor: SensorID, rule: RuleID) {
        self.init(kind: .evaluation, key: "\(sensor)/\(rule)")
    }

    init(_ sensor: SensorID) {
        self.init(kind: .silence, key: "\(sensor)")
    }
}

/// What the judge's pieces hold.
package struct JudgeSnapshot: Hashable, Sendable {
    package struct CaseState: Hashable, Sendable {
        package var subject: ViolationSubject
        /// Nil while none is open: the rest keeps the next one apart from the last.
        package var open: Open?
        package var lastOpenedAt: Instant?
        package var lastClosedAt: Instant?

        package init(subject: ViolationSubject, open: Open?, lastOpenedAt: Instant?, lastClosedAt: Instant?) {
            self.subject = subject
            self.open = open
            self.lastOpenedAt = lastOpenedAt
            self.lastClosedAt = lastClosedAt
        }
    }

    package struct RuleEvaluationState: Hashable, Sendable {
        package var sensor: SensorID
        package var rule: RuleID
        package var overSince: Instant?
        package var clearSince: Instant?
        package var isContributing: Bool
        /// What the event stands out of that a rule about a rise holds on to.
        package var background: Background?
        /// When that event began.
        package var began: Instant?
        /// The loudest window since `overSince`, while the evaluation takes no part yet.
        package var pending: Finding?
        package var louderSince: Instant?
        /// End of the last reading above the limit.
        package var lastAbove: Instant?
        /// End of the sensor's newest valid reading when this was written.
        package var validUntil: Instant?

        package init(sensor: SensorID, rule: RuleID, isContributing: Bool) {
            self.sensor = sensor
            self.rule = rule
            self.isContributing = isContributing
        }
    }

    package struct BackgroundState: Hashable, Sendable {
        package var sensor: SensorID
        package var hourOfWeek: Int
        package var hours: [HourBackground]

        package init(sensor: SensorID, hourOfWeek: Int, hours: [HourBackground]) {
            (self.sensor, self.hourOfWeek, self.hours) = (sensor, hourOfWeek, hours)
        }
    }

    package struct LoudHour: Hashable, Sendable {
        package var sensor: SensorID
        package var hour: Instant

        package init(sensor: SensorID, hour: Instant) { (self.sensor, self.hour) = (sensor, hour) }
    }

    package struct Silence: Hashable, Sendable {
        package var sensor: SensorID
        package var lastReading: Instant?

        package init(sensor: SensorID, lastReading: Instant?) {
            (self.sensor, self.lastReading) = (sensor, lastReading)
        }
    }

    package struct ClockState: Hashable, Sendable {
        package var sensor: SensorID
        package var offset: TimeSpan

        package init(sensor: SensorID, offset: TimeSpan) { (self.sensor, self.offset) = (sensor, offset) }
    }

    package struct FaultState: Hashable, Sendable {
        package var sensor: SensorID
        package var faults: [SensorFault]
        package var at: Instant

        package init(sensor: SensorID, faults: [SensorFault], at: Instant) {
            (self.sensor, self.faults, self.at) = (sensor, faults, at)
        }
    }

    /// Up to when time was passed at a sensor without its readings: what comes for it later is late.
    package struct PassedState: Hashable, Sendable {
        package var sensor: SensorID
        package var until: Instant

        package init(sensor: SensorID, until: Instant) { (self.sensor, self.until) = (sensor, until) }
    }

    package var states: [CaseState] = []
    package var evaluations: [RuleEvaluationState] = []
    package var silent: [Silence] = []
    package var backgrounds: [BackgroundState] = []
    package var loudHours: [LoudHour] = []
    package var clocks: [ClockState] = []
    package var faults: [FaultState] = []
    package var passed: [PassedState] = []

    package init() {}
}

/// Which pieces have changed since they were last taken, by index.
struct ChangedMemory: Sendable {
    var states: Set<Int> = []
    var evaluations: Set<Int> = []
    var sensors: Set<Int> = []
    var backgrounds: Set<Hour> = []
    var loudHours: Set<Int> = []
    var clocks: Set<Int> = []
    var faults: Set<Int> = []
    var passed: Set<Int> = []

    struct Hour: Hashable, Sendable {
        var sensor: Int
        var hourOfWeek: Int
    }

    var isEmpty: Bool {
        states.isEmpty && evaluations.isEmpty && sensors.isEmpty && backgrounds.isEmpty && loudHours.isEmpty
            && clocks.isEmpty && faults.isEmpty && passed.isEmpty
    }
}

/// The pieces that have changed: what each holds now, and those that hold nothing any more.
package struct JudgeChanges: Sendable {
    package var now = JudgeSnapshot()
    package var gone: [JudgeMemory] = []
}

extension JudgeSnapshot.CaseState {
    package var memory: JudgeMemory { JudgeMemory(subject) }
    package var violation: ViolationID? { open?.id }
    package var worst: Finding? { open?.worst }
}

extension JudgeSnapshot.RuleEvaluationState {
    package var memory: JudgeMemory { JudgeMemory(sensor, rule: rule) }
}

extension JudgeSnapshot.Silence {
    package var memory: JudgeMemory { JudgeMemory(sensor) }
}

extension JudgeSnapshot.BackgroundState {
    package var memory: JudgeMemory { JudgeMemory(kind: .background, key: "\(sensor)/\(hourOfWeek)") }
}

extension JudgeSnapshot.LoudHour {
    package var memory: JudgeMemory { JudgeMemory(kind: .loudHour, key: "\(sensor)") }
}

extension JudgeSnapshot.ClockState {
    package var memory: JudgeMemory { JudgeMemory(kind: .clock, key: "\(sensor)") }
}

extension JudgeSnapshot.PassedState {
    package var memory: JudgeMemory { JudgeMemory(kind: .passed, key: "\(sensor)") }
}

extension JudgeSnapshot.FaultState {
    package var memory: JudgeMemory { JudgeMemory(kind: .fault, key: "\(sensor)") }
}
