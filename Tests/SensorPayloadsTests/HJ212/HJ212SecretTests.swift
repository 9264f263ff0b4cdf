import Readings
import SensorPayloads
import Testing

/// PW, and the keys and passwords that CP holds, must not be in anything that is printed.
@Suite("HJ 212: passwords and keys")
struct HJ212SecretTests {
    private static let password = "zq9Xk7"

    private func renderings(_ value: Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        return ["\(value)", String(describing: value), String(reflecting: value), dumped]
    }

    @Test("a packet is rendered in no way with its password")
    func rendered() throws {
        let frame = try HJ212Samples.frame(HJ212Samples.cp("DataTime=20240601085857;LA-Rtd=50.1"))
        let password = try #require(frame.segment.password)
        #expect(password.withBytes { $0 } == Array(Self.password.utf8))
        for value in [frame, frame.segment, password, try frame.meaning(), frame.answer(.data)] as [Any] {
            for text in renderings(value) { #expect(!text.contains(Self.password), "\(text)") }
        }
        #expect("\(frame)".contains("<secret>"))
    }

    @Test("new passwords and keys in CP are dropped", arguments: ["NewPW", "PW", "NewSK", "OldPW"])
    func dropped(name: String) throws {
        let frame = try HJ212Samples.frame(HJ212Samples.command(1072, "\(name)=\(Self.password)"))
        #expect(frame.segment.parameters[name: name]?.value == "")
        for text in renderings(frame) { #expect(!text.contains(Self.password)) }
    }

    @Test("no error has the password, wherever the packet is damaged")
    func errors() throws {
        let good = HJ212Samples.cp("DataTime=20240601085857;LA-Rtd=50.1,LA-Flag=N")
        let segment = Array(good.dropFirst(6).dropLast(6))
        var found = 0
        for place in segment.indices {
            for change in [[], [0x3B], [0x3D], [0x26], [0x41], [0xFF]] as [[UInt8]] {
                var damaged = segment
                damaged.replaceSubrange(place..<place + 1, with: change)
                let message = HJ212Samples.packet(bytes: damaged)
                for result in HJ212FrameReader().read(message) + HJ212FrameReader().read(Array(message.dropLast(8))) {
                    do {
                        _ = try result.get().meaning()
                    } catch {
                        found += 1
                        for text in renderings(error) { #expect(!text.contains(Self.password), "\(text)") }
                    }
                }
            }
        }
        #expect(found > 300)
    }

    @Test("bytes are masked in place")
    func masked() {
        let text = "##0100QN=1;PW=zq9Xk7;MN=A;CP=&&NewPW=abc,X=1;newsk=0123&&1C80\r\npw=x"
        let masked = HJ212Secrets.masked(Array(text.utf8))
        #expect(
            String(decoding: masked, as: UTF8.self)
                == "##0100QN=1;PW=******;MN=A;CP=&&NewPW=***,X=1;newsk=****&&1C80\r\npw=*"
        )
        #expect(HJ212Secrets.masked([]) == [] && HJ212Secrets.masked(Array("PW=".utf8)) == Array("PW=".utf8))
    }

    @Test("a rejected packet is shown without its password, and nothing else is changed")
    func shown() {
        func rejected(_ text: String) -> RejectedPayload {
            RejectedPayload(topic: "t", payload: Array(text.utf8), receivedAt: arrival, reason: .malformed, detail: "d")
        }
        #expect(rejected("##0100QN=1;PW=zq9Xk7;MN=A;").withoutSecrets == rejected("##0100QN=1;PW=******;MN=A;"))
        #expect(rejected("{\"PW=\":1}").withoutSecrets == rejected("{\"PW=\":1}"))
    }

    @Test("passwords are compared, and bounded")
    func compared() {
        #expect(HJ212Password("abc".utf8) == HJ212Password("abc".utf8))
        #expect(HJ212Password("abc".utf8) != HJ212Password("abd".utf8))
        #expect(HJ212Password("abc".utf8) != HJ212Password("abcd".utf8))
        for bad in ["", "a;b", "a b", "é", String(repeating: "a", count: 65)] {
            #expect(HJ212Password(bad.utf8) == nil)
        }
    }
}

extension HJ212Samples {
    /// As `packet` of text, for any bytes.
    static func packet(bytes: [UInt8]) -> [UInt8] {
        let digits = String(bytes.count)
        return Array("##\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
            + bytes + Array(hexadecimal(slowCheck(bytes)).utf8) + [13, 10]
    }
}
