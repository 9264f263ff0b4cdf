import Acoustics
import EventTime
import ExamCalendar
import Foundation
import GRDB
import NoiseRules
import Records
import SQLiteStore
import SensorPayloads
import StorePorts
import TestSupport
import Testing

/// A store in a folder of its own, removed with it.
final class TemporaryStore {
    let path: String
    let store: SQLiteStore

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)")
        path = folder.appendingPathComponent("quiethours.db").path
        store = try SQLiteStore(path: path)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: (path as NSString).deletingLastPathComponent)
    }
}

private let gate = SensorID(site: "school", sensor: "gate")
private let yard = SensorID(site: "school", sensor: "yard")

private func instant(_ seconds: Int64) -> Instant { Instant(milliseconds: 1_780_794_000_000 + seconds * 1000) }

private func reading(_ second: Int64, _ decibels: Double = 60) throws -> Reading {
    Reading(start: instant(second), duration: .seconds(1), LAeq: Level(decibels: decibels))
}

private func arrival(_ sensor: SensorID, _ readings: [Reading], at second: Int64 = 100) -> Arrival {
    Arrival(
        receivedAt: instant(second),
        way: .mqtt,
        messages: [SensorMessage(sensor: sensor, readings: readings)]
    )
}

@Suite("The journal")
struct JournalTests {
    @Test("gives back every quantity as it was, in order of arrival, also after reopening")
    func roundTrip() throws {
        let temporary = try TemporaryStore()
        let full = Reading(
            start: instant(1),
            duration: .milliseconds(125),
            LAeq: Level(hundredths: 5312),
            LAFmax: Level(hundredths: 6600),
            LAFmin: Level(hundredths: 4100),
            LCeq: Level(hundredths: 6010),
            LAIeq: Level(hundredths: 5555),
            LCpeak: Level(hundredths: 9130),
            percentiles: Percentiles(L5: Level(hundredths: 5820), L95: Level(hundredths: 0)),
            weather: Weather(windHundredths: 320, rainHundredths: 0, thunder: true),
            mark: .partial,
            measuredSeconds: 0,
            historical: true,
            shift: .milliseconds(-3_600_001)
        )
        let sent = [try reading(5), full, try reading(3)]
        #expect(try !temporary.store.hasReceived())
        #expect(try temporary.store.append(arrival(gate, sent)).appended == 3)

        let reopened = try SQLiteStore(readingFrom: temporary.path)
        var got: [Reading] = []
        let last = try reopened.forEachEntry(after: 0, limit: 10) { entry in
            got.append(entry.reading)
            #expect(entry.receivedAt == instant(100))
        }
        #expect(got == sent)
        #expect(last == 3)
        #expect(try reopened.lastSequence() == 3)
        #expect(try reopened.firstSequence(startingFrom: instant(2)) == 1)
        #expect(try reopened.forEachEntry(after: 3, limit: 10) { _ in } == nil)
    }

    @Test("records a reading once, keeps what contradicts it as rejected")
    func identity() throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try store.append(arrival(gate, [try reading(1), try reading(2)]))
        let again = try store.append(arrival(gate, [try reading(2), try reading(3), try reading(1, 70)]))
        #expect(again.appended == 1)
        #expect(again.repeated == 1)
        #expect(again.conflicting == 1)
        #expect(try store.append(arrival(yard, [try reading(1)])).appended == 1)

        var levels: [String] = []
        let keys = try store.keys(of: [gate, yard])
        let range = TimeRange(start: instant(0), end: instant(10))
        try store.forEachReading(startingIn: range, sensors: keys[gate].map { [$0] }) {
            levels.append(($0.reading.LAeq ?? .minimum).text)
        }
        #expect(levels == ["60.0", "60.0", "60.0"])
        let rejected = try store.rejected(limit: 10)
        #expect(rejected.map(\.reason) == [.conflict])
        #expect(String(decoding: try #require(rejected.first).payload, as: UTF8.self).contains("\"LAeq\":70"))
    }

    @Test("what was declared invalid on arrival gives way to a valid reading, behind all others, and is kept on record")
    func validWins() throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        for mark in [DataMark.clock, .range, .frozen, .jump] {
            var invalid = try reading(Int64(mark.rawValue))
            invalid.mark = mark
            invalid.shift = .seconds(-135)
            _ = try store.append(arrival(gate, [invalid]))
        }
        // The newest and another one.
        let last = try store.append(arrival(gate, [try reading(9, 85)], at: 200))
        #expect(last.replaced == 1 && last.conflicting == 0 && last.appended == 0)
        _ = try store.append(arrival(gate, [try reading(6, 85)], at: 201))
        var rows: [(Int64, Reading)] = []
        _ = try store.forEachEntry(after: 0, limit: 10) { rows.append(($0.sequence, $0.reading)) }
        #expect(rows.map(\.0) == [2, 3, 5, 6])
        #expect(rows.suffix(2).map(\.1) == [try reading(9, 85), try reading(6, 85)])

        let replaced = try store.replacements(limit: 10)
        #expect(replaced.map(\.start) == [instant(6), instant(9)])
        #expect(replaced.allSatisfy { $0.sensor == gate && $0.ruling == nil })
        var csv = ReadingsCSV()
        var before: [Reading] = []
        csv.consume(Array(try #require(replaced.last).before.utf8)) { before.append($0.reading) }
        csv.finish { before.append($0.reading) }
        #expect(before.map(\.mark) == [.jump] && before.map(\.shift) == [.seconds(-135)])
        let saboteur = try DatabaseQueue(path: temporary.path)
        for sql in ["UPDATE reading_replacement SET by = 'x'", "DELETE FROM reading_replacement"] {
            #expect(throws: (any Error).self) { try saboteur.write { try $0.execute(sql: sql) } }
        }
    }

    @Test("an invalid reading never takes the place of a valid one, nor does the same thing count twice")
    func invalidLoses() throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try store.append(arrival(gate, [try reading(1, 85), try reading(2, 85)]))
        var (other, same) = (try reading(1, 50), try reading(2, 85))
        other.mark = .clock
        same.mark = .frozen
        let outcome = try store.append(arrival(gate, [other, same]))
        #expect(outcome.conflicting == 1 && outcome.repeated == 1 && outcome.replaced == 0)
        // What was marked on arrival may come again without the mark, for what stood before it is not there then.
        var jump = try reading(3)
        jump.mark = .jump
        _ = try store.append(arrival(gate, [jump]))
        #expect(try store.append(arrival(gate, [try reading(3)])).repeated == 1)
        #expect(try store.replacements(limit: 10).isEmpty)
    }

    @Test("one reading stamped 2099 is no place in the journal, in stores that have taken it as well")
    func farAhead() throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        var stray = Reading(start: instant(2_300_000_000), duration: .seconds(1), LAeq: .onePascal, mark: .clock)
        stray.mark = .clock
        _ = try store.append(arrival(gate, [stray], at: 0))
        for second in 1...50 as ClosedRange<Int64> {
            _ = try store.append(arrival(gate, [try reading(second * 10)], at: second * 10))
        }
        #expect(try store.firstSequence(startingFrom: instant(400)) == 41)
        #expect(try store.firstSequence(startingFrom: instant(2_000_000_000)) == nil)
        #expect(try store.firstSequence(receivedFrom: instant(401)) == 42)
        #expect(try store.firstSequence(receivedFrom: .distantPast) == 1)
        #expect(try store.firstSequence(receivedFrom: instant(501)) == 52)
    }

    @Test("keeps the bytes of what could not be decoded in the same commit")
    func rejected() throws {
        let temporary = try TemporaryStore()
        let bytes: [UInt8] = [0, 255, 10, 123]
        let poison = RejectedPayload(
            topic: "noise/1/school/gate/obs",
            payload: bytes,
            receivedAt: instant(7),
            reason: .malformed,
            detail: "byte 0: not JSON"
        )
        let outcome = try temporary.store.append(Arrival(receivedAt: instant(7), way: .mqtt, rejected: [poison]))
        #expect(outcome.rejected == 1)
        #expect(try temporary.store.hasReceived())
        #expect(try temporary.store.rejected(limit: 10) == [poison])
    }

    @Test("a sensor's key stays the same across restarts")
    func keys() throws {
        let temporary = try TemporaryStore()
        let first = try temporary.store.keys(of: [yard, gate])
        let second = try SQLiteStore(path: temporary.path).keys(of: [gate, yard])
        #expect(first == second)
        #expect(Set(first.values).count == 2)
    }

    @Test("a commit is synced to the disk before it returns")
    func synchronous() throws {
        // 2 is FULL (https://www.sqlite.org/pragma.html#pragma_synchronous).
        let temporary = try TemporaryStore()
        #expect(try temporary.store.synchronousLevel() == 2)
        withExtendedLifetime(temporary) {}
    }

    @Test("a damaged file is an error that names it, not a crash")
    func damaged() throws {
        let temporary = try TemporaryStore()
        let path = temporary.path + ".broken"
        try Data("this is not a database, whatever its name says".utf8).write(to: URL(fileURLWithPath: path))
        #expect {
            _ = try SQLiteStore(path: path)
        } throws: { error in
            "\(error)".contains(path)
        }
    }
}

@Suite("Verdicts and the outbox")
struct VerdictStoreTests {
    private func change(_ number: Int, _ step: ViolationChange.Step) -> ViolationChange {
        SampleViolation.change(
            number,
            step,
            site: "school",
            sensor: "gate",
            opening: instant(0),
            at: instant(Int64(number))
        )
    }

    private func alert(_ change: ViolationChange) -> Alert {
        Alert(
            id: AlertID("\(change.violation).\(change.number).bureau.mail"),
            subject: .violation(change),
            authority: "bureau",
            channel: .mail,
            createdAt: instant(1),
            expiresAt: instant(1000)
        )
    }

    @Test("what an older store kept of the judge in one piece is taken over")
    func olderMemory() throws {
        let temporary = try TemporaryStore()
        let state = """
            {"cases":[{"subject":{"site":"s","source":"vendor","kind":"advisory"},"open":1}],\
            "tracks":[{"sensor":{"site":"s","sensor":"g"},"rule":"r","isContributing":true}],\
            "silent":[{"sensor":{"site":"s","sensor":"g"}}]}
            """
        let pool = try DatabasePool(path: temporary.path)
        try pool.write { db in
            try db.execute(sql: "DROP TABLE judge_memory")
            try db.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = '2 judge memory'")
            try db.execute(sql: "UPDATE evaluation SET state = ?, cursor = 5", arguments: [Data(state.utf8)])
        }
        let point = try SQLiteStore(path: temporary.path).evaluationPoint()
        #expect(point.cursor == 5)
        let pieces = point.memory.keys.map { "\($0.kind.rawValue) \($0.key)" }.sorted()
        #expect(pieces == ["silence s/g", "track s/g/r", "violation s/vendor/advisory"])
        let track = point.memory[JudgeMemory(kind: .track, key: "s/g/r")].map { String(decoding: $0, as: UTF8.self) }
        #expect(track == #"{"sensor":{"site":"s","sensor":"g"},"rule":"r","isContributing":true}"#)
    }

    @Test("a change whose number is taken by another is returned, and the rest of its batch is kept")
    func conflictingChange() throws {
        let temporary = try TemporaryStore()
        defer { withExtendedLifetime(temporary) {} }
        let store = temporary.store
        let opened = change(1, .opened)
        #expect(try store.commit(VerdictBatch(cursor: 1, changes: [opened])).isEmpty)
        #expect(try store.commit(VerdictBatch(cursor: 2, changes: [opened])).isEmpty)
        var other = opened
        other.openedAt = other.openedAt + .seconds(1)
        let closed = change(2, .closed)
        #expect(try store.commit(VerdictBatch(cursor: 3, changes: [other, closed])) == [other])
        let record = try #require(try store.violation(opened.violation))
        #expect(record.changes == [opened, closed])
        #expect(record.openedAt == opened.openedAt)
    }

    @Test("cursor, state, changes and alerts move together, and a repeat changes nothing")
    func commit() throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let piece = JudgeMemory(kind: .silence, key: "school/gate")
        #expect(try store.evaluationPoint() == EvaluationPoint(cursor: 0, memory: [:]))
        let opened = change(1, .opened)
        let batch = VerdictBatch(
            cursor: 7,
            memory: [piece: Array("{}".utf8)],
            changes: [opened],
            alerts: [alert(opened)]
        )
        try store.commit(batch)
        try store.commit(batch)
        #expect(try store.evaluationPoint() == EvaluationPoint(cursor: 7, memory: [piece: Array("{}".utf8)]))
        try store.commit(VerdictBatch(cursor: 9))
        #expect(try store.evaluationPoint() == EvaluationPoint(cursor: 9, memory: [piece: Array("{}".utf8)]))
        try store.commit(VerdictBatch(cursor: 9, memory: [piece: nil]))
        #expect(try store.evaluationPoint() == EvaluationPoint(cursor: 9, memory: [:]))
        #expect(try store.dueAlerts(at: instant(2), channel: .mail, limit: 10) == [alert(opened)])

        let record = try #require(try store.violation(opened.violation))
        #expect(record.changes == [opened])
        #expect(record.closedAt == nil)
        #expect(try store.violations(openOnly: true, limit: 10).map(\.id) == [opened.violation])
        try store.commit(VerdictBatch(cursor: 10, changes: [change(2, .closed)]))
        #expect(try store.violations(openOnly: true, limit: 10).isEmpty)
        #expect(try store.violation(opened.violation)?.closedAt == instant(2))
    }

    @Test("the figures are of what is open, waits and is not judged yet")
    func figures() throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        #expect(try store.figures() == StoreFigures())
        _ = try store.append(arrival(gate, [reading(1), reading(2)], at: 100))
        _ = try store.append(arrival(gate, [reading(3)], at: 103))
        let opened = change(1, .opened)
        try store.commit(VerdictBatch(cursor: 2, changes: [opened], alerts: [alert(opened)]))
        let figures = try store.figures()
        #expect(figures.lastSequence == 3)
        #expect(figures.cursor == 2)
        #expect(figures.unjudgedSince == instant(103))
        #expect(Array(figures.openViolations.values) == [1])
        #expect(figures.openViolations.keys.first?.source == opened.subject.source)
        #expect(figures.waiting == [.mail: .init(count: 1, since: instant(1))])

        let delivery = Delivery(alert: alert(opened).id, attempt: 1, at: instant(2), outcome: .accepted, detail: "ok")
        try store.record([DeliveryRecord(delivery, state: .delivered, nextAttemptAt: instant(2))], adding: [])
        try store.commit(VerdictBatch(cursor: 3, changes: [change(2, .closed)]))
        let after = try store.figures()
        #expect(after.unjudgedSince == nil)
        #expect(after.openViolations.isEmpty)
        #expect(after.waiting.isEmpty)
    }

    @Test("an alert is due until it is delivered, and its attempts are kept")
    func outbox() throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let opened = change(1, .opened)
        let alert = alert(opened)
        try store.commit(VerdictBatch(cursor: 1, changes: [opened], alerts: [alert]))
        func attempt(_ number: Int, _ outcome: Delivery.Outcome) -> Delivery {
            Delivery(alert: alert.id, attempt: number, at: instant(2), outcome: outcome, detail: "450 later")
        }
        try store.record(
            [DeliveryRecord(attempt(1, .deferred), state: .pending, nextAttemptAt: instant(50))],
            adding: []
        )
        #expect(try store.dueAlerts(at: instant(49), channel: .mail, limit: 10).isEmpty)
        #expect(try store.nextAttempt(channel: .mail) == instant(50))
        #expect(try store.dueAlerts(at: instant(50), channel: .mail, limit: 10).first?.attempts == 1)
        try store.record(
            [DeliveryRecord(attempt(2, .accepted), state: .delivered, nextAttemptAt: instant(50))],
            adding: []
        )
        #expect(try store.nextAttempt(channel: .mail) == nil)
        #expect(try store.dueAlerts(at: instant(60), channel: .log, limit: 10).isEmpty)
        let (kept, deliveries) = try #require(try store.alerts(of: opened.violation).first)
        #expect(kept.state == .delivered)
        #expect(deliveries.map(\.outcome) == [.deferred, .accepted])
    }

    @Test("what people answered is kept in order")
    func answers() throws {
        let temporary = try TemporaryStore()
        let opened = change(1, .opened)
        try temporary.store.commit(VerdictBatch(cursor: 1, changes: [opened]))
        for (second, act) in [(5, Answer.Act.acknowledged), (9, .closed)] {
            try temporary.store.record(
                Answer(
                    violation: opened.violation,
                    act: act,
                    by: "王",
                    at: instant(Int64(second)),
                    report: Answer.Report(note: "停工")
                )
            )
        }
        let answers = try #require(try temporary.store.violation(opened.violation)).answers
        #expect(answers.map(\.act) == [.acknowledged, .closed])
        #expect(answers.first?.report.note == "停工")
        #expect(try temporary.store.violation(ViolationID("nothing")) == nil)
    }
}
