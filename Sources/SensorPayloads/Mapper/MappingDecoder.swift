import Acoustics
import EventTime
import Readings

/// Decoder of JSON of any make, by what the plan says of it: which JSON Pointer (RFC 6901) leads to which quantity, and
/// where its time and its device are.
///
/// Without `values` it knows the names of ``NameTable``, in the record itself and in its member `values`, `data` or
/// `object`. Without `time` a reading is timed by its arrival.
struct MappingDecoder: MakeDecoder {
    var name: String { "json" }
    var options = MakeOptions()
    var furtherOptions: [String] { ["values", "time", "items", "constants"] }
    var deviceField: String? { "pointer" }
    var hasOwnInterval: Bool { true }

    var mapping = JSONMapping()

    init() {}

    mutating func apply(_ section: OptionSection) {
        mapping = JSONMapping(section, zone: options.zone)
    }

    func gather(
        _ bytes: [UInt8],
        of message: MessageContext,
        into gathering: inout PayloadGathering
    ) throws(PayloadFault) {
        let document = try JSONDocument(bytes)
        let root = document.root
        var records = root
        if let items = mapping.items {
            guard let found = items.value(in: root) else {
                throw PayloadFault(
                    .missingField,
                    "message: nothing at \(items.text), where the plan expects the records"
                )
            }
            records = found
        }
        for record in records.elements {
            guard let time = try time(of: record, root), let reading = try reading(of: record, root, time, message)
            else { continue }
            try take(reading, record, root, message, &gathering)
        }
    }

    private enum Time {
        case own(Instant)
        case arrival
    }

    private func time(of record: JSONValue, _ root: JSONValue) throws(PayloadFault) -> Time? {
        guard let rule = mapping.time else { return .arrival }
        guard let value = rule.pointer.value(in: record) ?? rule.pointer.value(in: root) else {
            throw PayloadFault(.missingField, "\(record.place): no time at \(rule.pointer.text)")
        }
        guard let instant = rule.format.instant(value) else {
            throw value.fault(.invalidValue, "is no time as the plan describes it (\(rule.formatName))")
        }
        return .own(instant)
    }

    private func reading(
        of record: JSONValue,
        _ root: JSONValue,
        _ time: Time,
        _ message: MessageContext
    ) throws(PayloadFault) -> Reading? {
        let interval = try mapping.interval?.span(in: record)
        guard case .own(let instant) = time else { return reading(endingAt: nil, interval: interval, of: message) }
        let duration = interval ?? options.interval ?? .zero
        let end = mapping.time?.isStart == true ? instant + duration : instant
        return reading(endingAt: end, interval: interval, of: message)
    }

    private func take(
        _ empty: Reading,
        _ record: JSONValue,
        _ root: JSONValue,
        _ message: MessageContext,
        _ gathering: inout PayloadGathering
    ) throws(PayloadFault) {
        var reading = empty
        var hasAny = false
        for (pointer, rule) in mapping.values {
            guard let value = pointer.value(in: record) else { continue }
            hasAny = true
            rule.take(value, into: &reading, &gathering)
        }
        if mapping.values.isEmpty {
            for holder in [record] + ["values", "data", "object"].compactMap({ record[$0] }) {
                hasAny = gathering.take(namedIn: holder, into: &reading, time: options.timeWeighting) || hasAny
            }
        }
        guard hasAny else {
            let names = mapping.values.map { $0.0.text }.prefix(5).joined(separator: ", ")
            throw PayloadFault(
                .missingField,
                mapping.values.isEmpty
                    ? "\(record.place): no name that is known without a plan; write the option values with a JSON Pointer and its quantity"
                    : "\(record.place): nothing at \(names), where the plan expects values"
            )
        }
        for (quantity, value) in mapping.constants where !reading.isEmpty { _ = reading.set(quantity, value) }
        try gathering.add(reading, of: device(record, root, message))
    }

    private func device(
        _ record: JSONValue,
        _ root: JSONValue,
        _ message: MessageContext
    ) throws(PayloadFault) -> String {
        guard case .field(let text) = options.device, let pointer = JSONPointer(text) else {
            return try deviceOfTopic(message)
        }
        let value = pointer.value(in: record) ?? pointer.value(in: root)
        guard let device = value?.identity else {
            throw PayloadFault(.missingField, "\(record.place): no device at \(text)")
        }
        return device
    }
}

extension JSONValue {
    /// A text, or a whole number as it is written: the identity of a device.
    var identity: String? {
        switch kind {
        case .string: text.flatMap { $0.isEmpty || $0.utf8.count > 256 ? nil : $0 }
        case .number: number?.exact(places: 0).map { String($0) }
        default: nil
        }
    }
}

extension PayloadGathering {
    /// Takes the members of `holder` whose names are known; false when there are none. Of names for the same quantity
    /// the first counts. What stands there without being a number is noted for levels only.
    mutating func take(
        namedIn holder: JSONValue,
        into reading: inout Reading,
        time: TimeWeighting?,
        absent: [DecimalNumber] = []
    ) -> Bool {
        guard holder.isObject else { return false }
        var taken: [Quantity] = []
        for member in holder.children {
            guard let name = member.name, let quantity = NameTable.quantity(name, time: time),
                !taken.contains(quantity)
            else { continue }
            taken.append(quantity)
            let rule = ValueRule(quantity, absent: absent)
            if quantity.isLevel {
                rule.take(member, into: &reading, &self)
            } else if case .number(let number) = member.written {
                // Units of the weather differ among makes; what cannot be is of another unit.
                _ = rule.take(number, into: &reading)
            }
        }
        return !taken.isEmpty
    }
}
