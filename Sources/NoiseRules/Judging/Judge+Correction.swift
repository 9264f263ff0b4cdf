package import Acoustics
package import EventTime
import ExamCalendar
package import Sites

/// A level over its limit that cannot be judged: it lies less than 3 dB above the background.
package struct NotAssessable: Hashable, Sendable {
    package var sensor: SensorID
    package var rule: RuleID
    package var at: Instant
    /// As measured.
    package var level: Level
    package var limit: Limit
    package var background: Background
}

extension Judge {
    /// The window without the background, whether it is above the limit or not. One that lies less than 3 dB above it
    /// is indistinct, which is said once for each time that it begins above the limit.
    ///
    /// Only a background that was measured for the purpose, or recorded in the same hour of the week, is taken off:
    /// taking off too much would hide what is above the limit.
    mutating func corrected(
        _ number: Int,
        _ measured: RuleEvaluation.WindowResult,
        _ limit: Limit,
        at now: Instant,
        verdicts: inout [Verdict]
    ) -> RuleEvaluation.WindowResult {
        guard let correction = evaluations[number].rule.measurement.correction,
            let background = sensors[evaluations[number].sensor].quiet,
            background.basis == .declared || background.basis == .hourOfWeek
        else { return measured }
        var standing = measured
        standing.background = background
        switch correction.outcome(measured: measured.level, mean: measured.mean, background: background.level) {
        case .takesOff(let tenths):
            evaluations[number].isNotAssessable = false
            standing.correctionTenths = tenths
            standing.level = Level(tenths: max(0, measured.level.tenths - tenths)) ?? measured.level
        case .notAssessable:
            standing.isIndistinct = true
            // As measured: less than 3 dB above the background GB 12523-2011 cl. 5.7 allows no corrected value.
            noteNotAssessable(number, measured.level, limit, background, at: now, verdicts: &verdicts)
        }
        return standing
    }

    private mutating func noteNotAssessable(
        _ number: Int,
        _ level: Level,
        _ limit: Limit,
        _ background: Background,
        at now: Instant,
        verdicts: inout [Verdict]
    ) {
        // Below the limit nothing was kept from being judged; the next time above is said again.
        guard level > limit.level else {
            evaluations[number].isNotAssessable = false
            return
        }
        guard !evaluations[number].isNotAssessable else { return }
        evaluations[number].isNotAssessable = true
        let note = NotAssessable(
            sensor: plan.sensors[evaluations[number].sensor].id,
            rule: evaluations[number].rule.id,
            at: now,
            level: level,
            limit: limit,
            background: background
        )
        verdicts.append(.notAssessable(note))
    }
}
