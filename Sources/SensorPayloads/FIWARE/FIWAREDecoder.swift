import Acoustics
import EventTime
import Readings

/// Decoder of entities of FIWARE's model NoiseLevelObserved, with plain values or with properties, alone or in a
/// notification (`{"data":[…]}`).
///
/// `LAeq` is the average over `dateObservedFrom` to `dateObservedTo`; `LAS` is slow; `LAmax` is LAFmax only where the
/// plan says that the device weighs fast. The device is the entity's `refDevice`, else its `id`.
struct FIWAREDecoder: MakeDecoder {
    var name: String { "fiware" }
    var options = MakeOptions()
    var isRelayed: Bool { true }

    func gather(
        _ bytes: [UInt8],
        of message: MessageContext,
        into gathering: inout PayloadGathering
    ) throws(PayloadFault) {
        let root = try JSONDocument(bytes).root
        let list = root["data"].flatMap { $0.kind == .array ? $0 : nil } ?? root
        var hasAny = false
        for entity in list.elements {
            guard entity.isObject else { throw entity.fault(.invalidValue, "is no entity; expected an object") }
            guard let type = FIWAREDecoder.property(entity, "type")?.text else {
                throw entity.missing("type", "\"NoiseLevelObserved\"")
            }
            // A broker of context information may send others beside it.
            let isNoise =
                type == "NoiseLevelObserved" || type.hasSuffix("/NoiseLevelObserved")
                || type.hasSuffix("#NoiseLevelObserved")
            guard isNoise else { continue }
            hasAny = true
            try take(entity, message, &gathering)
        }
        guard hasAny else { throw list.fault(.missingField, "has no NoiseLevelObserved") }
    }

    private func take(
        _ entity: JSONValue,
        _ message: MessageContext,
        _ gathering: inout PayloadGathering
    ) throws(PayloadFault) {
        let (end, span) = try time(of: entity)
        guard var reading = reading(endingAt: end, interval: span, of: message) else { return }
        var taken: [Quantity] = []
        for member in entity.children {
            guard let name = member.name, let quantity = FIWAREDecoder.quantity(name, options.timeWeighting),
                !taken.contains(quantity)
            else { continue }
            taken.append(quantity)
            ValueRule(quantity).take(FIWAREDecoder.property(entity, name) ?? member, into: &reading, &gathering)
        }
        guard !taken.isEmpty else { throw entity.missing("LAeq", "a level") }
        try gathering.add(reading, of: device(entity, message))
    }

    private static func quantity(_ name: String, _ time: TimeWeighting?) -> Quantity? {
        switch name {
        // Case matters in this model; an average over the day is no level of this interval.
        case "LAeq", "LAS", "LAF", "LCeq", "LA10", "LA50", "LA90", "L10", "L50", "L90", "LAmax", "LAmin", "LAFmax",
            "LAFmin":
            NameTable.quantity(name, time: time)
        case "temperature": .air(.temperature)
        default: nil
        }
    }

    /// A value, be it plain or within a property.
    private static func property(_ entity: JSONValue, _ name: String) -> JSONValue? {
        guard let member = entity[name] else { return nil }
        return member.isObject ? member["value"] ?? member["@value"] ?? member["object"] ?? member : member
    }

    private func device(_ entity: JSONValue, _ message: MessageContext) throws(PayloadFault) -> String {
        guard case .automatic = options.device else { return try deviceOfTopic(message) }
        for name in ["refDevice", "id"] {
            guard let value = FIWAREDecoder.property(entity, name) else { continue }
            if let id = value.elements.first?.identity { return id }
        }
        return try deviceOfTopic(message)
    }

    /// `dateObservedFrom` and `dateObservedTo`, or `dateObserved`, which may be an interval.
    private func time(of entity: JSONValue) throws(PayloadFault) -> (Instant?, TimeSpan?) {
        func instant(_ name: String) throws(PayloadFault) -> Instant? {
            guard let value = FIWAREDecoder.property(entity, name), value.kind != .null else { return nil }
            // NGSI-LD writes {"@type":"DateTime","@value":"…"}.
            let content = value["@value"] ?? value
            guard let time = content.utf8.flatMap({ TimeFormat.rfc3339($0) }) else {
                throw value.fault(.invalidValue, "is no time; expected 2016-12-28T11:00:00.00Z")
            }
            return time
        }
        let (from, to) = (try instant("dateObservedFrom"), try instant("dateObservedTo"))
        if let from, let to {
            guard from < to, to - from <= .hours(24) else {
                throw PayloadFault(
                    .invalidValue,
                    "\(entity.place): dateObservedTo is not within 24 h after dateObservedFrom"
                )
            }
            return (to, to - from)
        }
        if let to { return (to, nil) }
        guard let value = FIWAREDecoder.property(entity, "dateObserved"), value.kind != .null else { return (nil, nil) }
        guard let (end, span) = value.utf8.flatMap(SensorThingsDecoder.interval) else {
            throw value.fault(.invalidValue, "is no time; expected an RFC 3339 time or two with / between them")
        }
        return (end, span)
    }
}
