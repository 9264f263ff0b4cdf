import Acoustics
import EventTime
import Readings

/// Decoder of the bridge of the USB sound level meter AR844, on `tele/{host}/ar844/data`:
/// `{"time":"2024-01-01T12:00:00Z","avg":52.3,"min":45.0,"max":70.1,"weight":"A"}`.
///
/// The bridge prints local time with a `Z` behind it: the time is read on the plan's clock. `avg` is an arithmetic mean
/// of decibels, which is below LAeq wherever the level changes; it is taken for one only where the plan says so
/// (`average-is: LAeq`). `min` and `max` need the meter's time weighting.
struct AR844Decoder: MakeDecoder {
    var name: String { "ar844" }
    var options = MakeOptions()
    var furtherOptions: [String] { ["average-is", "zone"] }

    static let filters = ["tele/+/ar844/data"].compactMap { TopicFilter($0) }
    var ownTopics: [TopicFilter] { AR844Decoder.filters }

    private var averageIsLeq = false
    private var time = AR844Decoder.format(.UTC)

    private static func format(_ zone: TimeZoneRules) -> TimeFormat? {
        TimeFormat("yyyy-MM-ddTHH:mm:ss'Z'", zone: zone)
    }

    mutating func apply(_ section: OptionSection) {
        time = AR844Decoder.format(section.zone(options.zone))
        averageIsLeq = section.one("average-is", of: ["LAeq": true, "arithmetic": false]) ?? false
    }

    func gather(
        _ bytes: [UInt8],
        of message: MessageContext,
        into gathering: inout PayloadGathering
    ) throws(PayloadFault) {
        let root = try JSONDocument(bytes).root
        guard let stamp = root["time"] else { throw root.missing("time", "a local time such as 2024-01-01T12:00:00Z") }
        guard let end = time?.instant(stamp) else {
            throw stamp.fault(.invalidValue, "is no time; expected 2024-01-01T12:00:00Z")
        }
        guard let weight = root["weight"] else { throw root.missing("weight", "\"A\" or \"C\"") }
        guard let frequency = weight.text.flatMap(FrequencyWeighting.init(rawValue:)) else {
            throw weight.fault(.invalidValue, "is no weighting; expected \"A\" or \"C\"")
        }
        guard var reading = reading(endingAt: end, of: message) else { return }
        let isFast = options.timeWeighting == .fast && frequency == .A
        let average: Quantity? = averageIsLeq ? (frequency == .A ? .LAeq : frequency == .C ? .LCeq : nil) : nil
        for (name, quantity) in [("avg", average), ("max", isFast ? .LAFmax : nil), ("min", isFast ? .LAFmin : nil)] {
            guard let value = root[name] else { continue }
            // What is not kept must be a level all the same.
            var rest = Reading(start: end, duration: .zero, LAeq: nil)
            if let quantity {
                ValueRule(quantity).take(value, into: &reading, &gathering)
            } else {
                ValueRule(.LAeq).take(value, into: &rest, &gathering)
            }
        }
        if reading.isEmpty, root["avg"] != nil || root["max"] != nil {
            gathering.note(
                PayloadFault(
                    .missingField,
                    "avg: an arithmetic mean of decibels is no LAeq; write the option average-is: LAeq to take it for one, and "
                        + "time-weighting: fast for max and min"
                )
            )
        }
        try gathering.add(reading, of: deviceOfTopic(message))
    }

    func notes(on payload: Span<UInt8>, of message: MessageContext) -> [String] {
        averageIsLeq
            ? [
                "avg is an arithmetic mean of decibels; the plan takes it for LAeq, which is higher wherever the level changes"
            ]
            : ["avg is an arithmetic mean of decibels and no LAeq; it is not kept"]
    }
}
