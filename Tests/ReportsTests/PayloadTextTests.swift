import Reports
import Testing

@Suite("Payloads for people")
struct PayloadTextTests {
    @Test("text shows its control characters, and can play no tricks on a terminal")
    func text() {
        #expect(PayloadText.text(Array("{\"v\":1,\n \"名\":2}".utf8)) == "{\"v\":1,\n \"名\":2}")
        #expect(PayloadText.text(Array("\u{1b}[31mred\r\u{202e}".utf8)) == "\\u{1b}[31mred\\u{d}\\u{202e}")
        #expect(PayloadText.oneLine("a\nb") == "a\\u{a}b")
    }

    @Test("bytes that are not UTF-8 are dumped with their offsets")
    func dump() {
        let bytes = [UInt8](0x2f...0x40) + [0xff]
        #expect(PayloadText.text(bytes) == nil)
        #expect(
            PayloadText.hexDump(bytes) == [
                "00000000  2f 30 31 32 33 34 35 36  37 38 39 3a 3b 3c 3d 3e  |/0123456789:;<=>|",
                "00000010  3f 40 ff                                          |?@.|",
            ]
        )
    }
}
