import Acoustics
import Readings

/// RAKwireless WisBlock with RAK18000 and others: items of channel, type and data, high byte first (Cayenne LPP with
/// the maker's own types).
///
/// Only the channel says that a general value is a level: 51 is A-weighted, 52 C-weighted, in hundredths of a decibel.
/// The type E9 is noise in tenths of an unknown weighting.
struct RAKWisBlock: RadioLayout {
    let name = "RAK WisBlock"
    let words = [["wisblock"], ["rak18000"], ["rak", "audio"]]

    func read(_ bytes: RadioBytes, port: Int?) throws(RadioFault) -> RadioContent {
        var (bytes, content, isFirst) = (bytes, RadioContent(), true)
        while !bytes.isAtEnd {
            let channel = try bytes.byte("a channel")
            let type = try bytes.byte("a type")
            guard let length = RAKWisBlock.lengths[type] else {
                guard !isFirst else { throw RadioFault(.malformed, "data: the type \(hexadecimal(type)) is not known") }
                content.notes.append("the type \(hexadecimal(type)) is not known; it and what follows were not read")
                return content
            }
            let data = try bytes.take(length, "the type \(hexadecimal(type))")
            take(channel, type, data, into: &content)
            isFirst = false
        }
        return content
    }

    private func take(_ channel: Int, _ type: Int, _ data: ArraySlice<UInt8>, into content: inout RadioContent) {
        switch (type, channel) {
        case (2, 51): content.add(.momentary, data.signedBig16, places: 2, .A, name: "channel 51")
        case (2, 52): content.add(.momentary, data.signedBig16, places: 2, .C, name: "channel 52")
        case (0xE9, _) where data.big != 0xFFFF: content.add(.momentary, data.big, places: 1, nil, name: "noise")
        case (103, _): content.set(.temperature, data.signedBig16 * 10)
        case (104, _): content.set(.humidity, data.big * 50)
        case (112, _): content.set(.humidity, data.signedBig16 * 10)
        case (115, _): content.set(.pressure, data.big * 10)
        case (116, _): content.setSupply(millivolts: data.big * 10)
        case (190, _) where data.big <= 10_000: content.sample { $0.weather.windHundredths = data.big }
        case (191, _): content.set(.windDirection, data.big * 10)
        default: break
        }
    }

    /// Bytes of data by type.
    private static let lengths: [Int: Int] = [
        0: 1, 1: 1, 2: 2, 3: 2, 100: 4, 101: 2, 102: 1, 103: 2, 104: 1, 112: 2, 113: 6, 115: 2, 116: 2, 117: 2, 118: 4,
        120: 1, 121: 2, 125: 2, 128: 2, 130: 4, 131: 4, 132: 2, 133: 4, 134: 6, 135: 3, 136: 9, 137: 11, 138: 2, 142: 1,
        188: 2, 190: 2, 191: 2, 192: 2, 193: 2, 194: 2, 195: 2, 203: 1, 0xE9: 2,
    ]
}
