import Acoustics
import Readings

/// ELSYS ERS Sound and ERS2 Sound: items of type and data, high byte first (the maker's public description).
///
/// A type implies its length, so that nothing behind an unknown one can be read. What the levels are weighted by is not
/// said: whole decibels, a peak and an average.
struct ElsysSound: RadioLayout {
    let name = "ELSYS ERS Sound"
    let words = [["ers", "sound"], ["ers2", "sound"], ["elsys", "sound"], ["erssound"], ["ers2sound"]]

    func read(_ bytes: RadioBytes, port: Int?) throws(RadioFault) -> RadioContent {
        var (bytes, content, isFirst) = (bytes, RadioContent(), true)
        while !bytes.isAtEnd {
            let type = try bytes.byte("a type")
            guard let length = ElsysSound.lengths[type] else {
                guard !isFirst else {
                    throw RadioFault(.malformed, "data: the type \(hexadecimal(type)) is none of an ERS")
                }
                content.notes.append("the type \(hexadecimal(type)) is not known; it and what follows were not read")
                return content
            }
            let data = try bytes.take(length, "the type \(hexadecimal(type))")
            take(type, data, into: &content)
            isFirst = false
        }
        return content
    }

    private func take(_ type: Int, _ data: ArraySlice<UInt8>, into content: inout RadioContent) {
        switch type {
        case 0x01: content.set(.temperature, data.signedBig16 * 10)
        case 0x02: content.set(.humidity, data.big * 100)
        case 0x07: content.setSupply(millivolts: data.big)
        case 0x14: content.set(.pressure, data.big / 10)
        case 0x15:
            content.add(.peak, data.prefix(1).big, places: 0, nil, name: "the sound's peak")
            content.add(.average, data.suffix(1).big, places: 0, nil, name: "the sound's average")
        default: break
        }
    }

    /// Bytes of data by type.
    private static let lengths: [Int: Int] = [
        0x01: 2, 0x02: 1, 0x03: 3, 0x04: 2, 0x05: 1, 0x06: 2, 0x07: 2, 0x08: 2, 0x09: 6, 0x0A: 2, 0x0B: 4, 0x0C: 2,
        0x0D: 1, 0x0E: 2, 0x0F: 1, 0x10: 4, 0x11: 1, 0x12: 1, 0x13: 65, 0x14: 4, 0x15: 2, 0x16: 2, 0x17: 4, 0x18: 2,
        0x19: 2, 0x1A: 1, 0x1B: 4, 0x1C: 2,
    ]
}
