import Acoustics
import EventTime
import GRDB
import Readings
import Records
import SQLiteStore
import SensorPayloads
import Sites
import StorePorts
import Testing

@Suite("Rows with numbers that nobody wrote")
struct DamagedRowTests {
    @Test(
        "a reading's row that could not be computed with is damaged, and says so",
        arguments: [
            "start = 9223372036854775807", "start = -9223372036854775807", "duration = 9223372036854775807",
            "measured = 9223372036854775807", "measured = -1", "wind = -9223372036854775808",
            "rain = 9223372036854775807", "shift = -9223372036854775808",
        ]
    )
    func reading(change: String) throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let start = Instant(milliseconds: 1_780_794_000_000)
        let level = try #require(Level(decibels: 50))
        let reading = Reading(start: start, duration: .seconds(1), LAeq: level)
        let message = SensorMessage(
            sensor: SensorID(site: "school", sensor: "gate"),
            readings: [reading],
            sequence: MessageSequence(boot: 1, seq: 1)
        )
        _ = try store.append(Arrival(receivedAt: start, origin: .mqtt, messages: [message]))
        try DatabaseQueue(path: temporary.path).write { try $0.execute(sql: "UPDATE reading SET \(change)") }
        #expect(throws: StoreError.self) { try store.forEachEntry(after: 0, limit: 1) { _ in } }
    }

    @Test(
        "a message number that could not be counted with is none",
        arguments: ["seq = -9223372036854775808", "boot = -1"]
    )
    func number(change: String) throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let start = Instant(milliseconds: 1_780_794_000_000)
        let level = try #require(Level(decibels: 50))
        let reading = Reading(start: start, duration: .seconds(1), LAeq: level)
        let sensor = SensorID(site: "school", sensor: "gate")
        let message = SensorMessage(sensor: sensor, readings: [reading], sequence: MessageSequence(boot: 1, seq: 1))
        _ = try store.append(Arrival(receivedAt: start, origin: .mqtt, messages: [message]))
        try DatabaseQueue(path: temporary.path).write { try $0.execute(sql: "UPDATE reading SET \(change)") }
        let key = try #require(try store.knownKeys()[sensor])
        var numbers: [MessageSequence?] = []
        let range = TimeRange(start: start, end: start + .hours(1))
        try store.forEachNumberedReading(startingIn: range, sensors: [key]) { numbers.append($0.number) }
        #expect(numbers == [nil])
    }

    @Test("a sensor whose state flaps has at most so many rows an hour, and the last state is right")
    func flapping() throws {
        let temporary = try TemporaryStore()
        let start = Instant(milliseconds: 1_780_794_000_000)
        let sensor = SensorID(site: "school", sensor: "gate")
        for second in 0..<1001 as Range<Int64> {
            var arrival = Arrival(receivedAt: start + .seconds(second), origin: .mqtt)
            let state: SensorStatus.State = second % 2 == 0 ? .online : .offline
            arrival.statuses = [
                StatusReport(
                    status: SensorStatus(sensor: sensor, state: state),
                    receivedAt: arrival.receivedAt,
                    retained: false
                )
            ]
            _ = try temporary.store.append(arrival)
        }
        let rows = try temporary.store.statusReports(in: TimeRange(start: start, end: start + .hours(1)))
        #expect(rows.count == 200)
        #expect(rows.last?.status.state == .online && rows.last?.receivedAt == start + .seconds(1000))
    }
}
