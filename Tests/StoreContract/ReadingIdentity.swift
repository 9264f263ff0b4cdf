import Acoustics
import EventTime
import Readings
import Records
import SensorPayloads
import StorePorts
import Testing

/// Sensor, start and duration are a reading's identity; what one identity says is settled once.
enum ReadingIdentity {
    static let cases =
        [
            ContractCase("the same reading again is a repeat, another one of its identity a conflict", identity),
            ContractCase("the same reading is one, whichever connection brings it", acrossConnections),
            ContractCase("what is marked invalid gives way to a valid reading and stays on record", validWins),
            ContractCase("what is marked invalid never takes the place of a valid reading", invalidLoses),
        ]
        + [WriteFault(.refused, .replacement), WriteFault(.refused, .reading, number: 2)].map { fault in
            ContractCase("a replacement leaves nothing after \(fault)") { try failedReplacement(fault, $0) }
        }

    private static func identity(_ make: ContractCase.Maker) throws {
        let place = try make()
        let store = try place.connect()
        _ = try store.append(Sample.arrival([try Sample.reading(1), try Sample.reading(2)]))
        let again = try store.append(
            Sample.arrival([try Sample.reading(2), try Sample.reading(3), try Sample.reading(1, 70)])
        )
        #expect(again.appended == 1 && again.repeated == 1 && again.conflicting == 1 && again.replaced == 0)
        var longer = try Sample.reading(1)
        longer.duration = .seconds(2)
        #expect(try store.append(Sample.arrival([longer])).appended == 1)
        #expect(try store.append(Sample.arrival([try Sample.reading(1)], of: Sample.yard)).appended == 1)

        var levels: [String] = []
        let key = try #require(try store.keys(of: [Sample.gate])[Sample.gate])
        let range = TimeRange(start: Sample.instant(0), end: Sample.instant(10))
        try store.forEachReading(startingIn: range, sensors: [key]) { levels.append($0.reading.LAeq?.text ?? "") }
        #expect(levels == ["60.0", "60.0", "60.0", "60.0"])
        let rejected = try place.connect().rejected(limit: 10)
        #expect(rejected.map(\.reason) == [.conflict])
        #expect(String(decoding: try #require(rejected.first).payload, as: UTF8.self).contains("70"))
    }

    private static func acrossConnections(_ make: ContractCase.Maker) throws {
        let place = try make()
        let (one, other) = (try place.connect(), try place.connect())
        _ = try one.append(Sample.arrival([try Sample.reading(1)]))
        #expect(try other.append(Sample.arrival([try Sample.reading(1)], at: 101)).repeated == 1)
        #expect(try other.append(Sample.arrival([try Sample.reading(1, 61)], at: 102)).conflicting == 1)
        #expect(try StoreSnapshot(one).entries.map(\.receivedAt) == [Sample.instant(100)])
    }

    private static func validWins(_ make: ContractCase.Maker) throws {
        let store = try make().connect()
        for mark in [DataMark.clock, .range, .frozen, .jump] {
            var invalid = try Sample.reading(Int64(mark.rawValue), mark: mark)
            invalid.shift = .seconds(-135)
            _ = try store.append(Sample.arrival([invalid]))
        }
        let before = try StoreSnapshot(store).entries.map(\.reading)
        let cursor = try store.lastSequence()
        // The newest and another one.
        let (first, second) = (try #require(before.last?.start), try #require(before.dropFirst().first?.start))
        for start in [first, second] {
            var valid = try Sample.reading(0, 85)
            valid.start = start
            let outcome = try store.append(Sample.arrival([valid], at: 200))
            #expect(outcome.replaced == 1 && outcome.conflicting == 0 && outcome.appended == 0)
        }
        var behind: [Reading] = []
        _ = try store.forEachEntry(after: cursor, limit: 10) { behind.append($0.reading) }
        #expect(behind.map(\.start) == [first, second])
        #expect(behind.allSatisfy { $0.mark == .normal && $0.LAeq?.text == "85.0" && $0.shift == .zero })
        #expect(try StoreSnapshot(store).entries.count == 4)

        let replaced = try store.replacements(limit: 10)
        #expect(replaced.map(\.start) == [second, first])
        #expect(replaced.allSatisfy { $0.sensor == Sample.gate && $0.ruling == nil })
        var csv = ReadingsCSV()
        var kept: [Reading] = []
        csv.consume(Array(try #require(replaced.last).before.utf8)) { kept.append($0.reading) }
        csv.finish { kept.append($0.reading) }
        #expect(kept.map(\.mark) == before.suffix(1).map(\.mark) && kept.map(\.shift) == [.seconds(-135)])
    }

    private static func invalidLoses(_ make: ContractCase.Maker) throws {
        let store = try make().connect()
        _ = try store.append(Sample.arrival([try Sample.reading(1, 85), try Sample.reading(2, 85)]))
        let before = try StoreSnapshot(store).entries
        let outcome = try store.append(
            Sample.arrival([try Sample.reading(1, 50, mark: .clock), try Sample.reading(2, 85, mark: .frozen)])
        )
        #expect(outcome.conflicting == 1 && outcome.repeated == 1 && outcome.replaced == 0)
        for mark in [DataMark.clock, .range, .frozen, .jump] {
            let other = try store.append(Sample.arrival([try Sample.reading(1, 51, mark: mark)]))
            #expect(other.replaced == 0 && other.appended == 0 && other.conflicting == 1, "\(mark)")
        }
        #expect(try StoreSnapshot(store).entries == before)
        // What was marked on arrival may come again without the mark, for what stood before it is not there then.
        _ = try store.append(Sample.arrival([try Sample.reading(3, mark: .jump)]))
        #expect(try store.append(Sample.arrival([try Sample.reading(3)])).repeated == 1)
        #expect(try store.replacements(limit: 10).isEmpty)
    }

    private static func failedReplacement(_ fault: WriteFault, _ make: ContractCase.Maker) throws {
        let place = try make()
        _ = try place.connect().append(Sample.arrival([try Sample.reading(1, mark: .frozen)]))
        let store = try place.connect(fault)
        let before = try StoreSnapshot(store)
        let arrival = Sample.arrival([try Sample.reading(1, 85), try Sample.reading(2)])
        #expect(throws: (any Error).self) { try store.append(arrival) }
        #expect(try StoreSnapshot(place.connect()) == before)
        #expect(try store.replacements(limit: 10).isEmpty)
        let outcome = try store.append(arrival)
        #expect(outcome.replaced == 1 && outcome.appended == 1)
    }
}
