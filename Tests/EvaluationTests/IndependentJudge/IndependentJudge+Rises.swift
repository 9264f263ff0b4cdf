import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Sites

/// Rules that look for a rise: what they find at a reading.
extension IndependentJudge {
    /// Takes a reading that counts into what is usual at its sensor.
    mutating func noteBackground(_ heard: HeardReading, of sensor: SensorID) {
        let isLoud = watches.contains { $0.sensor.id == sensor && $0.takesPart }
        backgrounds[sensor]?.take(heard, isLoud: isLoud)
    }

    /// Nil where the reading is not looked at, does not lie wholly between two edges, or the rule does not hold.
    mutating func noiseStep(_ place: Int, _ heard: HeardReading) -> RuleStep? {
        let reading = heard.reading
        let usual = backgrounds[watches[place].sensor.id]?.tenths
        let isLookedAt = watches[place].noise?.take(heard, usual: usual) ?? false
        let hours = watches[place].hours
        guard isLookedAt, hours.isWhole(reading), hours.limit(at: reading.start) != nil,
            let rise = watches[place].noise?.rise, let noise = watches[place].noise?.noise
        else { return nil }
        var step = RuleStep(limit: noise.background + rise)
        if let end = noise.end {
            watches[place].louderSince = nil
            let after = max(watches[place].rule.hysteresis.clearAfter, .seconds(10))
            step.isOver = reading.end - end >= after
            return step
        }
        // A reading of the noise that is not loud finds nothing.
        guard noise.quietFrom == nil else { return step }
        let edge = hours.edge(before: reading.start)
        let loud = noise.loud(from: edge)
        guard let level = LevelByHand(loud, .mean) else { return step }
        watches[place].lastLoud = reading.end
        step.since = max(noise.start, edge)
        step.figure = RuleFigure(
            tenths: level.tenths,
            isAbove: true,
            background: noise.background,
            LAFmax: LevelByHand(loud, .maximum)?.tenths
        )
        step.present = window(place, newest: reading).present
        return step
    }
}

/// What one reading says to one rule.
struct RuleStep {
    /// In tenths of a decibel; of a rise the background and the rise.
    var limit: Int
    /// Nil where nothing can be said.
    var figure: RuleFigure?
    /// How loud it is now.
    var present: Int?
    /// Of a rule with a limit.
    var window: WindowFigure?
    /// Of a rule that looks for a rise: since when the noise has been on, behind the last edge; it has been over for
    /// long enough.
    var since: Instant?
    var isOver = false
}

/// The level that a rule finds, in tenths of a decibel.
struct RuleFigure {
    var tenths: Int
    var isAbove: Bool
    /// Of a noise that stands out: of what, and its highest LAFmax.
    var background: Int?
    var LAFmax: Int?
}
