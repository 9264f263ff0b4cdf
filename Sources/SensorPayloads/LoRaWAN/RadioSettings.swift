import Acoustics
import EventTime
import Readings

/// What uplinks do not say, and the owner of the devices knows. What is not set stays unknown.
struct RadioSettings: Hashable, Sendable {
    /// The model of devices of which the plan's sensor and the network name none.
    var layout: Int?
    /// Of levels whose layout does not say it.
    var frequency: FrequencyWeighting?
    /// Of momentary, largest and smallest levels whose layout does not say it.
    var time: TimeWeighting?
    /// The time up to the uplink over which averages, largest and smallest levels are taken.
    var span: TimeSpan?

    static let names = ["model", "frequency-weighting", "time-weighting", "leq-span"]

    /// - Throws: For a name that does not exist, and a value that cannot be.
    mutating func apply(_ options: [String: String], of decoder: String) throws(DecoderOptionFault) {
        for (name, text) in options.sorted(by: { $0.key < $1.key }) {
            switch name {
            case "model":
                guard let place = RadioLayouts.place(ofModel: text) else {
                    let known = RadioLayouts.all.map(\.name).joined(separator: ", ")
                    throw DecoderOptionFault(
                        option: name,
                        text: "expected a model that is known: \(known)",
                        zh: "应为已知型号：\(known)"
                    )
                }
                layout = place
            case "frequency-weighting":
                frequency = try RadioSettings.one(of: ["a": .A, "c": .C, "z": .Z], text, name)
            case "time-weighting":
                time = try RadioSettings.one(of: ["fast": .fast, "slow": .slow, "impulse": .impulse], text, name)
            case "leq-span": span = try HJ212Options.span(text, name)
            default:
                throw DecoderOptionFault(
                    option: name,
                    text: "the decoder \(decoder) has no option of this name",
                    zh: "解码器 \(decoder) 没有该选项"
                )
            }
        }
    }

    private static func one<Value>(
        of values: [String: Value],
        _ text: String,
        _ name: String
    ) throws(DecoderOptionFault) -> Value {
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
}
