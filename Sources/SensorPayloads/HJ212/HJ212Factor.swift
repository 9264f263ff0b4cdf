import Acoustics

/// What the code of a factor stands for (HJ 212-2017, appendix B; and the spellings met in the field).
package enum HJ212Factor: Hashable, Sendable {
    case sound(HJ212Sound)
    case environment(HJ212Quantity)

    /// By its code in lower case, with the source's own names before the others; nil for what is neither sound nor
    /// weather nor dust.
    init?(_ code: String, settings: HJ212Settings) {
        guard let factor = settings.factors[code] ?? HJ212Factor.codes[code] else { return nil }
        self = factor
    }

    private static let codes: [String: HJ212Factor] = [
        "la": .sound(.weightedLevel), "n00000": .sound(.weightedLevel),
        "a50001": .sound(.noise), "b03": .sound(.noise), "nois": .sound(.noise), "zy": .sound(.noise),
        "leq": .sound(.equivalent), "laeq": .sound(.equivalent), "n00006": .sound(.equivalent),
        "l5": .sound(.percentile(5)), "n00001": .sound(.percentile(5)),
        "l10": .sound(.percentile(10)), "n00002": .sound(.percentile(10)),
        "l50": .sound(.percentile(50)), "n00003": .sound(.percentile(50)),
        "l90": .sound(.percentile(90)), "n00004": .sound(.percentile(90)),
        "l95": .sound(.percentile(95)), "n00005": .sound(.percentile(95)),
        "lmx": .sound(.maximum), "lmax": .sound(.maximum), "n00010": .sound(.maximum),
        "lmn": .sound(.minimum), "lmin": .sound(.minimum), "n00011": .sound(.minimum),
        "ldn": .sound(.dayAndNight), "n00007": .sound(.dayAndNight),
        "ld": .sound(.Ld), "n00008": .sound(.Ld),
        "ln": .sound(.Ln), "n00009": .sound(.Ln),
        "a01001": .environment(.temperature), "tem": .environment(.temperature),
        "a01002": .environment(.humidity), "rh": .environment(.humidity),
        "a01006": .environment(.pressure), "pa": .environment(.pressure),
        "a01007": .environment(.windSpeed), "ws": .environment(.windSpeed),
        "a01008": .environment(.windDirection), "wd": .environment(.windDirection),
        "a34001": .environment(.TSP), "tsp": .environment(.TSP),
        "a34002": .environment(.PM10), "pm10": .environment(.PM10),
        "a34004": .environment(.PM2_5), "pm25": .environment(.PM2_5), "pm2.5": .environment(.PM2_5),
    ]
}

/// A factor of sound. The levels of the standard are A-weighted: it takes them from GB 3096-2008 (3.2 to 3.6), which
/// defines Leq, percentiles, Ld, Ln and the largest level by the A level.
package enum HJ212Sound: Hashable, Sendable {
    /// `LA`, also `La`: the A-weighted level.
    case weightedLevel
    /// `a50001`, `B03`, `NOIS`, `ZY`: "noise"; the weighting is not said.
    case noise
    /// `Leq`
    case equivalent
    /// `L5` to `L95`: exceeded that many percent of the time.
    case percentile(Int)
    /// `LMx`, `Lmax`: the largest level.
    case maximum
    /// `LMn`, `Lmin`
    case minimum
    /// `Ldn`: day and night, the night raised by 10 dB.
    case dayAndNight
    /// Day by one table, night by another: ``HJ212DayAndNight``.
    case Ld
    case Ln
}

/// A factor of weather or dust.
package enum HJ212Quantity: String, Hashable, Sendable, CaseIterable {
    case temperature, humidity, pressure, windSpeed, windDirection, TSP, PM10, PM2_5

    /// What of the air it is; nil for wind, which readings have with their weather.
    var air: EnvironmentQuantity? {
        switch self {
        case .temperature: .temperature
        case .humidity: .humidity
        case .pressure: .pressure
        case .windSpeed: nil
        case .windDirection: .windDirection
        case .TSP: .TSP
        case .PM10: .PM10
        case .PM2_5: .PM2_5
        }
    }
}

/// What stands behind the first `-` of a field's name (6.3.4).
package enum HJ212Statistic: Hashable, Sendable, CaseIterable {
    /// At the instant of DataTime.
    case realTime
    case average
    case minimum
    case maximum
    /// A statistic of noise over its period, named by its factor.
    case data
    /// The same over the day's part of the day, and the night's (CN 2031).
    case dayData
    case nightData

    /// By the suffix in lower case.
    init?(suffix: Substring) {
        switch suffix {
        case "rtd": self = .realTime
        case "avg": self = .average
        case "min": self = .minimum
        case "max": self = .maximum
        case "data": self = .data
        case "daydata": self = .dayData
        case "nightdata": self = .nightData
        default: return nil
        }
    }
}
