import Acoustics
import EventTime
import Readings
import Records
import SQLiteStore
import SensorPayloads
import Sites
import StorePorts
import Testing

private let gate = SensorID(site: "school", sensor: "gate")
private let yard = SensorID(site: "school", sensor: "yard")

private func instant(_ seconds: Int64) -> Instant { Instant(milliseconds: 1_780_794_000_000 + seconds * 1000) }

private func reading(_ second: Int64, _ decibels: Double = 60, mark: DataMark = .normal) throws -> Reading {
    Reading(start: instant(second), duration: .seconds(1), LAeq: Level(decibels: decibels), mark: mark)
}

@Suite("Imports and their undo")
struct ImportTests {
    private let temporary: TemporaryStore
    private var store: SQLiteStore { temporary.store }

    init() throws {
        temporary = try TemporaryStore()
    }

    private func live(_ readings: [Reading], of sensor: SensorID = gate) throws -> AppendOutcome {
        let messages = [SensorMessage(sensor: sensor, readings: readings)]
        return try store.append(Arrival(receivedAt: instant(5000), origin: .mqtt, messages: messages))
    }

    private func bring(_ readings: [Reading], of sensor: SensorID = gate) throws -> Int64 {
        let draft = ImportDraft(
            at: instant(9000),
            by: "Wang Fang",
            file: "card.csv",
            digest: .none,
            readings: readings.count,
            sensors: 1,
            span: TimeRange(start: instant(0), end: instant(100))
        )
        let id = try store.begin(draft)
        let messages = readings.map { reading in
            var reading = reading
            reading.historical = true
            return SensorMessage(sensor: sensor, readings: [reading])
        }
        _ = try store.append(Arrival(receivedAt: instant(9000), origin: .file, file: id, messages: messages))
        try store.finish(importOf: id)
        return id
    }

    private func undo(_ id: Int64) throws -> Order {
        try store.undo(importOf: id, at: instant(10_000), by: "Li Na", why: "another card") { _ in }
    }

    /// Seconds and levels of all readings, by time.
    private func stored() throws -> [String] {
        var all: [String] = []
        try store.forEachReading(startingIn: TimeRange(start: instant(-9), end: instant(9999)), sensors: nil) { entry in
            let second = (entry.reading.start - instant(0)).milliseconds / 1000
            all.append("\(second) \((entry.reading.LAeq ?? .minimum).text) \(entry.reading.mark)")
        }
        return all
    }

    @Test("a survey says what an import would do, and does nothing")
    func survey() throws {
        _ = try live([try reading(1), try reading(2), try reading(3, 70, mark: .clock)])
        let readings = [
            try reading(1), try reading(2, 80), try reading(3, 71), try reading(4), try reading(4), try reading(5),
        ]
        let before = try stored()
        let foreseen = try store.survey(readings.map { (gate, $0) })
        #expect(try stored() == before && store.imports().isEmpty)
        let id = try bring(readings)
        let outcome = try #require(try store.imports().first { $0.id == id }).outcome
        #expect(foreseen == outcome)
        #expect((outcome.appended, outcome.repeated) == (2, 2) && (outcome.replaced, outcome.conflicting) == (1, 1))
    }

    @Test("an undo leaves the store as if the file had never come, and is an order")
    func undone() throws {
        _ = try live([try reading(1), try reading(2), try reading(3, 70, mark: .clock)])
        let (before, sequence) = (try stored(), try store.lastSequence())
        let id = try bring([try reading(1), try reading(2, 80), try reading(3, 71), try reading(4), try reading(9)])
        #expect(try store.rejected(limit: 9).count == 1)
        let extent = try store.extent(ofImport: id)
        #expect(extent.readings == 3 && extent.sensors == [gate])
        #expect(extent.spans == [ImportUndo.SiteSpan(site: "school", from: instant(3), to: instant(10))])
        let reached = try store.lastSequence()
        let order = try undo(id)
        #expect(try stored() == before)
        #expect(try store.rejected(limit: 9).isEmpty)
        #expect(order.by == "Li Na" && order.matter == .undoImport(ImportUndo(file: id, spans: extent.spans)))
        #expect(try store.orders() == [order])
        #expect(try store.imports().map(\.undo) == [order.id])
        // What came next must not be taken for what evaluation has seen already.
        #expect(try store.lastSequence() >= reached && reached > sequence)
        _ = try live([try reading(20)])
        #expect(try store.lastSequence() > reached)
    }

    @Test("what has come by another way too stays")
    func shared() throws {
        _ = try live([try reading(0)])
        let id = try bring([try reading(1), try reading(2), try reading(3)])
        #expect(try live([try reading(2)]).repeated == 1)
        _ = try undo(id)
        #expect(try stored() == ["0 60.0 normal", "2 60.0 normal"])
    }

    @Test("one file after the other, each by itself")
    func several() throws {
        _ = try live([try reading(0)])
        let first = try bring([try reading(1), try reading(2)])
        let second = try bring([try reading(3), try reading(4)], of: yard)
        _ = try live([try reading(5)])
        _ = try undo(second)
        #expect(try stored() == ["0 60.0 normal", "1 60.0 normal", "2 60.0 normal", "5 60.0 normal"])
        _ = try undo(first)
        #expect(try stored() == ["0 60.0 normal", "5 60.0 normal"])
        #expect(try store.orders().map(\.matter.kind) == [.importUndo, .importUndo])
    }

    @Test("the newest of all may go, and the one before it takes its sequence, in whatever order imports are undone")
    func newest() throws {
        _ = try live([try reading(0)])
        let first = try bring([try reading(1), try reading(2)])
        let second = try bring([try reading(3)])
        let reached = try store.lastSequence()
        _ = try undo(second)
        #expect(try store.lastSequence() == reached)
        _ = try undo(first)
        #expect(try store.lastSequence() == reached)
        #expect(try stored() == ["0 60.0 normal"])
    }

    @Test("a store that holds nothing else keeps it")
    func alone() throws {
        let id = try bring([try reading(1), try reading(2)])
        #expect(throws: StoreError.self) { try undo(id) }
        #expect(try stored() == ["1 60.0 normal", "2 60.0 normal"])
        #expect(try store.imports().map(\.undo) == [nil] && store.orders().isEmpty)
    }
}
