package import Acoustics
package import EventTime
package import NoiseRules
package import Readings
package import Sites

/// What one sensor heard in one hour, as analysts export it.
package struct HourlySummary: Hashable, Sendable {
    package var sensor: SensorID
    /// The hour's start.
    package var hour: Instant
    /// Seconds east of UTC in which `hour` is written.
    package var offset: Int
    package var levels: Levels
    package var coverage: Coverage
    package var weather: Weather
    /// The strictest limit in force during the hour.
    package var limit: Limit?
    package var evidence: EvidenceGrade
    /// How many later arrivals changed the hour after it was over.
    package var revision: Int

    package init(
        sensor: SensorID,
        hour: Instant,
        offset: Int,
        levels: Levels,
        coverage: Coverage,
        weather: Weather,
        limit: Limit?,
        evidence: EvidenceGrade,
        revision: Int
    ) {
        self.sensor = sensor
        self.hour = hour
        self.offset = offset
        self.levels = levels
        self.coverage = coverage
        self.weather = weather
        self.limit = limit
        self.evidence = evidence
        self.revision = revision
    }

    /// By how many tenths of a decibel the told LAeq lies over the limit; 0 when it does not, nil without either.
    package var exceedanceTenths: Int? {
        guard let LAeq = levels.LAeq, let limit else { return nil }
        return max(0, LAeq.tenths - limit.level.tenths)
    }

    /// What was heard.
    package struct Levels: Hashable, Sendable {
        package var LAeq: Level?
        /// True when `maximum` and `minimum` are of LAeq,1s because no LAFmax was sent.
        package var extremesAreLAeq1s: Bool
        package var maximum: Level?
        package var minimum: Level?
        /// Exact percentiles of the hour's values; nil when the readings are too coarse for them.
        package var percentiles: Percentiles?
        /// Population standard deviation of the hour's levels, tenths of a decibel, rounded once.
        package var SDTenths: Int?

        package init(
            LAeq: Level?,
            extremesAreLAeq1s: Bool,
            maximum: Level?,
            minimum: Level?,
            percentiles: Percentiles?,
            SDTenths: Int?
        ) {
            self.LAeq = LAeq
            self.extremesAreLAeq1s = extremesAreLAeq1s
            self.maximum = maximum
            self.minimum = minimum
            self.percentiles = percentiles
            self.SDTenths = SDTenths
        }
    }

    /// How much of the hour the figures are made of.
    package struct Coverage: Hashable, Sendable {
        /// Share of the hour covered by valid readings, 0...1.
        package var validRate: Double
        /// Valid readings.
        package var n: Int

        package init(validRate: Double, n: Int) {
            self.validRate = validRate
            self.n = n
        }
    }

    /// Of all readings of the hour, also of those that wind or rain leaves out of the levels.
    package struct Weather: Hashable, Sendable {
        package var windMaxHundredths: Int?
        package var rainHundredths: Int?

        package init(windMaxHundredths: Int?, rainHundredths: Int?) {
            self.windMaxHundredths = windMaxHundredths
            self.rainHundredths = rainHundredths
        }
    }
}
