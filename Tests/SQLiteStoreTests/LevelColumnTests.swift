import Acoustics
import EventTime
import GRDB
import Readings
import Records
import SQLiteStore
import SensorPayloads
import Sites
import TestSupport
import Testing

private let gate = SensorID(site: "school", sensor: "gate")

private func instant(_ seconds: Int64) -> Instant { Instant(milliseconds: 1_780_794_000_000 + seconds * 1000) }

private func arrival(_ readings: [Reading]) -> Arrival {
    Arrival(receivedAt: instant(100), origin: .mqtt, messages: [SensorMessage(sensor: gate, readings: readings)])
}

@Suite("Levels in the store")
struct LevelColumnTests {
    @Test("come back to the millionth of a decibel, whole hundredths as the integers that they always were")
    func roundTrip() throws {
        let temporary = try TemporaryStore()
        var random = SplitMix64(seed: 15)
        let known = [0, 1, 9999, 10_000, 10_001, 46_047_100, 44_350_000, 159_999_999, 160_000_000]
        let sampled = (0..<20_000).map { _ in Int.random(in: 0...160_000_000, using: &random) }
        let levels = (known + sampled).compactMap(Level.init(microdecibels:))
        let readings = levels.indices.map { i in
            Reading(
                start: instant(Int64(i)),
                duration: .seconds(1),
                LAeq: levels[i],
                LAFmax: levels[levels.count - 1 - i],
                LCeq: levels[i],
                percentiles: Percentiles(L50: levels[i], L95: levels[levels.count - 1 - i])
            )
        }
        #expect(try temporary.store.append(arrival(readings)).appended == readings.count)
        var got: [Reading] = []
        _ = try temporary.store.forEachEntry(after: 0, limit: readings.count) { got.append($0.reading) }
        #expect(got == readings)
        // And the same again is a repeat, not a contradiction.
        #expect(try temporary.store.append(arrival(readings)).repeated == readings.count)

        let kinds = try DatabaseQueue(path: temporary.path).read { db in
            try Row.fetchAll(db, sql: "SELECT typeof(LAeq), LAeq FROM reading WHERE sequence <= 9 ORDER BY sequence")
        }
        #expect(
            kinds.map { $0[0] as String } == [
                "integer", "real", "real", "integer", "real", "real", "integer", "real", "integer",
            ]
        )
        #expect(kinds[5][1] as Double == 4604.71 && kinds[6][1] as Int == 4435)
    }

    @Test("that an older release cut to the hundredth are a repeat when they come again with all their digits")
    func repeats() throws {
        func reading(_ second: Int64, _ LAeq: Double, _ LAFmax: Double?, _ L50: Double? = nil) throws -> Reading {
            Reading(
                start: instant(second),
                duration: .seconds(1),
                LAeq: Level(decibels: LAeq),
                LAFmax: LAFmax.flatMap(Level.init(decibels:)),
                percentiles: L50.flatMap(Level.init(decibels:)).map { Percentiles(L50: $0) }
            )
        }
        let temporary = try TemporaryStore()
        defer { withExtendedLifetime(temporary) {} }
        let store = temporary.store
        _ = try store.append(
            arrival([
                try reading(1, 46.05, 60), try reading(2, 46.05, 60, 40.12), try reading(3, 46.05, nil),
                try reading(4, 46.05, 60), try reading(5, 46.0471, 60), try reading(6, 46.0471, 60),
            ])
        )
        let again = try store.append(
            arrival([
                try reading(1, 46.0471, 60), try reading(2, 46.045_001, 60.000_1, 40.123_4),
                // No LAFmax then and one now; 46.04 to the hundredth; other fine digits.
                try reading(3, 46.0471, 60), try reading(4, 46.044_9, 60), try reading(5, 46.0472, 60),
                // An older release's copy of what is kept whole here.
                try reading(6, 46.05, 60),
            ])
        )
        #expect(again.repeated == 3)
        #expect(again.conflicting == 3)
        #expect(again.appended == 0)
    }
}
