import EventTime
import Foundation
import Readings
import SensorPayloads
import Testing

/// What other devices send, fed to the native decoder.
@Suite struct ForeignPayloads {
    /// Beside the package; real messages of public sources.
    static let file = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("../shared/data/sensor-payloads.json")

    @Test(.enabled(if: FileManager.default.fileExists(atPath: file.path), "no file \(file.path)"))
    func recordedOnesAreRejectedWithAReason() throws {
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: Self.file))
        let root = try #require(json as? [String: Any])
        var payloads: [[UInt8]] = []
        for (_, group) in root {
            for entry in group as? [[String: Any]] ?? [] {
                for key in ["hex", "b64", "frame"] {
                    guard let text = entry[key] as? String else { continue }
                    payloads.append(Array(text.utf8))
                    if key == "b64", let data = Data(base64Encoded: text) { payloads.append(Array(data)) }
                }
                payloads.append(Array(try JSONSerialization.data(withJSONObject: entry)))
            }
        }
        #expect(payloads.count > 20)
        for payload in payloads { expectRejection(payload) }
    }

    @Test(arguments: [
        "##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80",
        "DNMS,node=esp8266-1 dnms_noise_LAeq=45.12 1591000000000000000", "45.1", "{\"LAeq\":45.1}", "null", "online",
        #"{"deviceInfo":{"devEui":"1000000000000001"},"fPort":85,"data":"AXVkBVsFPwLaAWoC"}"#,
        #"[{"bn":"urn:dev:ow:10e2073a0108006:","n":"LAeq","u":"dB","v":45.1}]"#,
    ])
    func knownShapesAreRejectedWithAReason(payload: String) {
        expectRejection(Array(payload.utf8))
    }

    private func expectRejection(_ payload: [UInt8]) {
        guard
            case .rejected(let rejected) = NativeDecoder().decode(
                topic: nativeTopic,
                payload: payload,
                receivedAt: arrival
            )
        else {
            Issue.record("accepted: \(String(decoding: payload, as: UTF8.self))")
            return
        }
        #expect([.malformed, .missingField].contains(rejected.reason), "\(rejected.detail)")
        #expect(!rejected.detail.isEmpty)
    }
}
