import Acoustics
import Blocks
import EventTime
import Foundation
import Readings
import TestSupport
import Testing

struct DamagedBlockTests {
    private static let rounds =
        ProcessInfo.processInfo.environment["QUIETHOURS_SWEEP"] == "whole" ? 200_000 : 20_000

    /// A block of 60 readings, and its place.
    private static func sample(_ seed: UInt64 = 11, count: Int = 60) throws -> (block: [UInt8], place: BlockPlace) {
        var rows = RandomRows(seed: seed)
        return (try BlockEncoder().encode(rows.rows(count), at: rows.place), rows.place)
    }

    /// With the checksum that belongs to it.
    private static func sealed(_ bytes: [UInt8]) -> [UInt8] {
        let checksum = CRC32C.value(of: bytes[...])
        return bytes + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * UInt32($0))) }
    }

    @Test("each flipped bit is found")
    func bits() throws {
        let (block, place) = try Self.sample()
        let decoder = try BlockDecoder()
        #expect(throws: Never.self) { try decoder.decode(block, at: place) }
        for bit in 0..<8 * block.count {
            var flipped = block
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: BlockError.damaged, "bit \(bit)") { try decoder.decode(flipped, at: place) }
        }
    }

    @Test("a block that is cut off anywhere, or has more behind it, is found")
    func lengths() throws {
        let (block, place) = try Self.sample()
        let decoder = try BlockDecoder()
        for count in block.indices {
            #expect(throws: BlockError.self, "\(count) bytes") {
                try decoder.decode(Array(block.prefix(count)), at: place)
            }
            // With a checksum that holds, too; four bytes less and sealed it is the block itself.
            guard count != block.count - 4 else { continue }
            #expect(throws: BlockError.self, "\(count) bytes, sealed") {
                try decoder.decode(Self.sealed(Array(block.prefix(count))), at: place)
            }
        }
        #expect(throws: BlockError.self) { try decoder.decode(block + [0], at: place) }
        #expect(throws: BlockError.self) { try decoder.decode(Self.sealed(block), at: place) }
    }

    @Test("hostile bytes under a checksum that holds: a typed error or readings, never a crash")
    func hostile() throws {
        var random = SplitMix64(seed: 19)
        let decoder = try BlockDecoder()
        let samples = try (0..<48).map { try Self.sample(UInt64($0 % 16), count: [1, 3, 60][$0 % 3]) }
        var refused = 0
        for round in 0..<Self.rounds {
            let (block, place) = samples[round % samples.count]
            var bytes = Array(block.dropLast(4))
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[index] = 0xFF
                case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
                case 2 where bytes.count > 1: bytes.remove(at: index)
                default: bytes[index] = UInt8.random(in: 0...255, using: &random)
                }
            }
            let rows: [BlockRow]
            do throws(BlockError) {
                rows = try decoder.decode(Self.sealed(bytes), at: place)
            } catch {
                refused += 1
                continue
            }
            try #require(rows.allSatisfy { place.range.contains($0.reading.start) })
        }
        #expect(refused > Self.rounds / 2)
    }

    @Test("a few bytes that claim millions of readings, or a body of gigabytes, are refused before memory is taken")
    func bombs() throws {
        let place = BlockPlace(hour: 0, sensor: 0)
        let decoder = try BlockDecoder()
        func number(_ value: UInt64) -> [UInt8] {
            value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + number(value >> 7)
        }
        func header(rows: UInt64, body: UInt64, flags: UInt8 = 0) -> [UInt8] {
            [1, flags, 0, 0] + number(rows) + [0, 0] + number(body)
        }
        for bytes in [
            header(rows: 131_073, body: 1), header(rows: 1, body: 1 << 40), header(rows: .max, body: .max),
            header(rows: 0, body: 0), header(rows: 1, body: 0), header(rows: 131_072, body: 60_000_000),
            header(rows: 131_072, body: 60_000_000, flags: 1) + [0x28, 0xB5, 0x2F, 0xFD, 0xA4, 0xFF, 0xFF, 0xFF, 0xFF],
            [1, 2, 0, 0, 1, 0, 0, 0], [1, 0] + Array(repeating: 0xFF, count: 12),
        ] {
            let error = #expect(throws: BlockError.self) { try decoder.decode(Self.sealed(bytes), at: place) }
            guard case .malformed = error else {
                Issue.record("\(bytes): \(String(describing: error))")
                continue
            }
        }
        #expect(throws: BlockError.unknownVersion(2)) { try decoder.decode(Self.sealed([2, 0, 0]), at: place) }
    }
}
