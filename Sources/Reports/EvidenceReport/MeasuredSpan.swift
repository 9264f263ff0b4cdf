package import Acoustics
package import EventTime

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

    /// `readings` are those that touch `span`, in order of their start. Where a sensor sends records of several lengths, those
    /// that cover most of the span speak.
    package init(_ readings: [Reading], span: TimeRange) {
        self.span = span
        coverage = 0
        var gathered: [EventTime.Span: Gathered] = [:]
        for reading in readings {
            guard let part = TimeRange(start: reading.start, end: reading.end).intersection(span) else { continue }
            if let weather = reading.weather { note(weather) }
            guard reading.exclusion == nil else { continue }
            let share = min(part.length.milliseconds, reading.validMilliseconds)
            gathered[reading.duration, default: Gathered()].add(reading, milliseconds: share)
        }
        let speaking = gathered.max { a, b in
            (a.value.mean.milliseconds, b.key) < (b.value.mean.milliseconds, a.key)
        }
        let valid = speaking?.value ?? Gathered()
        LAeq = valid.mean.level
        LAFmax = valid.LAFmax
        percentiles = valid.percentiles
        guard span.length > .zero else { return }
        coverage = min(1, Double(valid.mean.milliseconds) / Double(span.length.milliseconds))
    }

    private mutating func note(_ weather: Weather) {
        if let wind = weather.windHundredths { windMaxHundredths = max(wind, windMaxHundredths ?? 0) }
        if let rain = weather.rainHundredths { rainHundredths = rain + (rainHundredths ?? 0) }
        if let thunder = weather.thunder { hasThunder = thunder || hasThunder == true }
    }

    private struct Gathered {
        var mean = EnergyMean()
        var distribution = LevelDistribution()
        var LAFmax: Level?

        mutating func add(_ reading: Reading, milliseconds: Int64) {
            guard milliseconds > 0 else { return }
            mean.add(reading.LAeq, milliseconds: milliseconds)
            if reading.duration <= .seconds(1) { distribution.add(reading.LAeq, duration: .milliseconds(milliseconds)) }
            if let level = reading.LAFmax { LAFmax = max(level, LAFmax ?? level) }
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
