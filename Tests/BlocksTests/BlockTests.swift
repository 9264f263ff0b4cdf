import Acoustics
import Blocks
import EventTime
import Foundation
import Readings
import TestSupport
import Testing

struct BlockTests {
    private static let rounds =
        ProcessInfo.processInfo.environment["QUIETHOURS_SWEEP"] == "whole" ? 4000 : 400

    @Test("every reading comes back as it was: gaps, durations, marks, moved clocks, extremes")
    func roundTrip() throws {
        let encoder = try BlockEncoder()
        let decoder = try BlockDecoder()
        var readings = 0
        for seed in 0..<UInt64(Self.rounds) {
            var rows = RandomRows(seed: seed)
            let count = [1, 2, 3, 60, 700].randomElement(using: &rows.random) ?? 1
            let given = rows.rows(count)
            let sorted = given.sorted {
                ($0.reading.start, $0.reading.duration) < ($1.reading.start, $1.reading.duration)
            }
            let block = try encoder.encode(given.shuffled(using: &rows.random), at: rows.place)
            let found = try decoder.decode(block, at: rows.place)
            try #require(found == sorted, "seed \(seed)")
            // The same readings give the same block.
            try #require(try encoder.encode(sorted, at: rows.place) == block, "seed \(seed)")
            let header = try BlockHeader(block)
            #expect(header.place == rows.place && header.rows == sorted.count)
            #expect(header.firstStart == sorted[0].reading.start)
            readings += found.count
        }
        #expect(readings > 10 * Self.rounds)
    }

    @Test("an hour of a local clock that goes back has each second twice, and keeps both")
    func clockChange() throws {
        let place = BlockPlace(hour: 484_008, sensor: 1)
        let start = place.range.start
        // The logger's hour went over the same 1800 s again; on arrival the second half was moved or was not.
        let rows = (0..<3600).map { second in
            let within = Int64(second % 1800)
            return BlockRow(
                sequence: Int64(second),
                arrival: Int64(second / 60),
                receivedAt: start + .seconds(Int64(second)),
                reading: Reading(
                    start: start + .seconds(within),
                    duration: .milliseconds(second < 1800 ? 1000 : 999),
                    LAeq: Level(tenths: 450 + second % 7),
                    shift: second < 1800 ? .zero : .hours(-1)
                )
            )
        }
        let block = try BlockEncoder().encode(rows, at: place)
        let found = try BlockDecoder().decode(block, at: place)
        #expect(Set(found) == Set(rows) && found.count == 3600)
    }

    @Test("a block is put into another sensor's or hour's place: refused, with its own")
    func elsewhere() throws {
        var rows = RandomRows(seed: 5)
        let block = try BlockEncoder().encode(rows.rows(60), at: rows.place)
        for place in [
            BlockPlace(hour: rows.place.hour + 1, sensor: rows.place.sensor),
            BlockPlace(hour: rows.place.hour, sensor: rows.place.sensor + 1),
        ] {
            #expect(throws: BlockError.elsewhere(rows.place)) { try BlockDecoder().decode(block, at: place) }
        }
    }

    @Test("readings that a block cannot hold are refused with their place, and what is wrong")
    func unsuitable() throws {
        let place = BlockPlace(hour: 484_008, sensor: 1)
        let good = BlockRow(
            sequence: 1,
            arrival: 1,
            receivedAt: place.range.start,
            reading: Reading(start: place.range.start, duration: .seconds(1), LAeq: .onePascal)
        )
        func with(_ change: (inout BlockRow) -> Void) -> BlockRow {
            var row = good
            row.reading.start = row.reading.start + .seconds(1)
            change(&row)
            return row
        }
        let wrong: [(BlockRow, String)] = [
            (with { $0.reading.start = place.range.end }, "start"),
            (with { $0.reading.start = good.reading.start }, "another"),
            (with { $0.reading.duration = .milliseconds(-1) }, "duration"),
            (with { $0.reading.duration = .milliseconds(.max) }, "duration"),
            (with { $0.reading.shift = .milliseconds(.min) }, "shift"),
            (with { $0.reading.measuredSeconds = -1 }, "measured"),
            (with { $0.reading.weather = Weather(windHundredths: 1_000_000_001) }, "wind"),
            (with { $0.reading.health = DeviceHealth(batteryPercent: 101) }, "battery"),
            (with { $0.number = MessageSequence(boot: -1, seq: 0) }, "boot"),
            (with { $0.number = MessageSequence(seq: .min) }, "number"),
            (with { $0.receivedAt = Instant(milliseconds: .min) }, "receivedAt"),
        ]
        let encoder = try BlockEncoder()
        for (row, word) in wrong {
            let error = #expect(throws: BlockError.self) { try encoder.encode([good, row], at: place) }
            guard case .unsuitable(let what, row: 1) = error else {
                Issue.record("\(word): \(String(describing: error))")
                continue
            }
            #expect(what.contains(word), "\(what)")
        }
        #expect(throws: BlockError.self) { try encoder.encode([], at: place) }
        #expect(throws: BlockError.tooMany(131_073)) {
            try encoder.encode(Array(repeating: good, count: 131_073), at: place)
        }
    }

    @Test("the checksum has the vectors of RFC 3720, appendix B.4")
    func checksum() {
        #expect(CRC32C.value(of: Array(repeating: 0, count: 32)[...]) == 0x8A91_36AA)
        #expect(CRC32C.value(of: Array(repeating: 0xFF, count: 32)[...]) == 0x62A8_AB43)
        #expect(CRC32C.value(of: (0..<32).map { $0 }[...]) == 0x46DD_794E)
        #expect(CRC32C.value(of: (0..<32).reversed().map { $0 }[...]) == 0x113F_DB5C)
        #expect(CRC32C.value(of: Array("123456789".utf8)[...]) == 0xE306_9283)
    }
}
