import Acoustics
import Readings

/// Pressac room condition sensor: the kind of message in the third half-byte; sound in half decibels of an unknown
/// weighting, FF for none.
struct PressacRCS: RadioLayout {
    let name = "Pressac RCS"
    let words = [["pressac", "rcs"]]

    func read(_ bytes: RadioBytes, port: Int?) throws(RadioFault) -> RadioContent {
        var (bytes, content) = (bytes, RadioContent())
        let product = try bytes.byte("the product")
        guard product == 6 else {
            throw RadioFault(.malformed, "data: the product \(hexadecimal(product)) is no RCS; expected 06")
        }
        let kind = try bytes.byte("the kind of message") >> 4
        let battery = try bytes.byte("the battery")
        // 1 to 241 are 0 to 48 V; 0 is a supply from outside, 255 not measured.
        if (1...241).contains(battery) { content.setSupply(millivolts: (battery - 1) * 200) }
        guard kind == 2 else { return content }
        let minutes = try bytes.byte("the age of the data")
        let sensors = try bytes.byte("the sensors")
        if sensors & 1 != 0 {
            let (temperature, humidity) = (try bytes.byte("the temperature"), try bytes.byte("the humidity"))
            if temperature <= 240 { content.set(.temperature, temperature * 25 - 1000) }
            if humidity <= 200 { content.set(.humidity, humidity * 50) }
        }
        if sensors & 0x20 != 0 {
            let sound = try bytes.byte("the sound level")
            if sound <= 250 { content.add(.momentary, sound * 5, places: 1, nil, name: "the sound level") }
        }
        if sensors & 0x10 != 0 { _ = try bytes.take(2, "the light") }
        if minutes > 0 { content.notes.append("the device says that its values are \(minutes) of its units old") }
        return content
    }
}
