import Acoustics
package import EventTime
package import Sites

/// What operators must know of a sensor, reported once when it begins and once when it is over.
package struct SensorChange: Hashable, Sendable {
    /// The words are part of the ids of alerts.
    package enum Step: String, Hashable, Sendable, CaseIterable {
        case silent = "silent"
        case back = "back"
        /// Its clock is wrong by `offset`; its readings are judged by their arrival.
        case clockOff = "clockOff"
        case clockRight = "clockRight"
        /// Its readings cannot be right (`fault`), and do not enter a level.
        case faulty = "faulty"
        case sound = "sound"
    }

    package var sensor: SensorID
    package var step: Step
    /// When its silence had lasted as long as the plan allows (silent); otherwise the start of the reading that showed
    /// it.
    package var at: Instant
    /// End of the last reading before; nil when none was ever received.
    package var lastReading: Instant?
    /// When the last message before arrived; nil when none ever did, and in records of releases before 0.4.0.
    package var lastArrival: Instant?
    /// The sensor's clock less ours, of `clockOff`: positive when it runs ahead.
    package var offset: TimeSpan?
    /// Of `faulty` and `sound`.
    package var fault: SensorFault?

    package init(
        sensor: SensorID,
        step: Step,
        at: Instant,
        lastReading: Instant?,
        lastArrival: Instant? = nil,
        offset: TimeSpan? = nil,
        fault: SensorFault? = nil
    ) {
        self.sensor = sensor
        self.step = step
        self.at = at
        self.lastReading = lastReading
        self.lastArrival = lastArrival
        self.offset = offset
        self.fault = fault
    }
}

extension SensorChange {
    /// Whether a clock that is off by `offset` is likely to be set to another time zone: half an hour or more, and
    /// within a minute of a whole number of quarters of an hour, up to 14 h.
    package static func looksLikeTimeZone(_ offset: TimeSpan) -> Bool { offset.looksLikeTimeZone }

    /// Something is wrong from now on; the other steps say that it is over.
    package var isTrouble: Bool {
        switch step {
        case .silent, .clockOff, .faulty: true
        case .back, .clockRight, .sound: false
        }
    }
}

/// Why a sensor's readings cannot be right although they are well formed. The words are part of the ids of alerts.
package enum SensorFault: String, Hashable, Sendable, CaseIterable {
    /// Levels that the instrument cannot measure.
    case range = "range"
    /// The same level for too long.
    case frozen = "frozen"
    /// Steps that no sound makes.
    case jump = "jump"
    /// Readings that lie over one another by half or more.
    case overlap = "overlap"
}
