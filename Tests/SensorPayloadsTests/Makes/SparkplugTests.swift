import Acoustics
import EventTime
import Readings
import SensorPayloads
import Testing

@Suite("Sparkplug B")
struct SparkplugTests {
    /// A field of Protocol Buffers; the tag and length of these tests take a byte or two.
    private static func varint(_ value: UInt64) -> [UInt8] {
        var (value, bytes) = (value, [UInt8]())
        repeat {
            bytes.append(UInt8(value & 0x7F) | (value > 0x7F ? 0x80 : 0))
            value >>= 7
        } while value > 0
        return bytes
    }

    private static func number(_ field: UInt64, _ value: UInt64) -> [UInt8] { varint(field << 3) + varint(value) }

    private static func block(_ field: UInt64, _ content: [UInt8]) -> [UInt8] {
        varint(field << 3 | 2) + varint(UInt64(content.count)) + content
    }

    private static func float(_ value: Float) -> [UInt8] {
        varint(12 << 3 | 5) + (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }

    private static func double(_ value: Double) -> [UInt8] {
        varint(13 << 3 | 1) + (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }

    private static let stamp: UInt64 = 1_780_794_000_000

    static let sample = MakeSample("sparkplug", topic: "spBv1.0/city/DDATA/edge-1/meter", "").with(
        bytes: number(1, stamp)
            + block(2, block(1, Array("Noise/LAeq".utf8)) + number(3, stamp) + number(4, 9) + float(52.3))
            + block(2, block(1, Array("Air/temperature".utf8)) + number(4, 3) + number(10, 0xFFFF_FFFB))
            + block(2, block(1, Array("Noise/LAeq".utf8)) + number(3, stamp - 60_000) + number(5, 1) + double(51.25))
            + block(2, block(1, Array("Noise/label".utf8)) + block(15, Array("x".utf8))) + number(3, 7)
    )

    @Test("metrics of one time are one reading; history is marked")
    func values() throws {
        let readings = try Self.sample.readings()
        try #require(readings.count == 2)
        #expect(try readings[0].LAeq == level(52.3) && readings[0].environment?[.temperature] == -500)
        #expect(readings[0].end.milliseconds == Int64(Self.stamp) && !readings[0].historical)
        #expect(try readings[1].LAeq == level(51.25) && readings[1].historical)
        #expect(try Self.sample.device() == "city/edge-1/meter")
        #expect(try Self.sample.with("device", .section(["topic-level": "5"])).device() == "meter")
    }

    @Test("an alias without a name is refused, unless the plan says what it is; null is no value")
    func aliases() throws {
        let bytes = Self.block(2, Self.number(2, 7) + Self.number(3, Self.stamp) + Self.float(61))
        let sample = Self.sample.with(bytes: bytes)
        #expect(try sample.rejected().detail.contains("alias (7)"))
        #expect(try sample.with("values", .section(["7": "LAF"])).reading().momentary?.name == "LAF")
        let null = Self.block(2, Self.block(1, Array("LAeq".utf8)) + Self.number(7, 1))
        #expect(try Self.sample.with(bytes: null).messages().map(\.readings) == [[]])
    }

    @Test("births and deaths are the device's state; a birth's values are readings too")
    func states() throws {
        var birth = Self.sample
        birth.topic = "spBv1.0/city/NBIRTH/edge-1"
        let messages = try birth.messages()
        #expect(messages.map(\.state) == [.online, nil] && messages[1].readings.count == 2)
        #expect(messages.allSatisfy { "\($0.device)" == "city/edge-1" })
        birth.topic = "spBv1.0/city/DDEATH/edge-1/meter"
        #expect(try birth.with(bytes: []).messages().map(\.state) == [.offline])
        for topic in ["spBv1.0/city/DCMD/edge-1/meter", "spBv1.0/STATE/host", "spBv1.0/city/NDATA/edge-1/meter", "x"] {
            birth.topic = topic
            #expect(try birth.rejected().reason == .unknownTopic)
        }
    }

    @Test(
        "what is no payload is refused",
        arguments: [
            "ff", "08", "12ff", "1205", "0b", "0c", "0f", "00", "120108", "12020a05", "08ffffffffffffffffff7f", "0a00",
            "1000",
            "12040a02c3280a", "09", "120361",
        ]
    )
    func hostile(hex: String) throws {
        #expect(try Self.sample.with(bytes: NSRTWTests.bytes(hex)).rejected().reason == .malformed)
    }
}
