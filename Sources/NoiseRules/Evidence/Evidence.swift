package import EventTime
import ExamCalendar
package import Sites

/// How far the record of a violation can carry a decision: A evidential, B lead, C advisory.
package enum EvidenceGrade: String, Hashable, Sendable, CaseIterable {
    case A, B, C
}

/// The grade of a violation's record, with everything that keeps it from A.
///
/// A stands for a certified and verified instrument, calibrated before and after within 0.5 dB, known weather, a
/// background at least 3 dB below, a full window and a site that was announced (Administrative Penalty Law 2021 art.
/// 41, GB 12523-2011 cl. 5). C makes no claim about a level, or none that could be told from the meter's own
/// uncertainty. "Suspected" stands with every grade until a person confirms.
package struct Evidence: Hashable, Sendable {
    package var grade: EvidenceGrade
    /// In the order of the cases; empty for A.
    package var missing: [Missing]

    package init(grade: EvidenceGrade, missing: [Missing]) {
        self.grade = grade
        self.missing = missing
    }

    package enum Missing: String, Hashable, Sendable, CaseIterable {
        /// A low-cost sensor, or one that the plan does not have any more.
        case certifiedInstrument
        /// No verification certificate in the plan.
        case certificate
        /// Its validity ended before the violation.
        case certificateInForce
        case calibrationBefore
        case calibrationAfter
        /// The two calibrations around it differ by more than 0.5 dB: the result is invalid.
        case agreeingCalibrations
        /// Neither wind nor rain was measured with the level.
        case weather
        /// No background was measured, declared or recorded.
        case background
        /// The value is an alarm; the standard asks for another window.
        case fullWindow
        /// The exceedance does not exceed the meter's own uncertainty.
        case clearExceedance
        /// The limit's figure was not read in the standard's own text.
        case verifiedLimit
        /// The sensor's place was not announced to the public.
        case announcement
        /// A rise over the background says nothing about a limit.
        case levelClaim
        /// The sensor's clock was wrong: the time is that of arrival.
        case clock
    }
}

extension Evidence {
    /// What stands in the record of a violation of `kind`, whose worst finding is `finding` and which lasted over
    /// `span`. `sensor` is as the plan has it now, nil when it does not; `date` is the local one of the opening.
    package init(
        of finding: Finding,
        kind: ViolationKind,
        span: TimeRange,
        date: LocalDate,
        sensor: Sensor?,
        calibrations: CalibrationRecord
    ) {
        var missing: Set<Missing> = []
        if sensor.map({ $0.instrumentClass == .uncertified }) ?? true { missing.insert(.certifiedInstrument) }
        switch sensor?.certificate {
        case nil: missing.insert(.certificate)
        case .some(let certificate): if certificate.expires < date { missing.insert(.certificateInForce) }
        }
        // Around the beginning: a calibration made during the violation says nothing of what came before it.
        switch calibrations.validity(at: span.start) {
        case .valid: break
        case .none: missing.formUnion([.calibrationBefore, .calibrationAfter])
        case .onlyBefore: missing.insert(.calibrationAfter)
        case .onlyAfter: missing.insert(.calibrationBefore)
        case .invalid: missing.insert(.agreeingCalibrations)
        }
        // A pair that disagrees spoils all between the two, also for a violation that only reaches into it.
        if calibrations.invalidSpans.contains(where: { $0.range.overlaps(span) }) {
            missing.insert(.agreeingCalibrations)
        }
        if !finding.isWeatherKnown { missing.insert(.weather) }
        if finding.background == nil { missing.insert(.background) }
        if !finding.isVerdict { missing.insert(.fullWindow) }
        if finding.isWithinUncertainty { missing.insert(.clearExceedance) }
        if !finding.limit.verified { missing.insert(.verifiedLimit) }
        if sensor?.isAnnounced != true { missing.insert(.announcement) }
        if finding.rise != nil { missing.insert(.levelClaim) }
        if finding.clockShift != nil { missing.insert(.clock) }

        self.missing = Missing.allCases.filter(missing.contains)
        // C where the level itself may be chance: no more than the meter's uncertainty, a rise of low confidence, or
        // at a time that the sensor did not say.
        if kind == .advisory || finding.isWithinUncertainty || finding.rise?.confidence == .low
            || finding.clockShift != nil
        {
            grade = .C
        } else {
            grade = missing.isEmpty ? .A : .B
        }
    }
}
