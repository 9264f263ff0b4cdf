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
            func one<Value>(of values: [String: Value]) throws(DecoderOptionFault) -> Value {
                guard let value = values[text.lowercased()] else {
                    let words = values.keys.sorted()
                    throw DecoderOptionFault(
                        option: name,
                        text: "expected \(words.joined(separator: ", "))",
                        zh: "应为 \(words.joined(separator: "、"))"
                    )
                }
                return value
            }
            switch name {
            case "edition": settings.edition = try one(of: ["2005": .of2005, "2017": .of2017, "2025": .of2025])
            case "ld-is": settings.dayAndNight = try one(of: ["day": .LdIsDay, "night": .LdIsNight])
            case "frequency-weighting": settings.frequencyWeighting = try one(of: ["a": .A, "c": .C, "z": .Z])
            case "time-weighting":
                settings.timeWeighting = try one(of: ["fast": .fast, "slow": .slow, "impulse": .impulse])
            case "la-avg-is": settings.averageIsEquivalent = try one(of: ["laeq": true, "unknown": false])
            case "la-data-is": settings.dataIsEquivalent = try one(of: ["laeq": true, "unknown": false])
            case "leq-span": settings.realTimeSpan = try span(text, name)
            case "minute-period": settings.minutePeriod = try span(text, name)
            case "dust-unit":
                settings.particulateUnit = try one(
                    of: ["ug/m3": .microgramsPerCubicMetre, "mg/m3": .milligramsPerCubicMetre]
                )
            case "pressure-unit":
                settings.pressureUnit = try one(of: ["kpa": .kilopascal, "hpa": .hectopascal, "pa": .pascal])
            case "names": settings.factors = try factors(text, name)
            default:
                throw DecoderOptionFault(
                    option: name,
                    text: "the decoder hj212 has no option of this name",
                    zh: "解码器 hj212 没有该选项"
                )
            }
        }
    }

    /// `30s` or `10min`, 1 s to 1 h.
    static func span(_ text: String, _ name: String) throws(DecoderOptionFault) -> TimeSpan {
        let digits = text.utf8.prefix(while: HJ212Bytes.isDigit)
        let units: [String: Int] = ["s": 1, "min": 60]
        guard let number = HJ212Bytes.number(digits), digits.count <= 4,
            let unit = units[String(text.dropFirst(digits.count)).lowercased()], (1...3600).contains(number * unit)
        else {
            throw DecoderOptionFault(
                option: name,
                text: "expected a time such as 30s or 10min, up to 60min",
                zh: "应为时长，如 30s 或 10min，最长 60min"
            )
        }
        return .seconds(Int64(number * unit))
    }

    /// `129=a01007, noise1=LA`: a maker's name, and the standard's.
    private static func factors(_ text: String, _ name: String) throws(DecoderOptionFault) -> [String: HJ212Factor] {
        var factors: [String: HJ212Factor] = [:]
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = item.split(separator: "=", omittingEmptySubsequences: false).map { side in
                String(side.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()).lowercased()
            }
            guard sides.count == 2, (1...40).contains(sides[0].utf8.count),
                sides[0].utf8.allSatisfy({ HJ212Bytes.isOfName($0) && $0 != UInt8(ascii: "-") }),
                let factor = HJ212Factor(sides[1], settings: HJ212Settings())
            else {
                throw DecoderOptionFault(
                    option: name,
                    text: "expected the maker's name and the standard's, such as 129=a01007, noise1=LA",
                    zh: "应为厂家编码与标准编码，如 129=a01007, noise1=LA"
                )
            }
            factors[sides[0]] = factor
        }
        return factors
    }
}
