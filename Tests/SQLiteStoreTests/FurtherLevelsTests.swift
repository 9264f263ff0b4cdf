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

private func level(_ decibels: Double) throws -> Level { try #require(Level(decibels: decibels)) }

@Suite("Readings without an average in the store")
struct FurtherLevelsTests {
    private func kept(_ readings: [Reading]) throws -> (got: [Reading], store: TemporaryStore) {
        let temporary = try TemporaryStore()
        let message = SensorMessage(sensor: gate, readings: readings)
        let outcome = try temporary.store.append(Arrival(receivedAt: instant(9), origin: .mqtt, messages: [message]))
        #expect(outcome.appended == readings.count)
        var got: [Reading] = []
        _ = try temporary.store.forEachEntry(after: 0, limit: readings.count) { got.append($0.reading) }
        // The same again says the same.
        #expect(
            try temporary.store.append(Arrival(receivedAt: instant(10), origin: .mqtt, messages: [message])).repeated
                == readings.count
        )
        return (got, temporary)
    }

    @Test("come back as they were: momentary levels of every weighting, weather, health, an unknown length")
    func roundTrip() throws {
        var readings: [Reading] = []
        for frequency in FrequencyWeighting.allCases {
            for time in TimeWeighting.allCases.map(Optional.some) + [nil] {
                var reading = Reading(start: instant(Int64(readings.count)), duration: .zero, LAeq: nil)
                reading.momentary = MomentaryLevel(try level(61.234567), frequency: frequency, time: time)
                reading.isTimedByArrival = time == nil
                readings.append(reading)
            }
        }
        readings.append(Reading(start: instant(50), duration: .seconds(60), LAeq: nil, LAFmax: try level(80)))
        readings.append(
            Reading(start: instant(51), duration: .minutes(1), LAeq: nil, weather: Weather(windHundredths: 300))
        )
        for health in [
            DeviceHealth(batteryPercent: 0), DeviceHealth(millivolts: 3600),
            DeviceHealth(batteryPercent: 100, millivolts: 0),
        ] {
            readings.append(
                Reading(start: instant(Int64(60 + readings.count)), duration: .zero, LAeq: nil, health: health)
            )
        }
        readings.append(Reading(start: instant(90), duration: .zero, LAeq: try level(50)))
        for quantity in EnvironmentQuantity.allCases {
            for value in [quantity.range.lowerBound, 1, quantity.range.upperBound] where quantity.range.contains(value)
            {
                var reading = Reading(start: instant(Int64(100 + readings.count)), duration: .zero, LAeq: nil)
                var air = Environment()
                air[quantity] = value
                reading.environment = air
                readings.append(reading)
            }
        }
        #expect(try kept(readings).got == readings)
    }

    @Test("another momentary level of the same moment is a contradiction")
    func contradiction() throws {
        var reading = Reading(start: instant(0), duration: .zero, LAeq: nil)
        reading.momentary = MomentaryLevel(try level(61.2), frequency: .A, time: .fast)
        let (_, temporary) = try kept([reading])
        reading.momentary?.level = try level(61.3)
        let message = SensorMessage(sensor: gate, readings: [reading])
        #expect(
            try temporary.store.append(Arrival(receivedAt: instant(11), origin: .mqtt, messages: [message])).conflicting
                == 1
        )
    }

    @Test(
        "what is damaged in the column is said, and nothing is guessed",
        arguments: [
            "{", "{\"momentary\":61}", "{\"battery\":101}", "{\"clock\":\"sun\"}",
            "{\"humidity\":10001}", "{\"temperature\":2.5}",
        ]
    )
    func damage(text: String) throws {
        let (_, temporary) = try kept([Reading(start: instant(0), duration: .seconds(1), LAeq: try level(50))])
        try DatabaseQueue(path: temporary.path).write { db throws in
            try db.execute(sql: "UPDATE reading SET further = ?", arguments: [text])
        }
        #expect(throws: (any Error).self) { try temporary.store.forEachEntry(after: 0, limit: 1) { _ in } }
    }

    @Test("the table of an older release takes them without being written anew, and is sound")
    func schema() throws {
        let (_, temporary) = try kept([Reading(start: instant(0), duration: .seconds(1), LAeq: try level(50))])
        try DatabaseQueue(path: temporary.path).write { db throws in
            let found = try String.fetchAll(db, sql: "PRAGMA integrity_check")
            #expect(found == ["ok"])
            // What cannot be a level is still refused by the table itself.
            #expect(throws: DatabaseError.self) {
                try db.execute(
                    sql:
                        "INSERT INTO reading (arrival, sensor, start, duration, LAeq, mark, historical) VALUES (1, 1, 5, -1, 5000, 0, 0)"
                )
            }
            #expect(throws: DatabaseError.self) {
                try db.execute(
                    sql:
                        "INSERT INTO reading (arrival, sensor, start, duration, LAeq, mark, historical) VALUES (1, 1, 5, 1, 16001, 0, 0)"
                )
            }
        }
    }
}

@Suite("The bytes of a contradiction")
struct ContradictionBytesTests {
    private func message(_ decibels: [Double], shift: TimeSpan = .zero, source: MessageSource?) throws -> Arrival {
        let readings = try decibels.enumerated().map { second, decibels in
            Reading(start: instant(Int64(second)), duration: .seconds(1), LAeq: try level(decibels), shift: shift)
        }
        let message = SensorMessage(sensor: gate, readings: readings, source: source)
        return Arrival(receivedAt: instant(9), origin: .mqtt, messages: [message])
    }

    @Test("are those that the sensor sent, once for the message, with the decoder and the shift of its clock")
    func bytes() throws {
        let temporary = try TemporaryStore()
        let sent = MessageSource(topic: "meters/7", payload: [1, 2, 3], decoder: "test-make")
        _ = try temporary.store.append(message([50, 51, 52], source: sent))
        let outcome = try temporary.store.append(message([60, 51, 62], shift: .seconds(-7), source: sent))
        #expect(outcome.conflicting == 2 && outcome.repeated == 1)
        let kept = try temporary.store.rejected(limit: 9)
        try #require(kept.count == 1)
        #expect(kept[0].topic == "meters/7" && kept[0].payload == [1, 2, 3] && kept[0].reason == .conflict)
        #expect(kept[0].decoder == "test-make" && kept[0].shift == .seconds(-7))
        #expect(
            kept[0].detail.contains("(2 of 3 readings: 2026-06-07T01:00:00Z, 2026-06-07T01:00:02Z)"),
            "\(kept[0].detail)"
        )
    }

    @Test("of a reading that came in no message are a message of its own")
    func withoutMessage() throws {
        let temporary = try TemporaryStore()
        _ = try temporary.store.append(message([50], source: nil))
        _ = try temporary.store.append(message([60], source: nil))
        let kept = try #require(try temporary.store.rejected(limit: 9).first)
        let decoded = PayloadDecoders.standard.decode(topic: kept.topic, payload: kept.payload, receivedAt: instant(9))
        #expect(
            try decoded.message?.readings.map(\.LAeq) == [level(60)] && kept.decoder == PayloadDecoders.standard.name
        )
    }
}
