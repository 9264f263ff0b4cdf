import Acoustics
import EventTime
import Readings

/// A reading as the figures' check sees it: whole milliseconds, levels in millionths of a decibel, nothing of the
/// program.
struct WrittenReading {
    var start: Int
    var duration: Int
    var LAeq: Int
    var LAFmax: Int?
    var LAFmin: Int?
    /// L5, L10, L50, L90, L95 as the sensor sent them.
    var percentiles: [Int]?
    var measuredSeconds: Int?
    /// Hundredths of a metre per second.
    var wind: Int?
    /// Hundredths of a millimetre.
    var rain: Int?
    /// The sensor's word for a reading that is no measurement.
    var isFault = false

    var end: Int { start + duration }

    /// Wind of 5 m/s and rain spoil a measurement, as a fault does.
    var isValid: Bool { !isFault && wind ?? 0 < 500 && rain ?? 0 == 0 }

    /// Of the duration.
    var measuredShare: Fraction {
        guard let measuredSeconds, measuredSeconds * 1000 < duration else { return Fraction(1) }
        return Fraction(measuredSeconds * 1000, over: duration)
    }

    /// As the journal gets it.
    var reading: Reading? {
        guard let level = Level(microdecibels: LAeq) else { return nil }
        let weather = Weather(windHundredths: wind, rainHundredths: rain)
        let levels = percentiles?.map { Level(microdecibels: $0) }
        return Reading(
            start: Instant(milliseconds: Int64(start)),
            duration: .milliseconds(Int64(duration)),
            LAeq: level,
            LAFmax: LAFmax.flatMap(Level.init(microdecibels:)),
            LAFmin: LAFmin.flatMap(Level.init(microdecibels:)),
            percentiles: levels.map { Percentiles(L5: $0[0], L10: $0[1], L50: $0[2], L90: $0[3], L95: $0[4]) },
            weather: weather == Weather() ? nil : weather,
            mark: isFault ? .fault : .normal,
            measuredSeconds: measuredSeconds
        )
    }
}
