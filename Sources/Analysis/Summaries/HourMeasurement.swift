import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import Sites

/// What is gathered of one sensor's readings that lie within one hour, wholly or in part.
///
/// A reading that is longer than the hour says nothing of it.
struct HourMeasurement {
    private let hour: TimeRange
    /// The valid ones.
    private var levels: SharedTime
    /// Those that report rain, valid or not: rain itself makes a reading invalid.
    private var rains: SharedTime
    private var counted = CountedReadings()
    private var windMaxHundredths: Int?
    private var rain = RainSum()
    private var laterArrivals: Set<Instant> = []

    init(hour: TimeRange) {
        self.hour = hour
        levels = SharedTime(of: hour)
        rains = SharedTime(of: hour)
    }

    /// Readings come in the order of their starts, from those on that reach into the hour from before it.
    mutating func add(_ entry: borrowing JournalEntry) {
        let reading = entry.reading
        guard reading.duration <= hour.length, reading.start < hour.end, reading.end > hour.start else { return }
        if entry.receivedAt > max(hour.end, reading.end) + Judge.lateAfter { laterArrivals.insert(entry.receivedAt) }
        if let wind = reading.weather?.windHundredths { windMaxHundredths = max(wind, windMaxHundredths ?? 0) }
        if reading.weather?.rainHundredths != nil {
            takeRain(endingBy: reading.start)
            rains.add(reading)
        }
        guard reading.exclusion == nil else { return }
        takeLevels(endingBy: reading.start)
        levels.add(reading)
    }

    private mutating func takeLevels(endingBy instant: Instant = .distantFuture) {
        while let (reading, time) = levels.next(endingBy: instant) { counted.add(reading, for: time, of: hour) }
    }

    private mutating func takeRain(endingBy instant: Instant = .distantFuture) {
        while let (reading, time) = rains.next(endingBy: instant) { rain.add(reading, for: time) }
    }

    /// The hour's figures, once all its readings were added.
    mutating func summary(of sensor: Sensor, offset: Int, limit: Limit?) -> HourlySummary {
        takeLevels()
        takeRain()
        let rate = min(1, counted.mean.milliseconds / Double(hour.length.milliseconds))
        // To within the error of the quotient.
        let isLead = rate > 0.75 - 1e-12 && sensor.instrumentClass != .uncertified && !counted.hasShift
        return HourlySummary(
            sensor: sensor.id,
            hour: hour.start,
            offset: offset,
            levels: HourlySummary.Levels(
                LAeq: counted.mean.level,
                extremesAreLAeq1s: counted.extremesAreLAeq1s,
                maximum: counted.maximum,
                minimum: counted.minimum,
                percentiles: counted.percentiles(of: hour),
                SDTenths: counted.distribution.standardDeviationTenths
            ),
            coverage: HourlySummary.Coverage(validRate: rate, n: counted.n),
            weather: HourlySummary.Weather(windMaxHundredths: windMaxHundredths, rainHundredths: rain.hundredths),
            limit: limit,
            evidence: isLead ? .B : .C,
            revision: laterArrivals.count
        )
    }
}
