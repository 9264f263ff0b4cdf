import Acoustics
import EventTime
import ExamCalendar
import Readings

/// The hour that a sensor is in, on its way into the record of what is usual.
struct HourInProgress: Sendable {
    /// Local, as the site's clock shows it.
    let range: TimeRange
    /// Monday 00:00 being 0.
    let hourOfWeek: Int
    /// A violation was open at the sensor at some time of the hour.
    var isLoud = false
    private var distribution = LevelDistribution()
    private var sum = EnergyMean()

    /// Share of the hour that must be covered for it to speak for others (HJ 906-2017 as it is commonly applied).
    static let coveragePercent: Int64 = 75

    init(around t: Instant, zone: TimeZoneRules) {
        range = zone.hour(containing: t)
        hourOfWeek = (zone.localDate(at: t).weekday.rawValue - 1) * 24 + zone.localSecondsOfDay(at: t) / 3600
    }

    /// Takes a reading that starts in the hour and counts for `validMilliseconds`. One that is longer than the hour
    /// says nothing of it, and of one that ends behind it the part within the hour counts.
    mutating func take(_ reading: Reading, validMilliseconds: Int64) {
        guard reading.duration <= range.length, let level = reading.LAeq else { return }
        let part = min(reading.end, range.end) - reading.start
        distribution.add(level, duration: part)
        sum.add(level, milliseconds: min(validMilliseconds, part.milliseconds))
    }

    /// Nil when too little of the hour was heard, or a violation was open in it.
    var background: HourBackground? {
        guard !isLoud, sum.milliseconds * 100 >= range.length.milliseconds * HourInProgress.coveragePercent,
            let LAeq = sum.level, let L50 = distribution.exceeded(percent: 50),
            let L90 = distribution.exceeded(percent: 90)
        else { return nil }
        return HourBackground(hour: range.start, LAeq: LAeq, L50: L50, L90: L90)
    }
}
