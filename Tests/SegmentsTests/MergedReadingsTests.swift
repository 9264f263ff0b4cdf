import Acoustics
import Blocks
import EventTime
import Foundation
import Readings
import Records
import SQLiteStore
import Segments
import Sites
import StorePorts
import TestSupport
import Testing

@Suite("Readings of the journal and of segments, as one")
struct MergedReadingsTests {
    private static let start = Instant(milliseconds: 494_520 * 3_600_000)
    private static let sensors = [
        SensorID(site: "school", sensor: "gate"), SensorID(site: "school", sensor: "yard"),
    ]

    private static func reading(_ second: Int, _ sensor: Int, level: Int) -> Reading {
        Reading(start: start + .seconds(Int64(second)), duration: .seconds(1), LAeq: Level(tenths: level + sensor))
    }

    private static func append(_ seconds: some Sequence<Int>, level: Int = 400, to store: SQLiteStore) throws {
        let messages = sensors.indices.flatMap { sensor in
            seconds.map { SensorMessage(sensor: sensors[sensor], readings: [reading($0, sensor, level: level)]) }
        }
        _ = try store.append(Arrival(receivedAt: start + .hours(5), origin: .mqtt, messages: messages))
    }

    private func entries(_ store: SQLiteStore, _ range: TimeRange, _ keys: Set<SensorKey>?) throws -> [JournalEntry] {
        var all: [JournalEntry] = []
        try store.forEachReading(startingIn: range, sensors: keys) { all.append(copy $0) }
        return all
    }

    @Test("the same answers, in the same order, wherever the readings are; the journal wins where both have one")
    func merged() throws {
        let directory = try TemporaryDirectory()
        let whole = try SQLiteStore(path: directory.path("whole.db"))
        let hot = try SQLiteStore(path: directory.path("hot.db"))
        // Hours 1 and 2 are cold, each with a gap; 0 and 3 are in the journal, and some late ones of hour 1.
        let cold = Array(stride(from: 3600, to: 10_800, by: 7))
        let late = [3600, 3605, 4001, 7199, 10_799]
        let fresh = Array(0..<100) + Array(10_800..<10_900)
        for store in [whole, hot] { _ = try store.keys(of: Self.sensors) }
        try Self.append(cold.filter { !late.contains($0) }, to: whole)
        for store in [whole, hot] {
            try Self.append(late, level: 700, to: store)
            try Self.append(fresh, to: store)
        }
        let keys = try whole.keys(of: Self.sensors)
        let folder = SegmentFolder(directory.path("segments"))
        try seal(cold, keys, in: folder)
        let merged = MergedReadings(hot, cold: SegmentReadings(in: folder))
        let day = TimeRange(start: Self.start - .hours(1), end: Self.start + .hours(9))
        let odd = TimeRange(start: Self.start + .seconds(3601), end: Self.start + .seconds(7200) + .milliseconds(1))
        for range in [day, odd, TimeRange(start: Self.start, end: Self.start)] {
            for sensors in [nil, Set(keys.values), [try #require(keys[Self.sensors[1]])], []] as [Set<SensorKey>?] {
                var found: [JournalEntry] = []
                try merged.forEachReading(startingIn: range, sensors: sensors) { found.append(copy $0) }
                let expected = try entries(whole, range, sensors)
                #expect(found.map(\.reading) == expected.map(\.reading))
                #expect(found.map(\.sensor) == expected.map(\.sensor) && found.map(\.origin) == expected.map(\.origin))
            }
        }
    }

    /// What compaction would do with readings of the journal.
    private func seal(_ seconds: [Int], _ keys: [SensorID: SensorKey], in folder: SegmentFolder) throws {
        let writer = try SegmentWriter(try SegmentScene.month("2026-06"), in: folder)
        let encoder = try BlockEncoder()
        for (sensor, name) in Self.sensors.enumerated() {
            let key = try #require(keys[name]).number
            let rows = seconds.map { second in
                BlockRow(
                    sequence: Int64(second),
                    arrival: 1,
                    receivedAt: Self.start + .hours(5),
                    reading: Self.reading(second, sensor, level: 400)
                )
            }
            for (hour, rows) in Dictionary(grouping: rows, by: { BlockPlace(start: $0.reading.start, sensor: key) }) {
                try writer.put([(hour, encoder.encode(rows, at: hour))], sensors: [key: name])
            }
        }
        _ = try writer.seal()
    }

    @Test("a block that is damaged is an error that names the sensor and the hour, not a gap")
    func damaged() throws {
        let scene = try SegmentScene()
        let month = try SegmentScene.month("2026-06")
        try scene.seal("2026-06")
        let (place, block) = try SegmentScene.blocks(month)[1]
        try scene.change(scene.folder.segment(month)) { bytes in
            if let range = Data(bytes).range(of: Data(block)) { bytes[range.lowerBound + 30] ^= 4 }
        }
        let cold = SegmentReadings(in: scene.folder)
        #expect { try cold.entries(startingIn: place.range, sensors: nil) } throws: {
            "\($0)".contains("sensor 2, hour from 2026-06-01T00:00:00Z: the block is damaged")
        }
        #expect(try cold.entries(startingIn: place.range, sensors: [SensorKey(1)]).count == 60)
    }
}
