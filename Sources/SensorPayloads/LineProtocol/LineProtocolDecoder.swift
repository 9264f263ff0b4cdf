import Acoustics
import EventTime
import Readings

/// Decoder of Influx line protocol, one or many lines a message: the noise sensor DNMS of Sensor.Community, Telegraf
/// and others.
///
/// Fields are known by the names of ``NameTable``, with `DNMS_noise_` before them or without, unless the plan gives
/// `values`; -1 is the DNMS's word for no value. The device is the tag `node`, else what the topic names. Times are in
/// nanoseconds unless the plan says otherwise; a line without one is timed by its arrival.
struct LineProtocolDecoder: MakeDecoder {
    var name: String { "influx" }
    var options = MakeOptions()
    var furtherOptions: [String] { ["values", "time-unit", "measurements"] }
    var deviceField: String? { "tag" }

    /// By the field's name; empty for the names that are known.
    private var values: [String: ValueRule] = [:]
    private var perSecond: Int64 = 1_000_000_000
    /// Others are passed over; empty for all.
    private var measurements: [String] = []

    init() {}

    mutating func apply(_ section: OptionSection) {
        perSecond =
            section.one("time-unit", of: ["ns": 1_000_000_000, "us": 1_000_000, "ms": 1000, "s": 1]) ?? 1_000_000_000
        measurements = section.texts("measurements").map(\.text)
        guard let inner = section.section("values") else { return }
        for key in inner.keys { values[key] = ValueRule(inner, key) }
    }

    /// The lines of one device and time, which are one reading.
    private struct Point {
        var device: String
        var time: DecimalNumber?
        var reading: Reading
    }

    func gather(
        _ bytes: [UInt8],
        of message: MessageContext,
        into gathering: inout PayloadGathering
    ) throws(PayloadFault) {
        var points: [Point] = []
        var (number, hasLine) = (0, false)
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            let trimmed = line.drop { $0 == 0x20 || $0 == 0x09 }
            let end = trimmed.lastIndex { $0 != 0x0D && $0 != 0 && $0 != 0x20 }.map { $0 + 1 } ?? trimmed.startIndex
            let content = trimmed[..<end]
            guard let first = content.first, first != UInt8(ascii: "#") else { continue }
            hasLine = true
            do throws(LineProtocolLine.Fault) {
                try take(LineProtocolLine(content), number, message, &points, &gathering)
            } catch {
                gathering.note(
                    PayloadFault(.malformed, "line \(number), byte \(error.position): expected \(error.expected)")
                )
            }
            guard points.count <= PayloadGathering.mostReadings else {
                throw PayloadFault(.tooLarge, "message: more than \(PayloadGathering.mostReadings) readings")
            }
        }
        guard hasLine else {
            throw PayloadFault(.malformed, "message: no line; expected measurement,tag=value field=value time")
        }
        for point in points { try gathering.add(point.reading, of: point.device) }
    }

    private func take(
        _ line: LineProtocolLine,
        _ number: Int,
        _ message: MessageContext,
        _ points: inout [Point],
        _ gathering: inout PayloadGathering
    ) {
        let measurement = String(decoding: line.measurement, as: UTF8.self)
        guard measurements.isEmpty || measurements.contains(measurement) else { return }
        guard let device = device(of: line, message) else {
            gathering.note(PayloadFault(.missingField, "line \(number): no device, by the plan's option device"))
            return
        }
        let known = points.lastIndex { $0.device == device && $0.time == line.time }
        var reading: Reading
        if let known {
            reading = points[known].reading
        } else {
            let end = line.time.flatMap { TimeFormat.instant($0, perSecond: perSecond) }
            guard line.time == nil || end != nil else {
                gathering.note(
                    PayloadFault(.invalidValue, "line \(number): the time is outside of the years 1970 to 9999")
                )
                return
            }
            // Nobody knows how old a retained line without a time is.
            guard let empty = self.reading(endingAt: end, interval: interval(of: line, measurement), of: message) else {
                return
            }
            reading = empty
        }
        for (key, value) in line.fields { take(key, value, number, into: &reading, &gathering) }
        if let known {
            points[known].reading = reading
        } else {
            points.append(Point(device: device, time: line.time, reading: reading))
        }
    }

    private func take(
        _ key: [UInt8],
        _ value: LineProtocolLine.Value,
        _ number: Int,
        into reading: inout Reading,
        _ gathering: inout PayloadGathering
    ) {
        let name = String(decoding: key, as: UTF8.self)
        let rule: ValueRule
        if values.isEmpty {
            guard let quantity = NameTable.quantity(name, time: options.timeWeighting) else { return }
            rule = ValueRule(quantity, absent: quantity.isLevel ? [LineProtocolDecoder.none] : [])
        } else {
            guard let known = values[name] else { return }
            rule = known
        }
        let written: WrittenNumber =
            switch value {
            case .number(let number): .number(number)
            case .text(let text): WrittenNumber(text)
            case .flag: .wrong
            }
        rule.take(
            written,
            into: &reading,
            &gathering,
            place: "line \(number), \(name.prefix(40))",
            token: "the value"
        )
    }

    /// DNMS's value before its first measurement.
    static let none = DecimalNumber(-1)

    private func device(of line: LineProtocolLine, _ message: MessageContext) -> String? {
        switch options.device {
        case .field(let tag): line.tag(tag)
        case .automatic: line.tag("node") ?? options.device.device(of: message.topic, filters: topics)
        default: options.device.device(of: message.topic, filters: topics)
        }
    }

    /// A DNMS says in milliseconds how often it sends, which is the time over which it measures.
    private func interval(of line: LineProtocolLine, _ measurement: String) -> TimeSpan? {
        guard options.interval == nil, measurement == "dnms",
            case .number(let number)? = line.fields.first(where: { $0.key.elementsEqual("interval".utf8) })?.value,
            let milliseconds = number.rounded(places: 0), (1...86_400_000).contains(milliseconds)
        else { return nil }
        return .milliseconds(milliseconds)
    }
}
