package import Acoustics
package import EventTime
package import Readings

/// What one sensor's readings of a span say together: levels of the valid ones, and the weather of all.
package struct MeasuredSpan: Hashable, Sendable {
    package var span: TimeRange
    /// Energy mean over what is valid.
    package var LAeq: Level?
    /// Nil where the sensor does not tell it.
    package var LAFmax: Level?
    /// L10, L50 and L90 of readings of 1 s or shorter; nil where they are longer.
    package var percentiles: Percentiles?
    /// Share of the span covered by valid readings, 0...1.
    package var coverage: Double
    package var windMaxHundredths: Int?
    package var rainHundredths: Int?
    package var hasThunder: Bool?

    /// `readings` are those that touch `span`, in order of their start. They share the time as in every figure; one
    /// that is longer than the span says nothing of it.
    package init(_ readings: [Reading], span: TimeRange) {
        self.span = span
        coverage = 0
        var levels = SharedTime(of: span)
        var rains = SharedTime(of: span)
        var counted = Counted()
        var rain = RainSum()
        func take(endingBy instant: Instant = .distantFuture) {
            while let (reading, time) = levels.next(endingBy: instant) { counted.add(reading, for: time, of: span) }
            while let (reading, time) = rains.next(endingBy: instant) { rain.add(reading, for: time) }
        }
        for reading in readings where reading.start < span.end && reading.end > span.start {
            take(endingBy: reading.start)
            if let weather = reading.weather { note(weather) }
            if reading.weather?.rainHundredths != nil { rains.add(reading) }
            if reading.exclusion == nil { levels.add(reading) }
        }
        take()
        LAeq = counted.mean.level
        LAFmax = counted.LAFmax
        percentiles = counted.percentiles
        rainHundredths = rain.hundredths
        let length = Double(span.length.milliseconds)
        coverage = length > 0 ? min(1, counted.mean.milliseconds / length) : 0
    }

    private mutating func note(_ weather: Weather) {
        if let wind = weather.windHundredths { windMaxHundredths = max(wind, windMaxHundredths ?? 0) }
        if let thunder = weather.thunder { hasThunder = thunder || hasThunder == true }
    }

    private struct Counted {
        var mean = PartialMean()
        var distribution = LevelDistribution()
        var LAFmax: Level?

        mutating func add(_ reading: Reading, for time: TimeSpan, of span: TimeRange) {
            guard let LAeq = reading.LAeq else { return }
            mean.add(reading, for: time)
            if let level = reading.LAFmax { LAFmax = max(level, LAFmax ?? level) }
            guard reading.duration <= .seconds(1), span.contains(reading.start) else { return }
            distribution.add(LAeq, duration: reading.duration)
        }

        var percentiles: Percentiles? {
            guard !distribution.isEmpty else { return nil }
            return Percentiles(
                L10: distribution.exceeded(percent: 10),
                L50: distribution.exceeded(percent: 50),
                L90: distribution.exceeded(percent: 90)
            )
        }
    }
}
