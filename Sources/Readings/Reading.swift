package import Acoustics
package import EventTime

/// One decoded record of one sensor over [start, start + duration).
///
/// Which sensor it came from is said beside it (`DeviceID` in a decoded message, a key in the journal). A quantity that
/// the sensor did not send is nil, never 0.
package struct Reading: Hashable, Sendable {
    package var start: Instant
    /// 1 ms to 24 h; zero where its length is not known, so that it lies at an instant (`length`).
    package var duration: TimeSpan
    /// Nil where the sensor sends no average: a level of one moment is never taken for one.
    package var LAeq: Level?
    package var LAFmax: Level?
    package var LAFmin: Level?
    package var LCeq: Level?
    package var LAIeq: Level?
    package var LCpeak: Level?
    /// The sensor's own percentiles over the record's duration.
    package var percentiles: Percentiles?
    package var weather: Weather?
    /// Of the air beside wind and rain; nothing of it enters or gates a level.
    package var environment: Environment?
    /// What a level meter's display showed at the end.
    package var momentary: MomentaryLevel?
    /// How the device itself is.
    package var health: DeviceHealth?
    package var mark: DataMark
    /// Seconds that the sensor really measured within the duration; nil when it did not say.
    package var measuredSeconds: Int?
    /// The sensor itself says that this is old data sent later.
    package var historical: Bool
    /// The device has no clock: `end` is when the reading was received.
    package var isTimedByArrival: Bool
    /// How far `start` was moved on arrival because the sensor's clock is wrong; the sensor stamped `start - shift`.
    /// Zero for a clock that is right.
    package var shift: TimeSpan

    package init(
        start: Instant,
        duration: TimeSpan,
        LAeq: Level?,
        LAFmax: Level? = nil,
        LAFmin: Level? = nil,
        LCeq: Level? = nil,
        LAIeq: Level? = nil,
        LCpeak: Level? = nil,
        percentiles: Percentiles? = nil,
        weather: Weather? = nil,
        momentary: MomentaryLevel? = nil,
        health: DeviceHealth? = nil,
        mark: DataMark = .normal,
        measuredSeconds: Int? = nil,
        historical: Bool = false,
        isTimedByArrival: Bool = false,
        shift: TimeSpan = .zero
    ) {
        self.start = start
        self.duration = duration
        self.LAeq = LAeq
        self.LAFmax = LAFmax
        self.LAFmin = LAFmin
        self.LCeq = LCeq
        self.LAIeq = LAIeq
        self.LCpeak = LCpeak
        self.percentiles = percentiles
        self.weather = weather
        self.momentary = momentary
        self.health = health
        self.mark = mark
        self.measuredSeconds = measuredSeconds
        self.historical = historical
        self.isTimedByArrival = isTimedByArrival
        self.shift = shift
    }

    package var end: Instant { start + duration }

    /// Nil where it is not known.
    package var length: TimeSpan? { duration == .zero ? nil : duration }

    /// It holds no level, nothing of the weather or the air, and nothing of the device.
    package var isEmpty: Bool {
        LAeq == nil && LAFmax == nil && LAFmin == nil && LCeq == nil && LAIeq == nil && LCpeak == nil
            && percentiles == nil && weather == nil && environment == nil && momentary == nil && health == nil
    }
}

/// Levels exceeded N % of the time, as a sensor sends them.
package struct Percentiles: Hashable, Sendable {
    package var L5: Level?
    package var L10: Level?
    package var L50: Level?
    package var L90: Level?
    package var L95: Level?

    package init(L5: Level? = nil, L10: Level? = nil, L50: Level? = nil, L90: Level? = nil, L95: Level? = nil) {
        self.L5 = L5
        self.L10 = L10
        self.L50 = L50
        self.L90 = L90
        self.L95 = L95
    }
}

/// Weather at the sensor during a reading.
package struct Weather: Hashable, Sendable {
    /// Hundredths of a metre per second, 0...10000; the maximum over the reading where the sensor tells it.
    package var windHundredths: Int?
    /// Hundredths of a millimetre in the reading's duration.
    package var rainHundredths: Int?
    /// Whether there was thunder, as a lightning detector or a person says.
    package var thunder: Bool?

    package init(windHundredths: Int? = nil, rainHundredths: Int? = nil, thunder: Bool? = nil) {
        self.windHundredths = windHundredths
        self.rainHundredths = rainHundredths
        self.thunder = thunder
    }

    /// Wind or rain is told; that there was no thunder is not enough.
    package var isMeasured: Bool { windHundredths != nil || rainHundredths != nil }
}

/// A reading's quality: 0 to 5 as the sensor says it (the marks of HJ 212, Table 3), 6 and above as found on arrival.
/// `Reading.exclusion` says which of them enter a level.
package enum DataMark: UInt8, Hashable, Sendable, CaseIterable {
    case normal = 0
    case over = 1
    case under = 2
    case calibration = 3
    case fault = 4
    case partial = 5
    /// The reading's time lies in the future of its arrival, and nothing shows yet by how much the sensor's clock is
    /// wrong.
    case clock = 6
    /// A level that the instrument cannot measure: below its noise floor or above its range.
    case range = 7
    /// The same level for too long: the microphone is dead, or the logger repeats itself.
    case frozen = 8
    /// A step that no sound makes.
    case jump = 9

    /// Set by us, not by the sensor; such a reading enters no level.
    package var isFoundOnArrival: Bool { rawValue >= DataMark.clock.rawValue }
}

/// Why a reading does not enter a level.
package enum Exclusion: String, Hashable, Sendable, CaseIterable {
    case over, calibration, fault, clock, range, frozen, jump, wind, rain, thunder
    /// The sensor sent no LAeq: levels of moments, highest levels or the weather only.
    case noLAeq
    /// Nobody knows over what time the LAeq was averaged.
    case noLength
}

extension Reading {
    /// Wind of 5 m/s or more spoils a measurement, as do rain, snow and thunder (GB 12523-2011 cl. 5.2, GB 22337-2008
    /// cl. 5.2.1).
    package static let windLimitHundredths = 500

    /// The reason for leaving the reading out of every level, or nil when it is valid.
    ///
    /// `under` (below the instrument's range) stays in: the level is at most what is told. `partial` stays in and its
    /// coverage is what was measured.
    package var exclusion: Exclusion? {
        switch mark {
        case .over: return .over
        case .calibration: return .calibration
        case .fault: return .fault
        case .clock: return .clock
        case .range: return .range
        case .frozen: return .frozen
        case .jump: return .jump
        case .normal, .under, .partial: break
        }
        if let lack { return lack }
        guard let weather else { return nil }
        if let wind = weather.windHundredths, wind >= Reading.windLimitHundredths { return .wind }
        if let rain = weather.rainHundredths, rain > 0 { return .rain }
        if weather.thunder == true { return .thunder }
        return nil
    }

    /// What it lacks to enter a level, whatever its quality: such a reading is kept and shown, and is no evidence of a
    /// gap in the measurement beside it.
    package var lack: Exclusion? {
        LAeq == nil ? .noLAeq : duration == .zero ? .noLength : nil
    }

    /// Milliseconds of the duration that were measured.
    package var validMilliseconds: Int64 {
        guard let measuredSeconds else { return duration.milliseconds }
        return min(duration.milliseconds, Int64(measuredSeconds) * 1000)
    }
}
