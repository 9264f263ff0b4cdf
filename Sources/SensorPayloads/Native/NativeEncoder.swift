import Acoustics
import EventTime
package import Readings

/// Writes messages of the native contract, version 1, as a sensor would: for simulated sensors and tests.
///
/// Strings are escaped; times are UTC. A mark that is set on arrival is never sent: it is written as `fault`.
package enum NativeEncoder {
    /// Each reading with its own end, duration and levels.
    package static func payload(
        _ readings: [Reading],
        id: String? = nil,
        device: String? = nil,
        sequence: MessageSequence? = nil
    ) -> [UInt8] {
        var json = JSONText()
        json.open(id: id, device: device, sequence: sequence)
        json.raw(",\"obs\":[")
        for (i, reading) in readings.enumerated() {
            if i > 0 { json.raw(",") }
            json.observation(reading)
        }
        json.raw("]}")
        return json.bytes
    }

    /// The short form: consecutive readings of one duration, with null for a missing one.
    ///
    /// Nil when the form cannot hold the readings: none, not in order on one grid, more than 3,600 places, different
    /// marks, or quantities other than LAeq, LAFmax and LCeq.
    package static func seriesPayload(
        _ readings: [Reading],
        id: String? = nil,
        device: String? = nil,
        sequence: MessageSequence? = nil
    ) -> [UInt8]? {
        guard let first = readings.first, let last = readings.last,
            let places = places(of: readings, from: first, to: last)
        else { return nil }
        var json = JSONText()
        json.open(id: id, device: device, sequence: sequence)
        json.raw(",\"series\":{\"end\":\"\(RFC3339.format(last.end, offset: 0))\",\"dur\":")
        json.duration(first.duration)
        json.levels("LAeq", places.map { $0?.LAeq })
        if readings.contains(where: { $0.LAFmax != nil }) { json.levels("LAFmax", places.map { $0?.LAFmax }) }
        if readings.contains(where: { $0.LCeq != nil }) { json.levels("LCeq", places.map { $0?.LCeq }) }
        json.quality(first)
        json.raw("}}")
        return json.bytes
    }

    private static func places(of readings: [Reading], from first: Reading, to last: Reading) -> [Reading?]? {
        let step = first.duration.milliseconds
        let length = (last.end - first.start).milliseconds
        guard step > 0, length >= step, length / step <= NativeDecoder.mostReadings else { return nil }
        var places = [Reading?](repeating: nil, count: Int(length / step))
        var next = 0
        for reading in readings {
            let (place, rest) = (reading.start - first.start).milliseconds.quotientAndRemainder(dividingBy: step)
            // What a series can say of a reading; anything else of it would be lost.
            let plain = Reading(
                start: reading.start,
                duration: first.duration,
                LAeq: reading.LAeq,
                LAFmax: reading.LAFmax,
                LCeq: reading.LCeq,
                mark: first.mark,
                historical: first.historical
            )
            guard reading.LAeq != nil, rest == 0, place >= next, place < places.count, reading == plain else {
                return nil
            }
            places[Int(place)] = reading
            next = Int(place) + 1
        }
        return places
    }
}

/// JSON as it is written.
private struct JSONText {
    private(set) var bytes: [UInt8] = []

    mutating func raw(_ text: String) {
        bytes += text.utf8
    }

    mutating func open(id: String?, device: String?, sequence: MessageSequence?) {
        raw("{\"v\":1")
        if let id { string("id", id) }
        if let device { string("dev", device) }
        guard let sequence else { return }
        raw(",\"seq\":\(sequence.seq)")
        if let boot = sequence.boot { raw(",\"boot\":\(boot)") }
    }

    mutating func observation(_ reading: Reading) {
        raw("{\"end\":\"\(RFC3339.format(reading.end, offset: 0))\",\"dur\":")
        duration(reading.duration)
        level("LAeq", reading.LAeq)
        level("LAFmax", reading.LAFmax)
        level("LAFmin", reading.LAFmin)
        level("LCeq", reading.LCeq)
        level("LAIeq", reading.LAIeq)
        level("LCpeak", reading.LCpeak)
        if let percentiles = reading.percentiles { self.percentiles(percentiles) }
        if let seconds = reading.measuredSeconds { raw(",\"n\":\(seconds)") }
        quality(reading)
        if let wind = reading.weather?.windHundredths { raw(",\"wind\":\(hundredths(wind))") }
        if let rain = reading.weather?.rainHundredths { raw(",\"rain\":\(hundredths(rain))") }
        if let thunder = reading.weather?.thunder { raw(",\"thunder\":\(thunder)") }
        raw("}")
    }

    mutating func quality(_ reading: Reading) {
        if reading.mark != .normal { raw(",\"q\":\"\(NativeQuality(reading.mark))\"") }
        if reading.historical { raw(",\"hist\":true") }
    }

    /// Seconds, to the millisecond.
    mutating func duration(_ duration: TimeSpan) {
        let (seconds, milliseconds) = duration.milliseconds.quotientAndRemainder(dividingBy: 1000)
        raw(milliseconds == 0 ? "\(seconds)" : "\(seconds).\(String(1000 + milliseconds).dropFirst())")
    }

    mutating func levels(_ key: String, _ levels: [Level?]) {
        raw(",\"\(key)\":[")
        raw(levels.map { level in level?.exactText ?? "null" }.joined(separator: ","))
        raw("]")
    }

    private mutating func percentiles(_ percentiles: Percentiles) {
        raw(",\"L\":{")
        let all = [
            ("5", percentiles.L5), ("10", percentiles.L10), ("50", percentiles.L50), ("90", percentiles.L90),
            ("95", percentiles.L95),
        ]
        let members = all.compactMap { key, level in level.map { "\"\(key)\":\($0.exactText)" } }
        raw(members.joined(separator: ","))
        raw("}")
    }

    private mutating func level(_ key: String, _ level: Level?) {
        if let level { raw(",\"\(key)\":\(level.exactText)") }
    }

    private func hundredths(_ n: Int) -> String {
        let rest = n % 100
        let digits = rest % 10 == 0 ? "\(rest / 10)" : "\(rest / 10)\(rest % 10)"
        return "\(n / 100).\(digits)"
    }

    private mutating func string(_ key: String, _ text: String) {
        raw(",\"\(key)\":\"")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20: raw("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))")
            default: bytes.append(byte)
            }
        }
        raw("\"")
    }
}

extension NativeQuality {
    fileprivate init(_ mark: DataMark) {
        self =
            switch mark {
            case .normal: .ok
            case .over: .over
            case .under: .under
            case .calibration: .cal
            case .fault, .clock, .range, .frozen, .jump: .fault
            case .partial: .partial
            }
    }
}
