import Acoustics
import EventTime
import OpenSSL
import SensorPayloads
import Testing

/// Packets for tests; the check and the length are computed unless a test gives them.
enum HJ212Samples {
    static let station = "010000A8900016F000169DC0"
    static let head = "QN=20240601085857223;ST=23;CN=2011;PW=zq9Xk7;MN=\(station);Flag=5;"

    static func packet(_ segment: String) -> [UInt8] { packet(bytes: Array(segment.utf8)) }

    /// A packet of these fields in CP.
    static func cp(_ content: String, head: String = head) -> [UInt8] { packet("\(head)CP=&&\(content)&&") }

    static func command(_ command: Int, _ content: String, flag: Int = 5, sent: String = "20240601085857223") -> [UInt8]
    {
        packet("QN=\(sent);ST=23;CN=\(command);PW=zq9Xk7;MN=\(station);Flag=\(flag);CP=&&\(content)&&")
    }

    /// As the standard writes it (A.1), bit by bit.
    static func slowCheck(_ bytes: [UInt8]) -> UInt16 {
        bytes.reduce(0xFFFF) { register, byte in
            var register = (register >> 8) ^ UInt16(byte)
            for _ in 0..<8 {
                let low = register & 1
                register >>= 1
                if low == 1 { register ^= 0xA001 }
            }
            return register
        }
    }

    static func hexadecimal(_ value: UInt16) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    static func frame(_ message: [UInt8], _ reader: HJ212FrameReader = HJ212FrameReader()) throws -> HJ212Frame {
        let results = reader.read(message)
        try #require(results.count == 1)
        return try results[0].get()
    }

    static func frame(_ message: String) throws -> HJ212Frame { try frame(Array(message.utf8)) }

    static func error(_ message: [UInt8], _ reader: HJ212FrameReader = HJ212FrameReader()) throws -> HJ212Error {
        let results = reader.read(message)
        try #require(results.count == 1)
        guard case .failure(let error) = results[0] else { throw NotAnError() }
        return error
    }

    static func observation(
        _ message: [UInt8],
        _ settings: HJ212Settings = HJ212Settings(),
        _ reader: HJ212FrameReader = HJ212FrameReader()
    ) throws -> HJ212Observation {
        guard case .observation(let observation) = try frame(message, reader).meaning(settings) else {
            throw NotAnError()
        }
        return observation
    }

    struct NotAnError: Error {}

    /// A time of Beijing.
    static func time(_ text: String) throws -> Instant {
        try #require(try? RFC3339.instant(Array("\(text)+08:00".utf8).span))
    }
}

/// SM4 of OpenSSL, as whoever reads settings gives it in.
struct SM4Cipher: HJ212Cipher {
    let sm4: SM4

    init(_ key: [UInt8]) throws { sm4 = try SM4(key: SecretKey(key)) }

    /// Of appendix A.2: 16 times 0x30.
    static func ofStandard() throws -> SM4Cipher { try SM4Cipher(Array(repeating: 0x30, count: 16)) }

    func encrypt(_ blocks: [UInt8]) -> [UInt8]? { try? sm4.encrypt(blocks, padding: .none) }
    func decrypt(_ blocks: [UInt8]) -> [UInt8]? { try? sm4.decrypt(blocks, padding: .none) }
}

extension HJ212Observation {
    /// The only level of this name.
    func level(_ name: String) throws -> HJ212SoundLevel {
        let levels = sound.filter { $0.name == name }
        try #require(levels.count == 1, "\(name)")
        return levels[0]
    }

    func thousandths(_ quantity: HJ212Quantity) -> Int? {
        environment.first { $0.quantity == quantity }?.thousandths
    }
}
