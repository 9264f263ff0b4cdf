import Acoustics
import EventTime
import Foundation
import Readings
import SensorPayloads
import TestSupport
import Testing

@Suite("Damaged envelopes")
struct DamagedEnvelopeTests {
    @Test("a text that was cut off at any byte is rejected", arguments: LoRaWANSamples.all.indices)
    func cut(sample: Int) throws {
        let (name, text) = LoRaWANSamples.all[sample]
        let decoder = try LoRaWANSamples.decoder(name)
        let payload = Array(text.utf8)
        for length in 0..<payload.count {
            let part = Array(payload[..<length])
            let decoded = decoder.decode(topic: "x", payload: part, receivedAt: arrival)
            #expect(decoded.messages.isEmpty && decoded.rejected?.reason == .malformed)
            #expect(decoded.rejected?.payload == part && decoded.rejected?.decoder == name)
        }
    }

    @Test("a field of another type is named, or is one that nothing rests on", arguments: LoRaWANSamples.all.indices)
    func types(sample: Int) throws {
        let (name, text) = LoRaWANSamples.all[sample]
        let whole = try LoRaWANSamples.decode(text, by: name).messages
        let values = try #require(text.firstMatch(of: /"(fCnt|f_cnt|fcnt)"/))
        #expect(!values.0.isEmpty)
        var refused: Set<String> = []
        for match in text.matches(of: /"([A-Za-z_]+)":("[^"]*"|-?[0-9.]+|true|false|null)/) {
            for other in ["7", "-1", "1e99", "true", "\"x\"", "\"\"", "{}", "[]", "[1]", "{\"a\":{}}"] {
                let range = match.2.startIndex..<match.2.endIndex
                let changed = text.replacingCharacters(in: range, with: other)
                let decoded = try LoRaWANSamples.decode(changed, by: name)
                if let rejected = decoded.rejected {
                    refused.insert(String(match.1))
                    #expect(!rejected.detail.isEmpty && !rejected.detail.contains("\n"))
                } else if let message = decoded.message, let first = message.readings.first {
                    // No value of the sample turns into another level.
                    let before = whole[0].readings[0]
                    #expect(first.LAeq == before.LAeq && first.momentary == before.momentary, "\(match.1) \(other)")
                }
            }
        }
        let fields: Set<String> = [
            "fCnt", "fPort", "data", "devEui", "devEUI", "f_cnt", "f_port", "frm_payload", "dev_eui", "fcnt", "port",
            "EUI", "ts",
        ]
        #expect(
            refused.isSubset(
                of: fields.union(["time", "received_at", "cmd", "publishedAt", "objectJSON", "deviceProfileName"])
            )
        )
        #expect(refused.intersection(fields).count >= 4, "\(refused)")
    }

    /// The same on every run.
    @Test("with a few bytes changed never crash, and what is taken is well-formed")
    func mutated() throws {
        var generator = SplitMix64(seed: 46)
        let decoders = try LoRaWANSamples.all.map { try LoRaWANSamples.decoder($0.decoder) }
        var taken = 0
        for round in 0..<(Fuzzing.isWhole ? 400_000 : 20_000) {
            let sample = round % decoders.count
            var payload = Array(LoRaWANSamples.all[sample].text.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: payload.indices, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: payload[place] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: payload.remove(at: place)
                default: payload.insert(UInt8.random(in: 32..<127, using: &generator), at: place)
                }
            }
            let decoded = decoders[sample].decode(topic: "x", payload: payload, receivedAt: arrival)
            taken += decoded.messages.count
            if !decoded.messages.isEmpty, (try? JSONSerialization.jsonObject(with: Data(payload))) == nil {
                Issue.record("taken, and no JSON: \(String(decoding: payload, as: UTF8.self))")
            }
        }
        #expect(taken > 1000)
    }
}
