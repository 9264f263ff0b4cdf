import Acoustics
import EventTime
import Foundation
import Readings
import SensorPayloads
import TestSupport
import Testing

@Suite struct DamagedPayloads {
    /// 1,000,000 payloads in the whole form and 100,000 in CI, the same on every run: mostly valid ones with a little
    /// damage.
    @Test func eachIsReadingsOrRejectedAndWhatIsAcceptedIsJSON() {
        var generator = SplitMix64(seed: 2026)
        var (accepted, rejected, compared) = (0, 0, 0)
        var partly = 0
        var reasons: Set<RejectionReason> = []
        for round in 0..<(Fuzzing.isWhole ? 1_000_000 : 100_000) {
            let payload = damaged(&generator)
            switch NativeDecoder().decode(topic: nativeTopic, payload: payload, receivedAt: arrival) {
            case .readings(let messages):
                let message = messages[0]
                accepted += 1
                if message.readings.count > 3600 { Issue.record("\(message.readings.count) readings") }
                if accepted % 4 == 0 {
                    compared += 1
                    if !isJSON(payload) {
                        Issue.record("round \(round) is not JSON: \(String(decoding: payload, as: UTF8.self))")
                    }
                }
            case .partly(let messages, let rejection):
                let message = messages[0]
                partly += 1
                let isSound = rejection.reason == .impossibleLevel && rejection.payload == payload
                if !isSound || message.readings.isEmpty || rejection.detail.contains("\n") {
                    Issue.record("round \(round): \(rejection.detail)")
                }
                if !isJSON(withoutWords(payload)) {
                    Issue.record("round \(round) is not JSON: \(String(decoding: payload, as: UTF8.self))")
                }
            case .rejected(let rejection):
                rejected += 1
                reasons.insert(rejection.reason)
                if rejection.payload != payload || rejection.detail.isEmpty || rejection.detail.contains("\n") {
                    Issue.record("round \(round): \(rejection.detail)")
                }
                if rejection.reason != .malformed, !isJSON(payload) {
                    Issue.record("round \(round): \(rejection.detail), but \(String(decoding: payload, as: UTF8.self))")
                }
            }
        }
        #expect(accepted > 5000)
        #expect(partly > 100)
        #expect(rejected > 50_000)
        #expect(compared > 1000)
        #expect(reasons.isSuperset(of: [.malformed, .invalidValue, .missingField, .unknownVersion]))
    }

    /// The words of numbers that are none, which a level may be, as null. NULs at the end are no content.
    private func withoutWords(_ payload: [UInt8]) -> [UInt8] {
        guard let text = String(validating: payload, as: UTF8.self) else { return payload }
        return Array(text.replacing(/(?i)[-+]?\b(inf|infinity|nan)\b/, with: "null").utf8)
    }

    /// The verdict of a parser by other people, which must not refuse what is well-formed here.
    ///
    /// It refuses numbers beyond a Double's range as well, which RFC 8259 section 6 leaves to each parser: such an
    /// exponent is made small before it is asked.
    private func isJSON(_ payload: [UInt8]) -> Bool {
        let content = payload.reversed().drop { $0 == 0 }.reversed()
        guard let text = String(validating: content, as: UTF8.self) else { return false }
        // An escape (\u0E00) may look like one.
        let tame = text.replacing(/\\u[0-9a-fA-F]{4}|[0-9][eE][+]?[0-9]{3,}/) { match in
            match.output.hasPrefix("\\u") ? String(match.output) : "1e1"
        }
        return (try? JSONSerialization.jsonObject(with: Data(tame.utf8))) != nil
    }

    private func damaged(_ generator: inout SplitMix64) -> [UInt8] {
        if Int.random(in: 0..<20, using: &generator) == 0 {
            return (0..<Int.random(in: 0...60, using: &generator)).map { _ in .random(in: 0...255, using: &generator) }
        }
        let signs = Array("0159.-eE{}[],:\"\\ ntf\0".utf8)
        var payload = valid(&generator)
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            let i = Int.random(in: 0...payload.count, using: &generator)
            let j = min(payload.count, i + .random(in: 0...12, using: &generator))
            switch Int.random(in: 0..<6, using: &generator) {
            case 0 where i < payload.count: payload[i] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1 where i < payload.count: payload[i] = signs.randomElement(using: &generator) ?? 0
            case 2: payload.removeSubrange(i..<j)
            case 3: payload.insert(contentsOf: payload[i..<j], at: i)
            case 4: payload.insert(.random(in: 0...255, using: &generator), at: i)
            default: if Int.random(in: 0..<4, using: &generator) == 0 { payload.removeLast(payload.count - i) }
            }
        }
        return payload
    }

    private func valid(_ generator: inout SplitMix64) -> [UInt8] {
        let sequence = MessageSequence(boot: 1, seq: .random(in: 0...1000, using: &generator))
        guard Bool.random(using: &generator) else {
            let start = Instant(milliseconds: 1_780_794_192_000)
            let readings = (0..<Int64.random(in: 1...8, using: &generator)).compactMap { i in
                Level(hundredths: .random(in: 2000...12_000, using: &generator)).map {
                    Reading(start: start + .seconds(i), duration: .seconds(1), LAeq: $0, LAFmax: $0)
                }
            }
            return NativeEncoder.seriesPayload(readings, device: "nm-07", sequence: sequence) ?? []
        }
        let readings = (0..<Int.random(in: 1...2, using: &generator)).map { _ in randomReading(&generator) }
        return NativeEncoder.payload(readings, id: "学-\u{1}", device: "nm-07", sequence: sequence)
    }
}
