import Acoustics
import Readings

/// Synetica enLink: items of type and data, high byte first; sound as floating-point numbers of dB(A), the smallest,
/// the average and the largest.
struct SyneticaEnLink: RadioLayout {
    let name = "Synetica enLink"
    let words = [["enlink*"]]

    func read(_ bytes: RadioBytes, port: Int?) throws(RadioFault) -> RadioContent {
        var (bytes, content, isFirst) = (bytes, RadioContent(), true)
        while !bytes.isAtEnd {
            let type = try bytes.byte("a type")
            guard let length = SyneticaEnLink.length(type) else {
                guard !isFirst else {
                    throw RadioFault(.malformed, "data: the type \(hexadecimal(type)) is none of an enLink")
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
        case 0x04: content.set(.pressure, data.big * 100)
        case 0x0B: content.set(.PM2_5, data.big * 100)
        case 0x0C: content.set(.PM10, data.big * 100)
        case 0x42: content.setSupply(millivolts: data.big)
        case 0x50: sound(.minimum, data, "the smallest sound level", into: &content)
        case 0x51: sound(.average, data, "the average sound level", into: &content)
        case 0x52: sound(.maximum, data, "the largest sound level", into: &content)
        case 0x58: dust(.PM2_5, data, into: &content)
        case 0x5A: dust(.PM10, data, into: &content)
        default: break
        }
    }

    private func sound(
        _ kind: RadioLevel.Kind,
        _ data: ArraySlice<UInt8>,
        _ name: String,
        into content: inout RadioContent
    ) {
        let value = SyneticaEnLink.float(data)
        // -1 stands for no value.
        if value == -1 { return }
        guard value >= 0, value <= 160 else {
            content.problems.append("\(name) is not a level; expected 0 to 160 dB")
            return
        }
        content.add(kind, Int((value * 100).rounded(.toNearestOrEven)), places: 2, .A, name: name)
    }

    private func dust(_ quantity: EnvironmentQuantity, _ data: ArraySlice<UInt8>, into content: inout RadioContent) {
        let value = SyneticaEnLink.float(data)
        guard value >= 0, value <= 1_000_000 else { return }
        content.set(quantity, Int((value * 100).rounded(.toNearestOrEven)))
    }

    private static func float(_ data: ArraySlice<UInt8>) -> Float {
        Float(bitPattern: UInt32(truncatingIfNeeded: data.big))
    }

    /// Bytes of data; nil for a type that is not known.
    private static func length(_ type: Int) -> Int? {
        switch type {
        case 0x02, 0x06, 0x15, 0x31, 0x32, 0x41, 0x44, 0x47: 1
        case 0x01, 0x03...0x05, 0x07...0x0D, 0x0F, 0x17...0x19, 0x2E...0x30, 0x3A, 0x3B, 0x42, 0x43, 0x45, 0x46,
            0x48...0x4C, 0x4E, 0x53...0x56:
            2
        case 0x12...0x14, 0x1A...0x2D, 0x3F, 0x4D, 0x50...0x52, 0x57...0x60: 4
        case 0x0E, 0x10, 0x11: 5
        default: nil
        }
    }
}
