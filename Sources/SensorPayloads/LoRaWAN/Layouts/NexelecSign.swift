import Acoustics
import Readings

/// Nexelec Sign, Move, Rise and Feel: bits of one message, high one first; 125 to 127 stand for a sensor that is off,
/// missing or broken. The weighting of noise is not said.
struct NexelecSign: RadioLayout {
    let name = "Nexelec Sign"
    let words = [["nexelec", "sign"], ["nexelec", "move"], ["nexelec", "rise"], ["nexelec", "feel"]]

    func read(_ bytes: RadioBytes, port: Int?) throws(RadioFault) -> RadioContent {
        guard bytes.count >= 2, [0xA9, 0xAA, 0xAB, 0xAD].contains(bytes.bytes[0]) else {
            throw RadioFault(.malformed, "data: does not begin with a product of Nexelec (A9, AA, AB or AD)")
        }
        var content = RadioContent()
        guard bytes.bytes[1] == 1 else {
            content.notes.append("message type \(bytes.bytes[1]) is not the periodic data")
            return content
        }
        guard bytes.count >= 14 else {
            throw RadioFault(.malformed, "data: \(bytes.count) bytes; expected 14 or more of periodic data")
        }
        func bits(_ first: Int, _ count: Int) -> Int {
            (first..<first + count).reduce(0) { $0 << 1 | Int(bytes.bytes[$1 / 8] >> UInt8(7 - $1 % 8) & 1) }
        }
        let (temperature, humidity) = (bits(16, 10), bits(26, 10))
        if temperature < 1021 { content.set(.temperature, temperature * 10 - 3000) }
        if humidity < 1021 { content.set(.humidity, humidity * 10) }
        let (average, peak) = (bits(75, 7), bits(82, 7))
        if average < 125 { content.add(.average, average, places: 0, nil, name: "average noise") }
        if peak < 125 { content.add(.peak, peak, places: 0, nil, name: "peak noise") }
        return content
    }
}
