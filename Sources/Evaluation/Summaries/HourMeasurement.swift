import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records

/// What is gathered of one sensor's readings that start within one hour, by their duration.
struct HourMeasurement {
    private var coverage = HourCoverage()
    private var byDuration: [EventTime.Span: Gathered] = [:]
    private var windMaxHundredths: Int?
    private var rainHundredths: Int?
    private var laterArrivals: Set<Instant> = []

    private struct Gathered {
        var mean = EnergyMean()
        var distribution = LevelDistribution()
        var n = 0
        var maximum: Level?
        var minimum: Level?
        var LAFmax: Level?
        var LAFmin: Level?
        /// The sensor's own percentiles, when one reading is the whole hour.
        var own: Percentiles?
    }

    mutating func add(_ entry: borrowing JournalEntry, hour: TimeRange) {
        let reading = entry.reading
        if entry.receivedAt > max(hour.end, reading.end) + Judge.lateAfter { laterArrivals.insert(entry.receivedAt) }
        if let wind = reading.weather?.windHundredths { windMaxHundredths = max(wind, windMaxHundredths ?? 0) }
        if let rain = reading.weather?.rainHundredths { rainHundredths = rain + (rainHundredths ?? 0) }
        guard reading.exclusion == nil else { return }
        coverage.add(reading)
        gather(reading, into: &byDuration[reading.duration, default: Gathered()])
    }

    private func gather(_ reading: Reading, into gathered: inout Gathered) {
        gathered.n += 1
        gathered.mean.add(reading.LAeq, milliseconds: reading.validMilliseconds)
        if reading.duration <= .seconds(1) {
            gathered.distribution.add(reading.LAeq, duration: reading.duration)
        }
        gathered.maximum = max(reading.LAeq, gathered.maximum ?? reading.LAeq)
        gathered.minimum = min(reading.LAeq, gathered.minimum ?? reading.LAeq)
        if let level = reading.LAFmax { gathered.LAFmax = max(level, gathered.LAFmax ?? level) }
        if let level = reading.LAFmin { gathered.LAFmin = min(level, gathered.LAFmin ?? level) }
        if reading.duration == .hours(1) { gathered.own = reading.percentiles }
    }

    func summary(of sensor: Sensor, hour: TimeRange, offset: Int, limit: Limit?) -> HourlySummary {
        let duration = coverage.speakingDuration
        let gathered = duration.flatMap { byDuration[$0] } ?? Gathered()
        let isSeconds = duration == .seconds(1)
        let hasExtremes = gathered.LAFmax != nil || gathered.LAFmin != nil
        let rate = Double(coverage.valid(within: hour.length).milliseconds) / Double(hour.length.milliseconds)
        return HourlySummary(
            sensor: sensor.id,
            hour: hour.start,
            offset: offset,
            LAeq: gathered.mean.level,
            extremesAreLAeq1s: isSeconds && !hasExtremes,
            maximum: hasExtremes ? gathered.LAFmax : isSeconds ? gathered.maximum : nil,
            minimum: hasExtremes ? gathered.LAFmin : isSeconds ? gathered.minimum : nil,
            percentiles: gathered.distribution.isEmpty ? gathered.own : percentiles(of: gathered.distribution),
            SDTenths: gathered.distribution.standardDeviationTenths,
            validRate: rate,
            n: gathered.n,
            windMaxHundredths: windMaxHundredths,
            rainHundredths: rainHundredths,
            limit: limit,
            evidence: rate >= 0.75 && sensor.instrumentClass != .uncertified ? .B : .C,
            revision: laterArrivals.count
        )
    }

    private func percentiles(of distribution: LevelDistribution) -> Percentiles {
        Percentiles(
            L5: distribution.exceeded(percent: 5),
            L10: distribution.exceeded(percent: 10),
            L50: distribution.exceeded(percent: 50),
            L90: distribution.exceeded(percent: 90),
            L95: distribution.exceeded(percent: 95)
        )
    }
}
