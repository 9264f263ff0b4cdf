import EventTime
import Foundation
import Readings
import SensorPayloads
import Testing

@Suite("What decode tells the makers of sensors") struct AdviceTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var text: String
        var says: String?
        var testDescription: String { text }

        init(_ text: String, _ says: String?) {
            (self.text, self.says) = (text, says)
        }
    }

    private static let end = "\"end\":\"2026-06-07T09:00:01+08:00\",\"dur\":1"

    private static func decode(_ payload: [UInt8]) -> DecodedPayload {
        NativeDecoder().decode(topic: "noise/1/school/gate/obs", payload: payload, receivedAt: .distantPast)
    }

    /// Without the names of the settings: the known key that differs in letter case alone.
    private static let advice = NativeAdvice { text, names in
        names.first { $0.lowercased() == text.lowercased() }
    }

    @Test(
        "keys that are ignored are named with the nearest, and levels that contradict one another",
        arguments: [
            Row("{\"v\":1,\"obs\":[{\(end),\"LAeq\":53.1,\"LAFmax\":58.4}]}", nil),
            Row(
                "{\"v\":1,\"obs\":[{\(end),\"LAeq\":53.1,\"LAfmax\":58.4}]}",
                "obs[0].LAfmax: unknown key, ignored; did you mean LAFmax?"
            ),
            Row("{\"v\":1,\"Seq\":4,\"obs\":[{\(end),\"LAeq\":53.1}]}", "Seq: unknown key, ignored; did you mean seq?"),
            Row("{\"v\":1,\"temp\":4,\"obs\":[{\(end),\"LAeq\":53.1}]}", "temp: unknown key, ignored"),
            Row(
                "{\"v\":1,\"obs\":[{\(end),\"LAeq\":53.1,\"L\":{\"5\":60,\"1\":70}}]}",
                "obs[0].L.1: unknown key, ignored"
            ),
            Row("{\"v\":1,\"series\":{\(end),\"LAeq\":[53.1],\"n\":1}}", "series.n: unknown key, ignored"),
            Row(
                "{\"v\":1,\"obs\":[{\(end),\"LAeq\":50},{\"end\":\"2026-06-07T09:00:02+08:00\",\"dur\":1,\"LAeq\":53.1,\"LAFmax\":50}]}",
                "reading 2: LAFmax 50.0 is below LAeq 53.1, which cannot be"
            ),
            Row(
                "{\"v\":1,\"obs\":[{\(end),\"LAeq\":53.1,\"L\":{\"5\":60,\"10\":48,\"50\":50,\"90\":40,\"95\":39}}]}",
                "reading 1: L10 48.0 is below L50 50.0, which cannot be"
            ),
            Row(
                "{\"v\":1,\"obs\":[{\(end),\"LAeq\":53.1,\"LAFmin\":54}]}",
                "reading 1: LAeq 53.1 is below LAFmin 54.0, which cannot be"
            ),
        ]
    )
    func warnings(row: Row) {
        let payload = Array(row.text.utf8)
        let decoded = Self.decode(payload)
        #expect(decoded.rejected == nil)
        #expect(Self.advice.warnings(payload: payload, message: decoded.message) == [row.says].compactMap(\.self))
    }

    @Test("what is no JSON has no warnings")
    func none() {
        for text in ["", "{", "{\"v\":", "[1,2]", "NaN", "{\"v\":1,\"obs\":5}"] {
            #expect(Self.advice.warnings(payload: Array(text.utf8), message: nil).isEmpty)
        }
    }

    @Test(
        "bytes of another format are recognised, and nearly right ones are mended",
        arguments: [
            Row("##0101QN=20260607090000000;ST=23;CN=2011;PW=123456;MN=1;CP=&&LA-Rtd=53.1&&1234\r\n", "HJ 212"),
            Row(#"{"deviceInfo":{"devEui":"01"},"fPort":2,"data":"AbE="}"#, "decoder chirpstack"),
            Row(#"{"devEUI":"01","fPort":2,"data":"AbE="}"#, "chirpstack-v3 or milesight-gateway"),
            Row(#"{"cmd":"rx","EUI":"01","port":2,"data":"01"}"#, "decoder loriot"),
            Row(
                #"{"end_device_ids":{"device_id":"a"},"uplink_message":{"frm_payload":"AbE="}}"#,
                "decoder the-things-stack"
            ),
            Row("noise,site=school,sensor=gate LAeq=53.1 1780794000000000000", "Influx line protocol"),
            Row(#"[{"bn":"urn:dev:1","n":"LAeq","v":53.1}]"#, "SenML"),
            Row("<obs><LAeq>53.1</LAeq></obs>", "XML"),
            Row("time,LAeq,LAFmax\n2026-06-07T09:00:00+08:00,53.1,58\n", "CSV"),
            Row("LAeq=53.1&LAFmax=58.4", "form fields"), Row("53.1", "bare number"),
            Row("{'v':1,'obs':[]}", "single quotes"), Row("{“v”:1}", "typographic quotes"),
            Row("{v:1,obs:[]}", "have no quotes"),
            Row(#"{"v":1,"obs":[{"hist":True}]}"#, "True is written in the wrong case"),
            Row(#"{"v":1,"obs":[],}"#, "a comma stands before a closing bracket"),
            Row(#"{"v":1,"obs":[]}{"v":1,"obs":[]}"#, "two messages in one"),
            Row(#"{"v":1,"obs":[{"end":"2026-06-07T09"#, "cut off"),
            Row(#""{\"v\":1,\"obs\":[]}""#, "encoded twice"), Row("\u{feff}{\"v\":1}", "byte order mark"),
            Row("{\"v\":1,\0\"obs\":[]}", "a NUL stands at byte 8"), Row("", "empty"), Row("  \n", "blank"),
            Row("hello", nil),
        ]
    )
    func formats(row: Row) {
        let payload = Array(row.text.utf8)
        #expect(Self.decode(payload).message == nil)
        let hint = ForeignFormat.hint(payload)
        #expect(row.says.map { hint?.contains($0) == true } ?? (hint == nil), "\(String(describing: hint))")
    }

    @Test("bytes that are no text")
    func binary() {
        let rows: [([UInt8], String)] = [
            ([0x1F, 0x8B, 8, 0], "gzip"), ([0xFF, 0xFE, 0x7B, 0], "UTF-16"),
            (Array("{\"v\":1}".utf8).flatMap { [$0, 0] }, "UTF-16"), ([0x82, 0xA1, 0x76, 0x01, 0xC0], "MessagePack"),
            ([0xA2, 0x61, 0x76, 0x01, 0x80], "CBOR"), ([0x01, 0x03, 0x02, 0x02, 0x13, 0xF8, 0x99], "binary"),
        ]
        for (bytes, says) in rows { #expect(ForeignFormat.hint(bytes)?.contains(says) == true, "\(bytes)") }
    }

    @Test(
        "a well-formed message that is rejected says what it lacks",
        arguments: [
            Row(#"{"v":1,"obs":[{"end":"2026-06-07T09:00:01","dur":1,"LAeq":53.1}]}"#, "no offset"),
            Row(#"{"v":1,"obs":[{"end":1780794001,"dur":1,"LAeq":53.1}]}"#, "count of seconds"),
            Row(#"{"v":1,"obs":[{"end":"20260607090001","dur":1,"LAeq":53.1}]}"#, "as HJ 212 does"),
            Row(#"{"v":1,"obs":[{"end":"2026-06-07T09:00:01Z","dur":1,"LAeq":"53.1"}]}"#, "in quotes"),
        ]
    )
    func rejected(row: Row) throws {
        let payload = Array(row.text.utf8)
        let rejected = try #require(Self.decode(payload).rejected)
        let hint = ForeignFormat.hint(payload, rejectedFor: rejected.detail)
        #expect(hint?.contains(row.says ?? "?") == true, "\(rejected.detail): \(String(describing: hint))")
    }

    @Test("whatever comes, nothing is said that stops the command")
    func random() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            _ = ForeignFormat.hint(bytes)
            _ = ForeignFormat.hint(bytes, rejectedFor: "obs[0].end: x")
            _ = Self.advice.warnings(payload: bytes, message: Self.decode(bytes).message)
        }
    }
}
