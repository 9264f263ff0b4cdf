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
            let option = TextOption(name: name, text: text)
            switch name {
            case "model":
                guard let place = RadioLayouts.place(ofModel: text) else {
                    let known = RadioLayouts.all.map(\.name).joined(separator: ", ")
                    throw option.fault("expected a model that is known: \(known)", zh: "应为已知型号：\(known)")
                }
                layout = place
            case "frequency-weighting":
                frequency = try option.one(of: ["a": .A, "c": .C, "z": .Z])
            case "time-weighting":
                time = try option.one(of: ["fast": .fast, "slow": .slow, "impulse": .impulse])
            case "leq-span": span = try option.span()
            default: throw option.unknown(to: decoder)
            }
        }
    }
}
