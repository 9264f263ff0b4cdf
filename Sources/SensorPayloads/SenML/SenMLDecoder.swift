import Acoustics
import EventTime
import Readings

/// Decoder of packs of SenML (RFC 8428), in JSON or CBOR.
///
/// The quantity is the last part of a record's name (`urn:dev:mac:0024befffe804ff1:LAeq`), by ``NameTable`` or the
/// plan's `values`; the unit is the record's. The device is the base name, or what stands before the quantity, else
/// what the topic names. Times below 2^28 s count from now, and are the arrival's.
struct SenMLDecoder: MakeDecoder {
    var name: String { "senml" }
    var options = MakeOptions()
    var furtherOptions: [String] { ["values"] }

    private var values: [String: ValueRule] = [:]

    mutating func apply(_ section: OptionSection) {
        guard let inner = section.section("values") else { return }
        for key in inner.keys { values[key] = ValueRule(inner, key) }
    }

    private struct Point {
        var device: String
        /// Nil for the arrival.
        var time: Instant?
        /// Added to the arrival.
        var past: TimeSpan
        var reading: Reading
    }

    func gather(
        _ bytes: [UInt8],
        of message: MessageContext,
        into gathering: inout PayloadGathering
    ) throws(PayloadFault) {
        var (baseName, baseTime, baseUnit) = ("", DecimalNumber(0), String?.none)
        var baseValue = DecimalNumber(0)
        var points: [Point] = []
        for (place, record) in try SenMLRecord.pack(bytes).enumerated() {
            if let version = record.version, version.exact(places: 0).map({ $0 > 10 }) ?? true {
                throw PayloadFault(
                    .unknownVersion,
                    "[\(place)].bver: a version that is not understood; expected 10 or less"
                )
            }
            baseName = record.baseName ?? baseName
            baseTime = record.baseTime ?? baseTime
            baseUnit = record.baseUnit ?? baseUnit
            baseValue = record.baseValue ?? baseValue
            guard let value = record.value else { continue }
            let name = baseName + (record.name ?? "")
            guard let rule = rule(name, unit: record.unit ?? baseUnit, place, &gathering) else { continue }
            guard let total = sum(value, baseValue), let seconds = sum(baseTime, record.time ?? DecimalNumber(0)),
                let (time, past) = SenMLDecoder.time(seconds)
            else {
                gathering.note(PayloadFault(.invalidValue, "[\(place)]: a value or time out of reach"))
                continue
            }
            let device = try device(baseName: baseName, name: name, message)
            let known = points.lastIndex { $0.device == device && $0.time == time && $0.past == past }
            guard var reading = known.map({ points[$0].reading }) ?? reading(endingAt: time, of: message) else {
                continue
            }
            rule.take(
                .number(total),
                into: &reading,
                &gathering,
                place: "[\(place)].v",
                token: "the value"
            )
            if let known {
                points[known].reading = reading
            } else {
                reading.start = reading.start + past
                points.append(Point(device: device, time: time, past: past, reading: reading))
            }
            guard points.count <= PayloadGathering.mostReadings else {
                throw PayloadFault(.tooLarge, "message: more than \(PayloadGathering.mostReadings) readings")
            }
        }
        for point in points { try gathering.add(point.reading, of: point.device) }
    }

    /// The quantity of a name with the unit that the record says; nil for one that is not kept.
    private func rule(
        _ name: String,
        unit: String?,
        _ place: Int,
        _ gathering: inout PayloadGathering
    ) -> ValueRule? {
        let last = SenMLDecoder.parts(of: name).quantity
        if let rule = values[name] ?? values[last] { return rule }
        guard values.isEmpty, let quantity = NameTable.quantity(last, time: options.timeWeighting) else { return nil }
        guard let unit else { return ValueRule(quantity) }
        guard let stated = quantity.unit(named: unit) else {
            gathering.note(
                PayloadFault(
                    .invalidValue,
                    "[\(place)].u: \(unit.prefix(20)) is no unit of \(quantity.name); expected \(quantity.unit)"
                )
            )
            return nil
        }
        return ValueRule(quantity, Conversion(unit: stated))
    }

    /// What stands behind the last `:`, `/` or `.` of a name, and what before it.
    private static func parts(of name: String) -> (device: String, quantity: String) {
        let bytes = name.utf8
        let cut = bytes.lastIndex { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ".") }
        guard let cut else { return ("", name) }
        return (String(name[..<cut]), String(name[bytes.index(after: cut)...]))
    }

    private func device(baseName: String, name: String, _ message: MessageContext) throws(PayloadFault) -> String {
        guard case .automatic = options.device else { return try deviceOfTopic(message) }
        var base = baseName.utf8[...]
        while let last = base.last, ":/-._".utf8.contains(last) { base.removeLast() }
        if !base.isEmpty, name != baseName { return String(baseName[..<base.endIndex]) }
        let head = SenMLDecoder.parts(of: name).device
        return head.isEmpty ? try deviceOfTopic(message) : head
    }

    /// To a billionth.
    private func sum(_ a: DecimalNumber, _ b: DecimalNumber) -> DecimalNumber? {
        if b.isZero { return a }
        if a.isZero { return b }
        guard let first = a.rounded(places: 6), let second = b.rounded(places: 6) else { return nil }
        let (sum, overflow) = first.addingReportingOverflow(second)
        return overflow ? nil : DecimalNumber(sum, exponent: -6)
    }

    /// Seconds since 1970; below 2^28 they count from now, of which those before now are kept.
    private static func time(_ seconds: DecimalNumber) -> (Instant?, TimeSpan)? {
        guard let milliseconds = seconds.rounded(places: 3) else { return nil }
        guard milliseconds < 268_435_456_000 else {
            return TimeFormat.instant(seconds, perSecond: 1).map { ($0, .zero) }
        }
        guard milliseconds > -31_536_000_000 else { return nil }
        return (nil, .milliseconds(min(0, milliseconds)))
    }
}
