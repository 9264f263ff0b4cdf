import Acoustics
import Readings

/// STING Pengy: the port says which firmware sent it; 1.0 (port 1) has no noise. Values are of two bytes, high byte
/// first, noise in hundredths of a decibel of an unknown weighting.
struct StingPengy: RadioLayout {
    let name = "STING Pengy"
    let words = [["pengy"]]

    func read(_ bytes: RadioBytes, port: Int?) throws(RadioFault) -> RadioContent {
        guard let port, let length = [1: 8, 2: 18, 3: 14][port] else { throw .port(port, expected: "1, 2 or 3") }
        guard bytes.count == length else {
            throw RadioFault(.malformed, "data: \(bytes.count) bytes on port \(port); expected \(length)")
        }
        var content = RadioContent()
        func tenths(_ place: Int) -> Int { bytes.big16(at: place) * 10 }
        content.set(.humidity, tenths(0))
        content.set(.temperature, bytes.signed16(at: 2) * 10)
        switch port {
        case 1, 2:
            content.set(.PM10, tenths(4))
            content.set(.PM2_5, tenths(6))
            guard port == 2 else { break }
            content.set(.pressure, bytes.big16(at: 8) * 100)
            noise(bytes.big16(at: 16), into: &content)
        default:
            content.set(.pressure, bytes.big16(at: 4) * 100)
            content.set(.PM2_5, tenths(8))
            content.set(.PM10, tenths(10))
            noise(bytes.big16(at: 12), into: &content)
        }
        return content
    }

    private func noise(_ hundredths: Int, into content: inout RadioContent) {
        if hundredths != 0xFFFF { content.add(.momentary, hundredths, places: 2, nil, name: "noise") }
    }
}
