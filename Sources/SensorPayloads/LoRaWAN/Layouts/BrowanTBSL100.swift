import Acoustics
import Readings

/// Browan and Tabs TBSL100: four bytes on port 105, the level in whole dB(A).
struct BrowanTBSL100: RadioLayout {
    let name = "Browan TBSL100"
    let words = [["tbsl100*"], ["tbsl", "100"]]

    func read(_ bytes: RadioBytes, port: Int?) throws(RadioFault) -> RadioContent {
        guard port == 105 else { throw .port(port, expected: "105") }
        guard bytes.count == 4 else {
            throw RadioFault(.malformed, "data: \(bytes.count) bytes; expected 4")
        }
        var content = RadioContent()
        content.setSupply(millivolts: (25 + Int(bytes.bytes[1] & 0x0F)) * 100)
        content.set(.temperature, (Int(bytes.bytes[2] & 0x7F) - 32) * 100)
        if bytes.bytes[3] != 0xFF { content.add(.momentary, Int(bytes.bytes[3]), places: 0, .A, name: "the level") }
        return content
    }
}
