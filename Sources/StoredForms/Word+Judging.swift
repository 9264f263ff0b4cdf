import ExamCalendar
package import NoiseRules
package import Sites

/// The words of every enumeration that is stored, by what they are about.
package enum Word {}

/// Of what is judged.
extension Word {
    package static let source = Words<NoiseSource> { value in
        switch value {
        case .construction: "construction"
        case .vendor: "vendor"
        case .unattributed: "unattributed"
        }
    }

    package static let violationKind = Words<ViolationKind> { value in
        switch value {
        case .limitExceeded: "limitExceeded"
        case .prohibitedActivity: "prohibitedActivity"
        case .advisory: "advisory"
        }
    }

    package static let step = Words<ViolationChange.Step> { value in
        switch value {
        case .opened: "opened"
        case .raised: "raised"
        case .closed: "closed"
        case .corrected: "corrected"
        case .withdrawn: "withdrawn"
        }
    }

    package static let reason = Words<ViolationChange.Reason> { value in
        switch value {
        case .overLimit: "overLimit"
        case .standsOut: "standsOut"
        case .louder: "louder"
        case .stricterRule: "stricterRule"
        case .quiet: "quiet"
        case .ruleEnded: "ruleEnded"
        case .noData: "noData"
        case .outranked: "outranked"
        case .judgedAgain: "judgedAgain"
        }
    }

    package static let quantity = Words<Quantity> { value in
        switch value {
        case .LAeq: "LAeq"
        case .LAFmax: "LAFmax"
        }
    }

    package static let zone = Words<SoundZone> { value in
        switch value {
        case .zone0: "0"
        case .zone1: "1"
        case .zone2: "2"
        case .zone3: "3"
        case .zone4a: "4a"
        case .zone4b: "4b"
        }
    }

    package static let period = Words<DayPeriod> { value in
        switch value {
        case .day: "day"
        case .night: "night"
        }
    }

    package static let origin = Words<RowOrigin> { value in
        switch value {
        case .builtIn: "builtIn"
        case .plan: "plan"
        }
    }

    package static let confidence = Words<Confidence> { value in
        switch value {
        case .low: "low"
        case .medium: "medium"
        case .high: "high"
        }
    }

    package static let backgroundBasis = Words<Background.Basis> { value in
        switch value {
        case .declared: "declared"
        case .hourOfWeek: "hourOfWeek"
        case .hourOfDay: "hourOfDay"
        case .justBefore: "justBefore"
        }
    }

    package static let sensorStep = Words<SensorChange.Step> { value in
        switch value {
        case .silent: "silent"
        case .back: "back"
        case .clockOff: "clockOff"
        case .clockRight: "clockRight"
        case .faulty: "faulty"
        case .sound: "sound"
        }
    }

    package static let sensorFault = Words<SensorFault> { value in
        switch value {
        case .range: "range"
        case .frozen: "frozen"
        case .jump: "jump"
        case .overlap: "overlap"
        }
    }

    package static let memory = Words<JudgeMemory.Kind> { value in
        switch value {
        case .violation: "violation"
        case .evaluation: "track"
        case .silence: "silence"
        case .clock: "clock"
        case .fault: "fault"
        case .untold: "untold"
        case .background: "background"
        case .loudHour: "loudHour"
        case .passed: "passed"
        case .muted: "muted"
        case .review: "review"
        case .plan: "plan"
        case .order: "order"
        }
    }
}
