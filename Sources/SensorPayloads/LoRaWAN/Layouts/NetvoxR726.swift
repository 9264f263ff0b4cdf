import Acoustics
import Readings

/// Netvox R726 and RA07 series: eleven bytes on port 6, the kind of report in the third, FFFF for a sensor that is not
/// fitted.
///
/// Noise is one of three values of report 7, of which neither the weighting is said nor whether it is an average.
struct NetvoxR726: RadioLayout {
    let name = "Netvox R726"
    let words = [["r726*"], ["ra07*"]]

    func read(_ bytes: RadioBytes, port: Int?) throws(RadioFault) -> RadioContent {
        // What answers to a command of its owner.
        if port == 7 { return RadioContent() }
        guard port == 6 else { throw .port(port, expected: "6") }
        guard bytes.count == 11 else {
            throw RadioFault(.malformed, "data: \(bytes.count) bytes; expected 11")
        }
        guard [5, 9, 13].contains(bytes.bytes[1]) else {
            throw RadioFault(
                .invalidValue,
                "data: byte 2: the device type \(hexadecimal(Int(bytes.bytes[1]))) is none of a R726 or RA07"
            )
        }
        var content = RadioContent()
        // The version of its own software has no battery.
        guard bytes.bytes[2] != 0 else { return content }
        content.setSupply(millivolts: Int(bytes.bytes[3] & 0x7F) * 100)
        let values = [4, 6, 8].map { place in bytes.big16(at: place) == 0xFFFF ? nil : bytes.big16(at: place) }
        func signed(_ value: Int) -> Int { Int(Int16(truncatingIfNeeded: value)) }
        switch bytes.bytes[2] {
        case 1, 2:
            if let fine = values[1] { content.set(.PM2_5, fine * 100) }
            if let coarse = values[2] { content.set(.PM10, coarse * 100) }
        case 7: if let noise = values[2] { content.add(.momentary, noise, places: 1, nil, name: "noise") }
        case 12:
            if let temperature = values[0] { content.set(.temperature, signed(temperature)) }
            if let humidity = values[1] { content.set(.humidity, humidity) }
            if let wind = values[2], wind <= 10_000 { content.sample { $0.weather.windHundredths = wind } }
        case 13:
            if let direction = values[0] { content.set(.windDirection, direction * 10) }
            let pressure = bytes.bytes[6..<10].big
            if pressure != 0xFFFF_FFFF { content.set(.pressure, pressure) }
        default: content.notes.append("report \(bytes.bytes[2]) has neither sound nor weather nor dust")
        }
        return content
    }
}
