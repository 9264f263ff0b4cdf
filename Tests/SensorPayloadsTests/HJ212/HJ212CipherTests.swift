import Acoustics
import EventTime
import Readings
import SensorPayloads
import Testing

/// HJ 212-2025, 6.4.2 and appendix A.2, with the key of its examples.
@Suite("HJ 212-2025: encrypted packets")
struct HJ212CipherTests {
    private static let head =
        "QN=20240520210700000;ST=31;CN=2051;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&"
    private static let first =
        "DataTime=20240520210600;a01011-Min=1.35,a01011-Avg=1.35,a01011-Max=1.35,a01011-Flag=N;a01012-Min=9.3,"
        + "a01012-Avg=9.3,a01012-Max=9.3,a01012-Flag=N;a01014-Min=3.20,a01014-Avg=3.211,a01014-Max=3.212,a01014-Flag=N"
    private static let second =
        "DataTime=20240520210600;a01011-Min=1.35,a01011-Avg=1.35,a01011-Max=1.35,a01011-Flag=N;a01014-Min=3.20,"
        + "a01014-Avg=3.20,a01014-Max=3.20,a01014-Flag=N"

    struct Example: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var content: String
        var length: String
        var check: String
        /// The start of its encrypted bytes and their end, which the standard prints.
        var start: [UInt8]
        var end: [UInt8]

        var plain: [UInt8] { Array("##\(length)\(head)\(content)&&\(check)\r\n".utf8) }
    }

    /// Examples 2 and 4 of A.2.
    static let examples = [
        Example(
            testDescription: "13 blocks",
            content: first,
            length: "0295",
            check: "2200",
            start: [0xE4, 0x3E, 0x15, 0x9A, 0xCF, 0xAB, 0x24, 0x2C, 0xB5, 0x31, 0x55, 0xFB, 0x8B, 0x92, 0x81, 0xA1],
            end: [0x4A, 0x7B, 0x03, 0x50, 0xA4, 0x8D, 0xBF, 0x8B, 0x41]
        ),
        Example(
            testDescription: "9 blocks and 3 bytes that stay plain",
            content: second,
            length: "0234",
            check: "B541",
            start: [0xE4, 0x3E, 0x15, 0x9A, 0xCF, 0xAB, 0x24, 0x2C, 0xB5, 0x31, 0x55, 0xFB, 0x8B, 0x92, 0x81, 0xA1],
            end: [0x8A, 0x0D, 0x03, 0xA4] + Array("g=N".utf8)
        ),
    ]

    private func reader(_ keys: [[UInt8]] = [Array(repeating: 0x30, count: 16)]) throws -> HJ212FrameReader {
        let ciphers = try keys.map { try SM4Cipher($0) }
        return HJ212FrameReader(ciphers: { $0 == HJ212Samples.station ? ciphers : [] })
    }

    /// `{0xE4,…}` with what stays plain behind it.
    private func printed(_ example: Example) throws -> [UInt8] {
        let packet = try encrypted(example)
        let content = packet.dropFirst(6 + Self.head.utf8.count).dropLast(8)
        let blocks = content.prefix(content.count / 16 * 16)
        let text = blocks.map { "0x" + HJ212Samples.hexadecimal(UInt16($0)).suffix(2) }.joined(separator: ",")
        let rest = String(decoding: content.dropFirst(blocks.count), as: UTF8.self)
        return Array("##\(example.length)\(Self.head){\(text)}\(rest)&&\(example.check)\r\n".utf8)
    }

    private func encrypted(_ example: Example) throws -> [UInt8] {
        try HJ212Encoder.packet(HJ212Samples.frame(example.plain).segment, cipher: SM4Cipher.ofStandard())
    }

    @Test("the standard's examples: encrypted as printed there, and read back", arguments: examples)
    func standardPackets(example: Example) throws {
        let packet = try encrypted(example)
        #expect(packet.count == example.plain.count)
        let content = Array(packet.dropFirst(6 + Self.head.utf8.count).dropLast(8))
        #expect(content.starts(with: example.start) && Array(content.suffix(example.end.count)) == example.end)
        #expect(packet.suffix(6) == example.plain.suffix(6) && packet.prefix(6) == example.plain.prefix(6))
        let frame = try HJ212Samples.frame(packet, reader())
        #expect(frame.isEncrypted && frame.deviations.isEmpty && frame.edition == .of2025)
        #expect(try frame.segment == HJ212Samples.frame(example.plain).segment)
        #expect(try frame.meaning() == .noMeasurement(.otherFactors))
    }

    @Test("the printed form is taken as well, and marked", arguments: examples)
    func printedForm(example: Example) throws {
        let packet = try printed(example)
        #expect(packet.count - 12 == (example.length == "0295" ? 1128 : 87 + 144 * 5 + 1 + 3))
        let frame = try HJ212Samples.frame(packet, reader())
        #expect(frame.isEncrypted && frame.deviations == [.printedCipher])
        #expect(try frame.segment.parameters == HJ212Samples.frame(example.plain).segment.parameters)
    }

    @Test("levels of an encrypted packet, several packets in a message, and any length", arguments: 0...33)
    func levels(spare: Int) throws {
        let filler = String(repeating: "1", count: spare)
        let plain = HJ212Samples.command(2051, "DataTime=20240601085800;Leq-Data=53.1;X-Data=\(filler)", flag: 9)
        let segment = try HJ212Samples.frame(plain).segment
        let packet = try HJ212Encoder.packet(segment, cipher: SM4Cipher.ofStandard())
        #expect(packet.count == plain.count && packet != plain)
        let observation = try HJ212Samples.observation(packet, HJ212Settings(), reader())
        #expect(try observation.level("Leq-Data").level == Level(tenths: 531) && observation.duration == .minutes(1))
        let frames = try reader().read(packet.dropLast(2) + packet + plain).map { try $0.get() }
        #expect(frames.map(\.isEncrypted) == [true, true, false])
        #expect(Set(frames.map(\.segment)).count == 1)
    }

    @Test("without a key, with another key, and with the key before the present one")
    func keys() throws {
        let packet = try encrypted(Self.examples[0])
        let without = try HJ212Samples.error(packet)
        #expect(without.reason == .missingKey && without.detail.contains("settings"))
        #expect(without.position == 6 + Self.head.utf8.count)
        let other = Array(repeating: UInt8(0x31), count: 16)
        let wrong = try HJ212Samples.error(packet, reader([other]))
        #expect(wrong.reason == .wrongKey && wrong.rejectionReason == .malformed)
        #expect(try HJ212Samples.frame(packet, reader([other, Array(repeating: 0x30, count: 16)])).isEncrypted)
        var damaged = packet
        damaged[150] ^= 1
        #expect(try HJ212Samples.error(damaged, reader()).reason == .wrongKey)
    }

    @Test("heartbeats and answers are plain, and editions before 2025 are never decrypted")
    func plain() throws {
        let heartbeat = HJ212Segment(command: .heartbeat, device: "A", flag: HJ212Flag(edition: .of2025))
        #expect(try HJ212Encoder.packet(heartbeat, cipher: SM4Cipher.ofStandard()) == HJ212Encoder.packet(heartbeat))
        let bytes =
            Array("QN=1;CN=2011;MN=\(HJ212Samples.station);Flag=5;CP=&&".utf8) + Array(repeating: 0xE4, count: 32)
        let error = try HJ212Samples.error(HJ212Samples.packet(bytes: bytes + Array("&&".utf8)), reader())
        #expect(error.reason == .wrongForm)
    }

    /// A cipher that fails, or gives another number of bytes.
    private struct Broken: HJ212Cipher {
        var answer: [UInt8]?
        func encrypt(_ blocks: [UInt8]) -> [UInt8]? { answer }
        func decrypt(_ blocks: [UInt8]) -> [UInt8]? { answer }
    }

    @Test("a cipher that fails is an error", arguments: [nil, [], [0x41]] as [[UInt8]?])
    func broken(answer: [UInt8]?) throws {
        let packet = try encrypted(Self.examples[0])
        let reader = HJ212FrameReader(ciphers: { _ in [Broken(answer: answer)] })
        #expect(try HJ212Samples.error(packet, reader).reason == .wrongKey)
        let segment = try HJ212Samples.frame(Self.examples[0].plain).segment
        let error = #expect(throws: HJ212Error.self) {
            try HJ212Encoder.packet(segment, cipher: Broken(answer: answer))
        }
        #expect(error?.reason == .wrongKey)
    }
}
