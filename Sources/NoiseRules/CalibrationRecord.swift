package import Acoustics
package import EventTime

/// One look at a sensor with a calibrator on it.
package struct CalibrationCheck: Hashable, Sendable {
    package var at: Instant
    /// As found, before anything was adjusted.
    package var level: Level
    /// What the calibrator gives.
    package var reference: Level

    package init(at: Instant, level: Level, reference: Level) {
        self.at = at
        self.level = level
        self.reference = reference
    }

    /// Hundredths of a decibel that the sensor showed too much.
    package var deviationHundredths: Int { level.hundredths - reference.hundredths }
}

/// The calibrations of one sensor, and what its levels are worth between them: the value before and the value after a
/// measurement may differ by 0.5 dB at most, or the result is invalid (GB 12523-2011 cl. 5.1.2).
package struct CalibrationRecord: Hashable, Sendable {
    /// The greatest difference of two successive deviations, in hundredths of a decibel.
    package static let largestDriftHundredths = 50

    /// In order of their time.
    package let checks: [CalibrationCheck]

    /// Of two at one instant the later one in `checks` stands behind.
    package init(_ checks: [CalibrationCheck]) {
        self.checks = checks.enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .map(\.element)
    }

    /// Two successive calibrations that do not agree, and the time between them.
    package struct InvalidSpan: Hashable, Sendable {
        package var range: TimeRange
        /// By how much the later deviation is greater, in hundredths of a decibel; negative when it is less.
        package var driftHundredths: Int

        package init(range: TimeRange, driftHundredths: Int) {
            self.range = range
            self.driftHundredths = driftHundredths
        }
    }

    /// What stands around an instant; a calibration counts for what comes after it from its very instant on.
    package enum Validity: Hashable, Sendable {
        /// Calibrated before and after, and the two agree.
        case valid(before: CalibrationCheck, after: CalibrationCheck)
        case onlyBefore(CalibrationCheck)
        case onlyAfter(CalibrationCheck)
        case none
        /// Calibrated before and after, and the two differ by more than 0.5 dB.
        case invalid(before: CalibrationCheck, after: CalibrationCheck, driftHundredths: Int)
    }

    package var invalidSpans: [InvalidSpan] {
        zip(checks, checks.dropFirst()).compactMap { before, after in
            let drift = CalibrationRecord.drift(before, after)
            guard before.at < after.at, !CalibrationRecord.isTolerable(drift) else { return nil }
            return InvalidSpan(range: TimeRange(start: before.at, end: after.at), driftHundredths: drift)
        }
    }

    package func validity(at t: Instant) -> Validity {
        let before = checks.last { $0.at <= t }
        let after = checks.first { $0.at > t }
        switch (before, after) {
        case (let before?, let after?):
            let drift = CalibrationRecord.drift(before, after)
            return CalibrationRecord.isTolerable(drift)
                ? .valid(before: before, after: after)
                : .invalid(before: before, after: after, driftHundredths: drift)
        case (let before?, nil): return .onlyBefore(before)
        case (nil, let after?): return .onlyAfter(after)
        case (nil, nil): return .none
        }
    }

    private static func drift(_ before: CalibrationCheck, _ after: CalibrationCheck) -> Int {
        after.deviationHundredths - before.deviationHundredths
    }

    /// Whether two deviations that differ by `drift` hundredths of a decibel may stand before and after a measurement.
    package static func isTolerable(_ drift: Int) -> Bool { abs(drift) <= largestDriftHundredths }
}
