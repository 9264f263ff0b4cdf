package import Acoustics
package import EventTime
import ExamCalendar

/// A level over its limit that cannot be judged: it lies less than 3 dB above the background.
package struct NotAssessable: Hashable, Sendable {
    package var sensor: SensorID
    package var rule: String
    package var at: Instant
    /// As measured.
    package var level: Level
    package var limit: Limit
    package var background: Background
}

extension Judge {
    /// The window's level without the background; nil when it cannot be told, which is said once for each time that it
    /// begins. Only a background that was measured for the purpose, or recorded in the same hour of the week, is taken off:
    /// taking off too much would hide what is over the limit. A level that is under its limit with the background is under it without.
    mutating func corrected(
        _ number: Int,
        _ measured: Track.Standing,
        _ limit: Limit,
        at now: Instant,
        verdicts: inout [Verdict]
    ) -> Track.Standing? {
        guard let correction = tracks[number].rule.correction,
            let background = sensors[tracks[number].sensor].quiet,
            background.basis == .declared || background.basis == .hourOfWeek
        else { return measured }
        var standing = measured
        standing.background = background
        guard measured.level > limit.level else {
            tracks[number].isNotAssessable = false
            return standing
        }
        switch correction.outcome(measured: measured.level, background: background.level) {
        case .takesOff(let tenths):
            tracks[number].isNotAssessable = false
            standing.correctionTenths = tenths
            standing.level = Level(tenths: max(0, measured.level.tenths - tenths)) ?? measured.level
            return standing
        case .notAssessable:
            if !tracks[number].isContributing { setOverSince(number, nil) }
            if !tracks[number].isNotAssessable {
                let track = tracks[number]
                tracks[number].isNotAssessable = true
                verdicts.append(
                    .notAssessable(
                        NotAssessable(
                            sensor: plan.sensors[track.sensor].id,
                            rule: track.rule.id,
                            at: now,
                            level: measured.level,
                            limit: limit,
                            background: background
                        )
                    )
                )
            }
            return nil
        }
    }
}
