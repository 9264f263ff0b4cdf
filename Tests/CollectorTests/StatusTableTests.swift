import Acoustics
import Analysis
import Collector
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import SQLiteStore
import SensorPayloads
import Sites
import TestSupport
import Testing

@Suite("The levels that watch shows")
struct StatusTableTests {
    private static let now = Instant(milliseconds: 1_780_794_000_000)
    private static let gate = SensorID(site: "school", sensor: "gate")

    private static func reading(at milliseconds: Int64, lasting length: Int64, _ decibels: Double) throws -> Reading {
        Reading(
            start: now + .milliseconds(milliseconds),
            duration: .milliseconds(length),
            LAeq: Level(decibels: decibels)
        )
    }

    /// The row of the one sensor, which is silent after `silentAfter`, whose rule has a window of a minute.
    private static func row(_ readings: [Reading], silentAfter: TimeSpan = .minutes(5)) throws -> StatusTable.Row {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.path("quiethours.db"))
        _ = try store.append(
            Arrival(receivedAt: now, origin: .mqtt, messages: [SensorMessage(sensor: gate, readings: readings)])
        )
        let limit = try #require(Level(decibels: 90))
        let plan = Plan(
            authorities: [],
            sites: [Site(id: "school", name: Name("School"), zone: .zone1, timeZone: .UTC)],
            sensors: [Sensor(id: gate, placement: .yard, instrumentClass: .class1, silentAfter: silentAfter)],
            exams: [],
            rules: [
                Rule(
                    id: "yard",
                    name: Name("yard"),
                    when: .always,
                    place: Rule.Place(),
                    basis: .level(limit, document: "Notice"),
                    measurement: Rule.Measurement(window: .minutes(1))
                )
            ]
        )
        return try #require(try StatusTableReader(plan: plan, store: store).table(at: now, language: .en).rows.first)
    }

    @Test("a minute over its seconds does not count, and neither do seconds that come again")
    func sharedTime() throws {
        var readings = try (-120..<0).map { try Self.reading(at: $0 * 1000, lasting: 1000, 60) }
        readings.append(try Self.reading(at: -60_000, lasting: 60_000, 90))
        readings += try (-60..<0).map { try Self.reading(at: $0 * 1000 + 300, lasting: 1000, 90) }
        let row = try Self.row(readings)
        #expect(row.level?.text == "60.0")
    }

    @Test("jitter of milliseconds loses no second of the window")
    func jitter() throws {
        let readings = try (-60..<0).map { second in
            let start = Int64(second) * 1000 - 20 + Int64(2 - second) % 3 * 5
            return try Self.reading(at: start, lasting: 1000, second < -30 ? 50 : 70)
        }
        let row = try Self.row(readings)
        #expect(row.level?.text == "67.0")
    }

    @Test("the level of a sensor that sends one record an hour is there until it is silent")
    func hourly() throws {
        let hour = [
            try Self.reading(at: -9_000_000, lasting: 3_600_000, 50),
            try Self.reading(at: -5_400_000, lasting: 3_600_000, 55),
        ]
        let row = try Self.row(hour, silentAfter: .minutes(70))
        #expect(row.state == .quiet && row.latest?.text == "55.0" && row.level?.text == "55.0")
        let silent = try Self.row(hour, silentAfter: .minutes(20))
        #expect(silent.latest == nil)
    }
}
