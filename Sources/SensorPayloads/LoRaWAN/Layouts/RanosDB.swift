import Acoustics
import EventTime
import Readings

/// DSS Ranos dB and Ranos dB 2: up to ten levels of ten bits (30 dB and tenths) for each of several moments.
///
/// Two bytes of flags say which levels there are, and whether battery, place and the times of the first and the last
/// moment stand before them. The times are of a clock of twelve hours that is set by GPS; FFFF for the first says that
/// the clock is not set, and then the last one is the time over which the moments are spread up to the uplink.
struct RanosDB: RadioLayout {
    let name = "DSS Ranos dB"
    let words = [["ranos"], ["ranosdb*"]]

    private static let quantities: [(kind: RadioLevel.Kind, FrequencyWeighting, TimeWeighting?, name: String)] = [
        (.momentary, .A, .fast, "LAF"), (.momentary, .A, .slow, "LAS"), (.momentary, .C, .fast, "LCF"),
        (.momentary, .C, .slow, "LCS"), (.average, .A, nil, "LAeq"), (.average, .C, nil, "LCeq"),
        (.maximum, .A, nil, "LAmax"), (.minimum, .A, nil, "LAmin"), (.maximum, .C, nil, "LCmax"),
        (.minimum, .C, nil, "LCmin"),
    ]

    func read(_ bytes: RadioBytes, port: Int?) throws(RadioFault) -> RadioContent {
        var (bytes, content) = (bytes, RadioContent())
        let info = try bytes.take(2, "the kind of message").big
        guard info >> 14 == 1 else {
            content.notes.append(
                info >> 14 == 0 ? "levels without a description of what they are" : "an answer about settings"
            )
            return content
        }
        var health = DeviceHealth()
        if info & 0x2000 != 0 { health.millivolts = UInt16(exactly: try bytes.byte("the battery") * 100) }
        if info & 0x1000 != 0 { _ = try bytes.take(8, "the place") }
        let first = info & 0x0800 != 0 ? try bytes.take(2, "the first time").little : nil
        let last = info & 0x0400 != 0 ? try bytes.take(2, "the last time").little : nil
        let kinds = RanosDB.quantities.indices.filter { info & (0x0200 >> $0) != 0 }
        let width = kinds.count * 10
        let count = width == 0 ? 0 : bytes.rest * 8 / width
        guard count > 0 else {
            throw RadioFault(.malformed, "data: no moment is whole; expected \(width) bits of levels or more")
        }
        let levels = try bytes.take(bytes.rest, "the levels")
        for moment in 0..<count {
            var sample = RadioSample()
            sample.health = health
            for (place, quantity) in kinds.enumerated() {
                let value = RanosDB.bits(levels, at: moment * width + place * 10)
                let (kind, frequency, time, name) = RanosDB.quantities[quantity]
                guard let level = Level(tenths: 300 + value) else { continue }
                sample.sound.append(RadioLevel(kind, level, frequency, time, name: name))
            }
            content.samples.append(sample)
        }
        set(times: first, last, of: &content)
        return content
    }

    private static func bits(_ bytes: ArraySlice<UInt8>, at first: Int) -> Int {
        (first..<first + 10).reduce(0) { bits, place in
            bits << 1 | Int(bytes[bytes.startIndex + place / 8] >> UInt8(7 - place % 8) & 1)
        }
    }

    /// Gives each moment its time; those of which it is not known are left out.
    private func set(times first: Int?, _ last: Int?, of content: inout RadioContent) {
        let count = Int64(content.samples.count)
        if first == 0xFFFF, let last, let spread = RanosDB.time(last) {
            for place in content.samples.indices {
                let behind = count - 1 - Int64(place)
                content.samples[place].age = TimeSpan(milliseconds: spread.milliseconds * behind / count)
            }
        } else if let begin = first.flatMap(RanosDB.time), let end = last.flatMap(RanosDB.time) {
            let half = TimeSpan.hours(12).milliseconds
            let length = ((end - begin).milliseconds % half + half) % half
            for place in content.samples.indices {
                let part = count == 1 ? 0 : length * Int64(place) / (count - 1)
                content.samples[place].clock = TimeSpan(milliseconds: (begin.milliseconds + part) % half)
            }
        } else {
            let isFirst = last.flatMap(RanosDB.time) == nil && first.flatMap(RanosDB.time) != nil
            let clock = isFirst ? first.flatMap(RanosDB.time) : last.flatMap(RanosDB.time)
            guard var known = isFirst ? content.samples.first : content.samples.last else { return }
            known.clock = clock
            if count > 1 {
                content.notes.append(
                    "\(count - 1) of \(count) moments are left out: the uplink does not say when they were"
                )
            }
            content.samples = [known]
        }
    }

    /// HHHHH MMMMMM SSSSSS of a clock of twelve hours; nil for what is none.
    private static func time(_ bits: Int) -> TimeSpan? {
        let (hours, minutes, seconds) = (bits >> 12, bits >> 6 & 0x3F, bits & 0x3F)
        guard bits != 0xFFFF, hours <= 12, minutes < 60, seconds < 60 else { return nil }
        return .seconds(Int64(hours % 12 * 3600 + minutes * 60 + seconds))
    }
}
