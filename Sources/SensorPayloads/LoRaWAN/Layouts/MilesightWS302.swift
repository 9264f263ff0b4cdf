import Acoustics
import Readings

/// Milesight WS302: items of channel, type and data, low byte first (the maker's public description of the format).
///
/// It says how it weighs frequencies and time with each measurement, and over what time the average is taken nowhere.
struct MilesightWS302: RadioLayout {
    let name = "Milesight WS302"
    let words = [["ws302*"]]

    private static let weightings: [FrequencyWeighting] = [.Z, .A, .C]
    private static let responses: [TimeWeighting] = [.impulse, .fast, .slow]

    func read(_ bytes: RadioBytes, port: Int?) throws(RadioFault) -> RadioContent {
        guard port == 85 else { throw .port(port, expected: "85") }
        var (bytes, content, isFirst) = (bytes, RadioContent(), true)
        while !bytes.isAtEnd {
            let channel = try bytes.byte("a channel")
            let type = try bytes.byte("a type")
            switch (channel, type) {
            case (0x01, 0x75): content.setBattery(percent: try bytes.byte("the battery"))
            case (0x05, 0x5B): try readLevels(&bytes, &content)
            default:
                guard let length = MilesightWS302.length(channel, type) else {
                    let item = "the item \(hexadecimal(channel)) \(hexadecimal(type))"
                    guard !isFirst else { throw RadioFault(.malformed, "data: \(item) is none of a WS302") }
                    content.notes.append("\(item) is not known; it and what follows were not read")
                    return content
                }
                _ = try bytes.take(length, "an item of the device's own")
            }
            isFirst = false
        }
        return content
    }

    private func readLevels(_ bytes: inout RadioBytes, _ content: inout RadioContent) throws(RadioFault) {
        let data = try bytes.take(7, "a sound level")
        let weights = Int(data[data.startIndex])
        func value(_ place: Int) -> Int? {
            let value = data[(data.startIndex + place)...].prefix(2).little
            return value == 0xFFFF ? nil : value
        }
        guard MilesightWS302.weightings.indices.contains(weights & 3) else {
            content.problems.append(
                "data: the frequency weighting 3 is none of a WS302; expected 0 (Z), 1 (A) or 2 (C)"
            )
            return
        }
        let frequency = MilesightWS302.weightings[weights & 3]
        let response = weights >> 2 & 3
        let time = MilesightWS302.responses.indices.contains(response) ? MilesightWS302.responses[response] : nil
        let letters = "L\(frequency.rawValue)\(time?.rawValue ?? "")"
        if let shown = value(1) { content.add(.momentary, shown, places: 1, frequency, time, name: letters) }
        if let mean = value(3) {
            content.add(.average, mean, places: 1, frequency, name: "L\(frequency.rawValue)eq")
        }
        if let largest = value(5) { content.add(.maximum, largest, places: 1, frequency, time, name: letters + "max") }
    }

    /// Bytes of the items about the device itself, and of its answers to commands.
    private static func length(_ channel: Int, _ type: Int) -> Int? {
        switch (channel, type) {
        case (0xFF, 0x01), (0xFF, 0x0F), (0xFF, 0xFE), (0xFF, 0x0B): 1
        case (0xFF, 0x09), (0xFF, 0x0A), (0xFF, 0xFF): 2
        case (0xFF, 0x16): 8
        case (0xFE, 0x10), (0xFF, 0x10), (0xFE, 0x1D), (0xFF, 0x1D), (0xFE, 0x2D), (0xFF, 0x2D), (0xFE, 0x3B),
            (0xFF, 0x3B):
            1
        case (0xFE, 0x11), (0xFF, 0x11): 4
        case (0xFE, 0x17), (0xFF, 0x17): 2
        default: nil
        }
    }
}

/// "05" of 5.
func hexadecimal(_ byte: Int) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16).uppercased() }
