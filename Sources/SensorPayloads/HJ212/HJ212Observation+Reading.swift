import Acoustics
import EventTime
import Readings

extension HJ212Observation {
    /// The reading of one packet; nil when it holds nothing that a reading has: levels of the whole of its time, marks,
    /// weather and dust. Levels of a part of the day have no place in it.
    ///
    /// - Returns: Beside it what keeps a level out that the packet has: its weighting is not known.
    func reading(_ settings: HJ212Settings, at position: Int) -> (Reading?, HJ212Error?) {
        let whole = sound.filter { $0.part == .whole }
        let valid = whole.filter(\.isValid)
        // With nothing valid, what is marked is kept with its mark, so that it is seen and enters no level.
        let levels = valid.isEmpty ? whole.filter { $0.level != nil } : valid
        func level(_ isIt: (HJ212SoundLevel) -> Bool) -> Level? { levels.first(where: isIt)?.level }
        func percentile(_ percent: Int) -> Level? {
            level { $0.quantity == .percentile(percent) && $0.frequency == .A }
        }

        let (start, duration) = span(settings, hasLeq: levels.contains { $0.quantity == .equivalent })
        var reading = Reading(start: start, duration: duration, LAeq: level(\.isLAeq))
        reading.LAFmax = level(\.isLAFmax)
        reading.LAFmin = level(\.isLAFmin)
        reading.LCeq = level { $0.quantity == .equivalent && $0.frequency == .C }
        let percentiles = Percentiles(
            L5: percentile(5),
            L10: percentile(10),
            L50: percentile(50),
            L90: percentile(90),
            L95: percentile(95)
        )
        if percentiles != Percentiles() { reading.percentiles = percentiles }
        if let shown = levels.first(where: { $0.quantity == .instantaneous && $0.frequency != nil }),
            let level = shown.level, let frequency = shown.frequency
        {
            reading.momentary = MomentaryLevel(level, frequency: frequency, time: shown.time)
        }
        if let wind { reading.weather = Weather(windHundredths: wind) }
        reading.environment = air
        if valid.isEmpty, let mark = whole.compactMap(\.mark).first { reading.mark = mark.dataMark }
        // The end of a period of unknown length is not known either: it must not pass for a clock that is behind.
        reading.historical = history != nil || (kind != .instant && self.duration == nil)

        let isSilent = reading.LAeq == nil && reading.momentary == nil && reading.LCeq == nil
        var problem: HJ212Error?
        if isSilent, let unknown = valid.first(where: { $0.frequency == nil }) {
            let name = unknown.name.utf8.count <= 12 ? unknown.name : "a level"
            problem = HJ212Error(
                .missingField,
                at: position,
                "\(name) does not say how it weighs frequencies; write the option frequency-weighting: A if it is dB(A)"
            )
        }
        return (reading.isEmpty ? nil : reading, problem)
    }

    /// What of the air no reading takes, and why.
    var notes: [String] {
        let dust = environment.filter { $0.isValid && !$0.isUnitKnown }.map { value in
            "\(value.name) is not stored: the packet does not say whether it is µg/m³ or mg/m³; "
                + "write the option dust-unit: ug/m3, or mg/m3"
        }
        let impossible = leftOut.filter { $0.quantity?.air != nil }.map { "not stored: \($0)" }
        return dust + impossible
    }

    /// Start and length; a length that is not known is zero.
    private func span(_ settings: HJ212Settings, hasLeq: Bool) -> (Instant, TimeSpan) {
        if kind == .instant, hasLeq, let span = settings.realTimeSpan { return (time - span, span) }
        return (time, duration ?? .zero)
    }

    /// The air: of each quantity the first value that counts and is neither the smallest nor the largest. Dust of an
    /// unknown unit is none.
    private var air: Environment? {
        var air = Environment()
        for value in environment where value.isValid && value.isUnitKnown {
            guard let quantity = value.quantity.air, air[quantity] == nil, let thousandths = value.thousandths,
                ![.minimum, .maximum].contains(value.statistic)
            else { continue }
            // Thousandths of a kilopascal are hundredths of a hectopascal.
            let places = quantity == .pressure ? 0 : 3 - quantity.decimals
            air[quantity] = HJ212Observation.rounded(thousandths, places: places)
        }
        return air.isEmpty ? nil : air
    }

    /// A number without its last `places` digits, half to even.
    private static func rounded(_ number: Int, places: Int) -> Int {
        let unit = (0..<places).reduce(1) { unit, _ in unit * 10 }
        let (quotient, rest) = abs(number).quotientAndRemainder(dividingBy: unit)
        let isUp = rest * 2 > unit || (rest * 2 == unit && unit > 1 && quotient % 2 == 1)
        return (number < 0 ? -1 : 1) * (isUp ? quotient + 1 : quotient)
    }

    /// The largest that is told, in hundredths of a metre per second.
    private var wind: Int? {
        let values = environment.filter { $0.quantity == .windSpeed && $0.isValid && $0.statistic != .minimum }
        guard let thousandths = values.compactMap(\.thousandths).max() else { return nil }
        let wind = HJ212Observation.rounded(thousandths, places: 1)
        return wind <= 10_000 ? wind : nil
    }
}
