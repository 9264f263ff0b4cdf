import Acoustics

/// Names that makes have for quantities where no two of them mean different things. A bare `noise`, `sound`, `dB` or
/// `level` is not here: it may be a percentage, and never says how it weighs.
enum NameTable {
    /// By the name in lower case.
    private static let quantities: [String: Quantity] = [
        "laeq": .LAeq, "leqa": .LAeq, "la_eq": .LAeq, "等效声级": .LAeq,
        "lceq": .LCeq, "laieq": .LAIeq, "lcpeak": .LCpeak,
        "lafmax": .LAFmax, "lafmin": .LAFmin,
        "laf": .momentary(.A, .fast), "las": .momentary(.A, .slow), "lai": .momentary(.A, .impulse),
        "lcf": .momentary(.C, .fast), "lcs": .momentary(.C, .slow), "lci": .momentary(.C, .impulse),
        "lzf": .momentary(.Z, .fast), "lzs": .momentary(.Z, .slow), "lzi": .momentary(.Z, .impulse),
        "la": .momentary(.A, nil), "soundlevela": .momentary(.A, nil), "a权声级": .momentary(.A, nil),
        "lc": .momentary(.C, nil), "lz": .momentary(.Z, nil),
        "l5": .percentile(5), "l10": .percentile(10), "l50": .percentile(50), "l90": .percentile(90),
        "l95": .percentile(95),
        "la5": .percentile(5), "la10": .percentile(10), "la50": .percentile(50), "la90": .percentile(90),
        "la95": .percentile(95),
        "temperature": .air(.temperature), "temp": .air(.temperature), "humidity": .air(.humidity),
        "relativehumidity": .air(.humidity), "pressure": .air(.pressure),
        "pm25": .air(.PM2_5), "pm2_5": .air(.PM2_5), "pm2.5": .air(.PM2_5), "pm10": .air(.PM10),
        "windspeed": .wind, "wind_speed": .wind, "battery": .battery,
    ]

    /// Highest and lowest levels that do not say their time weighting.
    private static let extremes: [String: Quantity] = [
        "lamax": .LAFmax, "la_max": .LAFmax, "lamin": .LAFmin, "la_min": .LAFmin,
    ]

    /// What a name is of; nil for one that is not in the table, and for a highest or lowest level unless the plan says
    /// that the device weighs fast.
    static func quantity(_ name: String, time: TimeWeighting?) -> Quantity? {
        if let known = spelled[name] { return known.weighted(time) }
        // No name that is known is longer.
        guard name.utf8.count <= 32 else { return nil }
        var bare = name.lowercased()[...]
        for prefix in ["dnms_noise_", "noise_"] where bare.hasPrefix(prefix) {
            bare = bare.dropFirst(prefix.utf8.count)
        }
        let key = String(bare)
        if let quantity = quantities[key] { return quantity.weighted(time) }
        return time == .fast ? extremes[key] : nil
    }

    /// The spellings that are met most, which need no lower case.
    private static let spelled: [String: Quantity] = {
        var spelled = quantities
        for name in [
            "LAeq", "LAF", "LAS", "LA", "LCeq", "LAFmax", "LAFmin", "DNMS_noise_LAeq", "noise_LAeq", "soundLevelA",
        ] {
            let key = name.lowercased().replacing("dnms_", with: "").replacing("noise_", with: "")
            spelled[name] = quantities[key]
        }
        return spelled
    }()
}

extension Quantity {
    /// A momentary level of unknown time weighting, by what the plan says of the device.
    fileprivate func weighted(_ time: TimeWeighting?) -> Quantity {
        if case .momentary(let frequency, nil) = self { return .momentary(frequency, time) }
        return self
    }
}
