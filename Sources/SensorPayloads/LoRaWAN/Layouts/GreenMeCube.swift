import Acoustics
import Readings

/// GreenMe Cube: the kind of message in the low half of the first byte, then values low byte first; noise in half
/// decibels (A), the largest and the average.
struct GreenMeCube: RadioLayout {
    let name = "GreenMe Cube"
    let words = [["greenme"]]

    private static let lengths: [UInt8: Int] = [5: 11, 6: 26, 7: 26]
    /// Of what stands behind, by its type.
    private static let extensions: [UInt8: Int] = [0: 0, 1: 2, 2: 2, 3: 4]

    func read(_ bytes: RadioBytes, port: Int?) throws(RadioFault) -> RadioContent {
        guard let first = bytes.bytes.first, let length = GreenMeCube.lengths[first & 0x0F] else {
            throw RadioFault(.malformed, "data: byte 1 is no message of a Cube; expected the type 5, 6 or 7")
        }
        guard bytes.count >= length, let rest = GreenMeCube.extensions[bytes.bytes[length - 1]],
            bytes.count == length + rest
        else { throw RadioFault(.malformed, "data: \(bytes.count) bytes are not a whole message of the type") }
        var content = RadioContent()
        content.set(.temperature, bytes.bytes[1...2].little)
        content.set(.humidity, bytes.bytes[3...4].little)
        let (largest, average) = (Int(bytes.bytes[5]), Int(bytes.bytes[6]))
        // A microphone that is switched off sends zeros.
        guard largest != 0 || average != 0 else { return content }
        content.add(.maximum, largest * 5, places: 1, .A, name: "noiseMax")
        content.add(.average, average * 5, places: 1, .A, name: "noiseAvg")
        return content
    }
}
