import Acoustics
import EventTime
import Readings

/// What a plan may say of devices of HJ 212, under `options` of its decoder.
enum HJ212Options {
    static let names = [
        "edition", "ld-is", "frequency-weighting", "time-weighting", "la-avg-is", "la-data-is", "leq-span",
        "minute-period", "dust-unit", "pressure-unit", "names",
    ]

    static func apply(
        _ options: [String: String],
        to settings: inout HJ212Settings
    ) throws(DecoderOptionFault) {
        for (name, text) in options.sorted(by: { $0.key < $1.key }) {
            let option = TextOption(name: name, text: text)
            switch name {
            case "edition": settings.edition = try option.one(of: ["2005": .of2005, "2017": .of2017, "2025": .of2025])
            case "ld-is": settings.dayAndNight = try option.one(of: ["day": .LdIsDay, "night": .LdIsNight])
            case "frequency-weighting": settings.frequencyWeighting = try option.one(of: ["a": .A, "c": .C, "z": .Z])
            case "time-weighting":
                settings.timeWeighting = try option.one(of: ["fast": .fast, "slow": .slow, "impulse": .impulse])
            case "la-avg-is": settings.averageIsEquivalent = try option.one(of: ["laeq": true, "unknown": false])
            case "la-data-is": settings.dataIsEquivalent = try option.one(of: ["laeq": true, "unknown": false])
            case "leq-span": settings.realTimeSpan = try option.span()
            case "minute-period": settings.minutePeriod = try option.span()
            case "dust-unit":
                settings.particulateUnit = try option.one(
                    of: ["ug/m3": .microgramsPerCubicMetre, "mg/m3": .milligramsPerCubicMetre]
                )
            case "pressure-unit":
                settings.pressureUnit = try option.one(of: ["kpa": .kilopascal, "hpa": .hectopascal, "pa": .pascal])
            case "names": settings.factors = try factors(option)
            default: throw option.unknown(to: "hj212")
            }
        }
    }

    /// `129=a01007, noise1=LA`: a maker's name, and the standard's.
    private static func factors(_ option: TextOption) throws(DecoderOptionFault) -> [String: HJ212Factor] {
        var factors: [String: HJ212Factor] = [:]
        for item in option.text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = item.split(separator: "=", omittingEmptySubsequences: false).map { side in
                String(side.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()).lowercased()
            }
            guard sides.count == 2, (1...40).contains(sides[0].utf8.count),
                sides[0].utf8.allSatisfy({ HJ212Bytes.isOfName($0) && $0 != UInt8(ascii: "-") }),
                let factor = HJ212Factor(sides[1], settings: HJ212Settings())
            else {
                throw option.fault(
                    "expected the maker's name and the standard's, such as 129=a01007, noise1=LA",
                    zh: "应为厂家编码与标准编码，如 129=a01007, noise1=LA"
                )
            }
            factors[sides[0]] = factor
        }
        return factors
    }
}
