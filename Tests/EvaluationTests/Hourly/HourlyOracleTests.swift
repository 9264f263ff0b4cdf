import Acoustics
import Analysis
import Evaluation
import EventTime
import ExamCalendar
import Readings
import Records
import Reports
import SQLiteStore
import SensorPayloads
import Sites
import TestSupport
import Testing

@Suite("Hourly figures against exact arithmetic")
struct HourlyOracleTests {
    /// Where and when the sensors of a store stand: the clock's offsets in minutes, each from a UTC time in
    /// milliseconds on.
    struct Place: Sendable {
        var name: String
        var zone: @Sendable () throws -> TimeZoneRules
        var offsets: [(from: Int, minutes: Int)]
        /// A whole quarter of an hour UTC.
        var start: Int

        /// Beginnings and ends of the rows that begin in [start, end): at full hours of the clock, and where it is
        /// changed.
        func rows(until end: Int) -> [(start: Int, end: Int)] {
            let quarter = 900_000
            let edges = stride(from: start, through: end + 3_600_000, by: quarter).filter { t in
                let minutes = offsets.last { $0.from <= t }?.minutes ?? 0
                let rest = (t + minutes * 60_000) % 3_600_000
                return rest == 0 || offsets.contains { $0.from == t }
            }
            return zip(edges, edges.dropFirst()).filter { $0.0 < end }.map { ($0, $1) }
        }
    }

    private static func fixed(_ minutes: Int) -> @Sendable () throws -> TimeZoneRules {
        { TimeZoneRules.fixed(name: "fixed", offset: minutes * 60) }
    }

    private static let places = [
        Place(name: "UTC", zone: fixed(0), offsets: [(.min, 0)], start: 1_780_704_000_000),
        Place(name: "+5:30", zone: fixed(330), offsets: [(.min, 330)], start: 1_780_704_000_000),
        Place(name: "+5:45", zone: fixed(345), offsets: [(.min, 345)], start: 1_780_704_900_000),
        Place(name: "-3:30", zone: fixed(-210), offsets: [(.min, -210)], start: 1_780_704_000_000),
        Place(name: "before 1970", zone: fixed(480), offsets: [(.min, 480)], start: -999_999_900_000),
        Place(name: "over 1970", zone: fixed(-210), offsets: [(.min, -210)], start: -5_400_000),
        // The clock goes back from 02:00 (+11:00) to 01:30 (+10:30) at 2027-04-03T15:00Z.
        Place(
            name: "Lord Howe, back",
            zone: { try .load("Australia/Lord_Howe") },
            offsets: [(.min, 660), (1_806_764_400_000, 630)],
            start: 1_806_760_800_000
        ),
        // It goes forward from 02:00 (+10:30) to 02:30 (+11:00) at 2027-10-02T15:30Z.
        Place(
            name: "Lord Howe, forward",
            zone: { try .load("Australia/Lord_Howe") },
            offsets: [(.min, 630), (1_822_491_000_000, 660)],
            start: 1_822_487_400_000
        ),
    ]

    private static let sensors = 40
    /// Of what each sensor sends.
    private static let length = 3 * 3_600_000

    @Test("every figure of every hour is the same", arguments: places.indices)
    func figures(number: Int) throws {
        let place = HourlyOracleTests.places[number]
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.path("quiethours.db"))
        var written: [SensorID: [WrittenReading]] = [:]
        for index in 0..<HourlyOracleTests.sensors {
            let sensor = SensorID(site: "school", sensor: "s\(index)")
            let seed = UInt64(1000 * number + index)
            let readings = WrittenSensor(seed: seed, from: place.start, length: HourlyOracleTests.length).readings
            try HourlyOracleTests.append(readings, of: sensor, to: store)
            written[sensor] = HourlyOracleTests.first(of: readings)
        }
        let rows = place.rows(until: place.start + HourlyOracleTests.length)
        var table = try HourlyOracleTests.table(of: store, place, Array(written.keys))
        for (start, end) in rows {
            for (sensor, readings) in written {
                let cells = table.removeValue(forKey: "\(start) \(sensor.sensor)") ?? [:]
                let expected = HourlyOracle(readings, from: start, to: end).cells
                for (column, cell) in expected.sorted(by: { $0.key < $1.key }) {
                    #expect(cells[column] == cell, "\(column) of \(sensor.sensor) from \(start) in \(place.name)")
                }
            }
        }
        #expect(table.isEmpty && rows.count >= 3)
    }

    /// In messages of up to 50, as they come.
    private static func append(_ readings: [WrittenReading], of sensor: SensorID, to store: SQLiteStore) throws {
        for first in stride(from: 0, to: readings.count, by: 50) {
            let part = readings[first..<min(first + 50, readings.count)].compactMap(\.reading)
            let last = part.map(\.end).max() ?? .distantPast
            let message = SensorMessage(sensor: sensor, readings: part)
            _ = try store.append(Arrival(receivedAt: last, origin: .mqtt, messages: [message]))
        }
    }

    /// The first of each start and duration stands.
    private static func first(of readings: [WrittenReading]) -> [WrittenReading] {
        var seen: Set<[Int]> = []
        return readings.filter { seen.insert([$0.start, $0.duration]).inserted }
    }

    /// The exported cells by column, for "start sensor".
    private static func table(
        of store: SQLiteStore,
        _ place: Place,
        _ sensors: [SensorID]
    ) throws -> [String: [String: String]] {
        let plan = Plan(
            authorities: [],
            sites: [Site(id: "school", name: Name("School"), zone: .zone1, timeZone: try place.zone())],
            sensors: sensors.map { Sensor(id: $0, placement: .yard, instrumentClass: .class1, silentAfter: .hours(1)) },
            exams: [],
            rules: []
        )
        var bytes: [UInt8] = []
        var csv = try HourlyCSV { bytes += $0 }
        let start = Instant(milliseconds: Int64(place.start))
        let range = TimeRange(start: start, end: start + .milliseconds(Int64(length)))
        try HourlySummaries(plan: plan, journal: store).forEach(in: range) { try csv.write($0) }
        try csv.finish()
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        var table: [String: [String: String]] = [:]
        for line in lines.dropFirst() {
            let cells = Dictionary(uniqueKeysWithValues: zip(lines[0], line))
            let hour = try RFC3339.instant(cells["hour"] ?? "").milliseconds
            table["\(hour) \(cells["sensor"] ?? "")"] = cells
        }
        return table
    }
}
