import Acoustics
import Readings

/// uRADMonitor A3: 32 bytes, sound in half decibels (A).
struct URadMonitorA3: RadioLayout {
    let name = "uRADMonitor A3"
    let words = [["uradmonitor", "a3"]]

    func read(_ bytes: RadioBytes, port: Int?) throws(RadioFault) -> RadioContent {
        guard bytes.count == 32 else {
            throw RadioFault(.malformed, "data: \(bytes.count) bytes; expected 32")
        }
        var content = RadioContent()
        URadMonitor.take(bytes, at: 10, into: &content)
        content.set(.PM2_5, bytes.big16(at: 27) * 100)
        content.set(.PM10, bytes.big16(at: 29) * 100)
        return content
    }
}

/// uRADMonitor Industrial: 50 bytes, sound in half decibels (A).
struct URadMonitorIndustrial: RadioLayout {
    let name = "uRADMonitor Industrial"
    let words = [["uradmonitor", "industrial"]]

    func read(_ bytes: RadioBytes, port: Int?) throws(RadioFault) -> RadioContent {
        guard bytes.count == 50 else {
            throw RadioFault(.malformed, "data: \(bytes.count) bytes; expected 50")
        }
        var content = RadioContent()
        URadMonitor.take(bytes, at: 20, into: &content)
        let fine = bytes.big16(at: 46)
        content.set(.PM2_5, fine * 100)
        // It sends by how much there is more of it.
        content.set(.PM10, (fine + Int(bytes.bytes[48])) * 100)
        return content
    }
}

/// What both have in one block.
private enum URadMonitor {
    /// Temperature, pressure (less 65,535 Pa), humidity, a gas, sound.
    static func take(_ bytes: RadioBytes, at place: Int, into content: inout RadioContent) {
        content.set(.temperature, bytes.signAndAmount16(at: place))
        content.set(.pressure, bytes.big16(at: place + 2) + 65_535)
        content.set(.humidity, Int(bytes.bytes[place + 4]) * 50)
        content.add(.momentary, Int(bytes.bytes[place + 8]) * 5, places: 1, .A, name: "sound")
    }
}
