import Acoustics
import EventTime
import Readings

/// Decoder of the noise sensor CESVA TA120 in Sentilo's JSON, as bridges publish it: observations of `TA120-ID-N` (LAeq
/// of the period), `-S` (each second's level with two flags), `-O` and `-U` (overload and under-range in the period).
///
/// The seconds are readings of their own and say how long the period is; the period's reading lies over them, and
/// counts where they do not. Without them its length is unknown unless the plan says it.
struct CESVADecoder: MakeDecoder {
    var name: String { "cesva" }
    var options = MakeOptions()

    /// Observations of one device and time.
    private struct Period {
        var device: String
        var end: Instant
        var average: JSONValue?
        var seconds: [Second] = []
        var isOver = false
        var isUnder = false
    }

    private struct Second {
        var level: DecimalNumber?
        var mark: DataMark
    }

    func gather(
        _ bytes: [UInt8],
        of message: MessageContext,
        into gathering: inout PayloadGathering
    ) throws(PayloadFault) {
        let root = try JSONDocument(bytes).root
        guard let sensors = root["sensors"], sensors.kind == .array else {
            throw root.missing("sensors", "a list of sensor and observations")
        }
        var periods: [Period] = []
        // The observation of -S has no time of its own in recorded messages: it is that of -N beside it.
        var untimed: [(device: String, kind: Substring, value: JSONValue)] = []
        for sensor in sensors.children {
            guard let (device, kind) = sensor["sensor"]?.text.flatMap(CESVADecoder.name) else {
                throw sensor.missing("sensor", "a name such as TA120-T246177-N")
            }
            guard let observations = sensor["observations"], observations.kind == .array else {
                throw sensor.missing("observations", "a list of value and timestamp")
            }
            for observation in observations.children {
                guard let value = observation["value"] else { throw observation.missing("value", "a value in quotes") }
                guard let stamp = observation["timestamp"] else {
                    untimed.append((device, kind, value))
                    continue
                }
                guard let end = CESVADecoder.time(stamp) else {
                    throw stamp.fault(.invalidValue, "is no time; expected 02/01/2018T11:22:59UTC")
                }
                try take(value, kind, of: device, at: end, &periods, &gathering)
            }
        }
        for (device, kind, value) in untimed {
            guard let end = periods.last(where: { $0.device == device })?.end else {
                throw value.fault(.missingField, "has no timestamp, and no other observation of \(device) has one")
            }
            try take(value, kind, of: device, at: end, &periods, &gathering)
        }
        for period in periods { try add(period, message, &gathering) }
    }

    private func take(
        _ value: JSONValue,
        _ kind: Substring,
        of device: String,
        at end: Instant,
        _ periods: inout [Period],
        _ gathering: inout PayloadGathering
    ) throws(PayloadFault) {
        let place =
            periods.lastIndex { $0.device == device && $0.end == end }
            ?? {
                periods.append(Period(device: device, end: end))
                return periods.count - 1
            }()
        switch kind {
        case "N": periods[place].average = value
        case "S": periods[place].seconds = try CESVADecoder.seconds(value, &gathering)
        case "O": periods[place].isOver = value.text == "true" || value.kind == .yes
        case "U": periods[place].isUnder = value.text == "true" || value.kind == .yes
        // Battery or memory, of which it is not known which.
        default: break
        }
        guard periods.count <= PayloadGathering.mostReadings else {
            throw PayloadFault(.tooLarge, "message: more than \(PayloadGathering.mostReadings) readings")
        }
    }

    private func add(
        _ period: Period,
        _ message: MessageContext,
        _ gathering: inout PayloadGathering
    ) throws(PayloadFault) {
        var start = period.end - .seconds(Int64(period.seconds.count))
        for second in period.seconds {
            var reading = Reading(start: start, duration: .seconds(1), LAeq: nil, mark: second.mark)
            if let level = second.level { _ = ValueRule(.LAeq).take(level, into: &reading) }
            try gathering.add(reading, of: period.device)
            start = start + .seconds(1)
        }
        let seconds = period.seconds.isEmpty ? nil : TimeSpan.seconds(Int64(period.seconds.count))
        guard var reading = reading(endingAt: period.end, interval: seconds, of: message) else { return }
        if let average = period.average { ValueRule(.LAeq).take(average, into: &reading, &gathering) }
        reading.mark = period.isOver ? .over : period.isUnder ? .under : .normal
        try gathering.add(reading, of: period.device)
    }

    /// `TA120-T246177-N` is the device T246177 and the kind N.
    private static func name(_ text: String) -> (String, Substring)? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, let kind = parts.last, kind.count == 1, text.utf8.count <= 128 else { return nil }
        return (parts[1..<parts.count - 1].joined(separator: "-"), kind)
    }

    /// `044.0,0,0;043.9,0,1;…`: the level, overload, under-range.
    private static func seconds(
        _ value: JSONValue,
        _ gathering: inout PayloadGathering
    ) throws(PayloadFault) -> [Second] {
        guard let text = value.text else { throw value.fault(.invalidValue, "is no text; expected LEVEL,FLAG,FLAG;…") }
        let items = text.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: true)
        guard items.count <= PayloadGathering.mostReadings else {
            throw PayloadFault(.tooLarge, "\(value.place): more than \(PayloadGathering.mostReadings) seconds")
        }
        var seconds: [Second] = []
        seconds.reserveCapacity(items.count)
        for (place, item) in items.enumerated() {
            let parts = item.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            var mark = DataMark.normal
            var level: DecimalNumber?
            if parts.count == 3, let number = DecimalNumber(plain: parts[0]), let over = flag(parts[1]),
                let under = flag(parts[2])
            {
                mark = over ? .over : under ? .under : .normal
                var probe = Reading(start: .distantPast, duration: .zero, LAeq: nil)
                if ValueRule(.LAeq).take(number, into: &probe) { level = number }
            }
            if level == nil {
                gathering.note(
                    PayloadFault(
                        .invalidValue,
                        "\(value.place): second \(place + 1) is no level with two flags; expected 044.0,0,0"
                    )
                )
            }
            seconds.append(Second(level: level, mark: mark))
        }
        return seconds
    }

    private static func flag(_ text: Substring.UTF8View.SubSequence) -> Bool? {
        switch text.first {
        case UInt8(ascii: "0") where text.count == 1: false
        case UInt8(ascii: "1") where text.count == 1: true
        default: nil
        }
    }

    private static let formats = ["dd/MM/yyyyTHH:mm:ssXXX", "dd/MM/yyyyTHH:mm:ss"].compactMap {
        TimeFormat($0, zone: .UTC)
    }

    /// `dd/MM/yyyyTHH:mm:ss` and the zone; Sentilo's times without a zone are UTC.
    private static func time(_ value: JSONValue) -> Instant? {
        formats.lazy.compactMap { $0.instant(value) }.first
    }
}
