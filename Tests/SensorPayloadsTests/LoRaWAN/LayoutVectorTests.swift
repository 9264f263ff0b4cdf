import Acoustics
import EventTime
import Foundation
import Readings
import SensorPayloads
import TestSupport
import Testing

/// Bytes of a model and what they say.
struct LayoutVector: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    /// Where the bytes come from.
    var source: String
    var port: Int
    var hex: String
    var options: [String: String]?
    /// Of each reading, by name.
    var readings: [[String: Double]]
    /// What the reason for what was left out says; all of it was taken when it is missing.
    var says: String?

    var testDescription: String { name }

    var bytes: [UInt8] {
        let digits = Array(hex.utf8)
        return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
    }
}

/// The vectors of one model.
struct LayoutVectors: Decodable, Sendable {
    var model: String
    var vectors: [LayoutVector]

    /// Of all files beside this one.
    static let all: [(model: String, vector: LayoutVector)] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Vectors")
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }.flatMap { file in
            do {
                let vectors = try JSONDecoder().decode(LayoutVectors.self, from: Data(contentsOf: file))
                return vectors.vectors.map { (vectors.model, $0) }
            } catch {
                Issue.record("\(file.lastPathComponent): \(error)")
                return []
            }
        }
    }()
}

@Suite("What the bytes of each model mean")
struct LayoutVectorTests {
    private func decode(_ model: String, _ bytes: [UInt8], port: Int, _ options: [String: String]?) throws
        -> DecodedPayload
    {
        let all = (options ?? [:]).merging(["model": model]) { given, _ in given }
        return try LoRaWANSamples.decode(LoRaWANSamples.uplink(bytes, port: port), all)
    }

    @Test("is what its vectors say", arguments: LayoutVectors.all.indices)
    func vectors(index: Int) throws {
        let (model, vector) = LayoutVectors.all[index]
        let decoded = try decode(model, vector.bytes, port: vector.port, vector.options)
        let readings = decoded.messages.flatMap(\.readings)
        #expect(readings.map(LoRaWANSamples.values) == vector.readings, "\(model): \(vector.name)")
        if let says = vector.says {
            #expect(
                decoded.rejected?.detail.contains(says) == true,
                "\(decoded.rejected?.detail ?? "nothing rejected")"
            )
        } else {
            #expect(decoded.rejected == nil, "\(decoded.rejected?.detail ?? "")")
        }
    }

    @Test("cut off at any byte is rejected, or has none but values of the whole", arguments: LayoutVectors.all.indices)
    func cut(index: Int) throws {
        let (model, vector) = LayoutVectors.all[index]
        // What is refused for a byte too many is whole without it.
        guard !vector.readings.isEmpty else { return }
        for length in 0..<vector.bytes.count {
            let decoded = try decode(model, Array(vector.bytes[..<length]), port: vector.port, vector.options)
            for (place, reading) in decoded.messages.flatMap(\.readings).enumerated() {
                for (name, value) in LoRaWANSamples.values(reading) {
                    let whole = vector.readings.indices.contains(place) ? vector.readings[place][name] : nil
                    #expect(whole == value, "\(model): \(name) of the first \(length) bytes")
                }
            }
        }
    }

    @Test("never crashes on other bytes, and gives no level above 160 dB", arguments: LayoutVectors.all.indices)
    func mutated(index: Int) throws {
        let (model, vector) = LayoutVectors.all[index]
        let decoder = try LoRaWANSamples.decoder("chirpstack", ["model": model, "frequency-weighting": "A"])
        var generator = SplitMix64(seed: UInt64(index))
        for _ in 0..<(Fuzzing.isWhole ? 5_000 : 150) {
            var bytes = vector.bytes
            for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: bytes.indices, using: &generator)
                if Bool.random(using: &generator) {
                    bytes[place] =
                        [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &generator)].randomElement(
                            using: &generator
                        ) ?? 0
                } else {
                    bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
                }
            }
            let text = LoRaWANSamples.uplink(bytes, port: vector.port)
            let decoded = decoder.decode(topic: "x", payload: Array(text.utf8), receivedAt: arrival)
            if let rejected = decoded.rejected { #expect(!rejected.detail.isEmpty && !rejected.detail.contains("\n")) }
            for reading in decoded.messages.flatMap(\.readings) { #expect(!reading.isEmpty) }
        }
    }

    @Test("every model has vectors, and is named by its own name and by no other")
    func names() throws {
        let fault = #expect(throws: DecoderOptionFault.self) { try LoRaWANSamples.decoder("loriot", ["model": "?"]) }
        let known = try #require(fault?.text.split(separator: ": ").last).split(separator: ", ").map(String.init)
        #expect(known.count == Set(known).count)
        #expect(Set(LayoutVectors.all.map(\.model)) == Set(known))
        for name in known { #expect(throws: Never.self) { try LoRaWANSamples.decoder("loriot", ["model": name]) } }
    }
}
