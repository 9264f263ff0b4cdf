import Acoustics
import EventTime
import Foundation
import GRDB
import Readings
import Records
import SensorPayloads
import Sites
import StorePorts
import Testing

@testable import SQLiteStore

private let gate = SensorID(site: "school", sensor: "gate")

private func instant(_ seconds: Int64) -> Instant { Instant(milliseconds: 1_780_794_000_000 + seconds * 1000) }

private let all = TimeRange(start: instant(-1000), end: instant(1000))

private func reading(_ second: Int64, _ decibels: Double = 60) throws -> Reading {
    Reading(start: instant(second), duration: .seconds(1), LAeq: Level(decibels: decibels))
}

private func message(_ number: MessageSequence?, _ readings: [Reading]) -> SensorMessage {
    SensorMessage(sensor: gate, readings: readings, sequence: number)
}

private func arrival(_ messages: [SensorMessage], at second: Int64 = 100) -> Arrival {
    Arrival(receivedAt: instant(second), origin: .mqtt, messages: messages)
}

extension SQLiteStore {
    fileprivate func numbers() throws -> [MessageSequence?] {
        var numbers: [MessageSequence?] = []
        try forEachNumberedReading(startingIn: all, sensors: Set(knownKeys().values)) { numbers.append($0.number) }
        return numbers
    }
}

@Suite("What the ledger is derived from")
struct LedgerRecordsTests {
    @Test("a message's number stands on its first new reading, also after reopening")
    func numbers() throws {
        let temporary = try TemporaryStore()
        let first = MessageSequence(boot: 3, seq: .max)
        let second = MessageSequence(seq: 0)
        _ = try temporary.store.append(
            arrival([
                message(first, [try reading(1), try reading(2)]),
                message(second, [try reading(2), try reading(3), try reading(4)]),
                message(nil, [try reading(5)]),
            ])
        )
        let reopened = try SQLiteStore(readingFrom: temporary.path)
        #expect(try reopened.numbers() == [first, nil, second, nil, nil])
        #expect(try reopened.barrenNumbers(in: all).isEmpty)
        var walked: [MessageSequence] = []
        try reopened.forEachNumber(from: 2, receivedBefore: instant(101)) { walked.append($0.number) }
        #expect(walked == [second])
        walked = []
        try reopened.forEachNumber(from: 1, receivedBefore: instant(100)) { walked.append($0.number) }
        #expect(walked.isEmpty, "it came later")
    }

    @Test("a message that brings nothing new keeps its number, once; a repeat of the same message none")
    func barren() throws {
        let temporary = try TemporaryStore()
        defer { withExtendedLifetime(temporary) {} }
        let store = temporary.store
        let one = MessageSequence(boot: 1, seq: 1)
        _ = try store.append(arrival([message(one, [try reading(1), try reading(2)])]))
        _ = try store.append(arrival([message(one, [try reading(1), try reading(2)])]))
        #expect(try store.barrenNumbers(in: all).isEmpty)

        let repeated = message(MessageSequence(boot: 1, seq: 2), [try reading(2)])
        let conflicting = message(MessageSequence(seq: 3), [try reading(1, 70)])
        for _ in 0..<2 { _ = try store.append(arrival([repeated, conflicting])) }
        _ = try store.append(arrival([message(MessageSequence(boot: 1, seq: 4), [])], at: 50))
        let barren = try store.barrenNumbers(in: all)
        #expect(barren.map(\.number) == [conflicting.sequence, repeated.sequence, MessageSequence(boot: 1, seq: 4)])
        #expect(barren.map(\.at) == [instant(1), instant(2), instant(50)])
    }

    @Test("a store of before the ledger goes on, with its readings unnumbered")
    func migration() throws {
        let temporary = try TemporaryStore()
        let path = temporary.path + ".old"
        let old = try DatabaseQueue(path: path)
        try Migrations.migrator.migrate(old, upTo: "1 verdicts")
        try old.write { db in
            try db.execute(
                sql: """
                    INSERT INTO arrival VALUES (1, \(instant(2).milliseconds), 'mqtt');
                    INSERT INTO sensor VALUES (1, 'school', 'gate');
                    INSERT INTO reading (sequence, arrival, sensor, start, duration, LAeq, mark, historical) \
                    VALUES (1, 1, 1, \(instant(1).milliseconds), 1000, 6000, 0, 0);
                    """
            )
        }
        try old.close()
        #expect(throws: StoreError.self) { try SQLiteStore(readingFrom: path) }
        let store = try SQLiteStore(path: path)
        let number = MessageSequence(boot: 1, seq: 9)
        let outcome = try store.append(arrival([message(number, [try reading(1), try reading(2)])]))
        #expect(outcome.repeated == 1 && outcome.appended == 1)
        #expect(try store.numbers() == [nil, number])
        #expect(try store.lastReceivedAt() == instant(100))
    }

    @Test("only changes of a status are kept, the last one before a span is told with it")
    func statuses() throws {
        let temporary = try TemporaryStore()
        let states: [(SensorStatus.State, Bool)] = [
            (.online, true), (.online, false), (.offline, false), (.offline, true), (.online, false),
        ]
        for (index, (state, retained)) in states.enumerated() {
            var arrival = Arrival(receivedAt: instant(Int64(index)), origin: .mqtt)
            let status = SensorStatus(sensor: gate, state: state)
            arrival.statuses = [StatusReport(status: status, receivedAt: arrival.receivedAt, retained: retained)]
            _ = try temporary.store.append(arrival)
        }
        let kept = try temporary.store.statusReports(in: all)
        #expect(kept.map(\.status.state) == [.online, .offline, .online])
        #expect(kept.map(\.receivedAt) == [instant(0), instant(2), instant(4)])
        #expect(kept.map(\.retained) == [true, false, false])
        let part = try temporary.store.statusReports(in: TimeRange(start: instant(3), end: instant(4)))
        #expect(part.map(\.receivedAt) == [instant(2)])
    }

    @Test("a sensor that changes its state all the time has 200 changes of an hour, the newest of them right")
    func flapping() throws {
        let temporary = try TemporaryStore()
        func report(_ state: SensorStatus.State, at second: Int64) throws {
            var arrival = Arrival(receivedAt: instant(second), origin: .mqtt)
            let status = SensorStatus(sensor: gate, state: state)
            arrival.statuses = [StatusReport(status: status, receivedAt: arrival.receivedAt, retained: false)]
            _ = try temporary.store.append(arrival)
        }
        for second in 0..<300 as Range<Int64> { try report(second % 2 == 0 ? .online : .offline, at: second) }
        let span = TimeRange(start: instant(-1), end: instant(10_000))
        let kept = try temporary.store.statusReports(in: span)
        #expect(kept.count == 200)
        #expect(kept.last?.status.state == .offline && kept.last?.receivedAt == instant(299))
        try report(.online, at: 4000)
        #expect(try temporary.store.statusReports(in: span).count == 201)
    }

    @Test("session events and drop counts come back as they were, from the last one before the span")
    func events() throws {
        let temporary = try TemporaryStore()
        defer { withExtendedLifetime(temporary) {} }
        let store = temporary.store
        #expect(try store.lastReceivedAt() == nil)
        let events = SessionEvent.Kind.allCases.enumerated().map { index, kind in
            SessionEvent(
                at: instant(Int64(index) * 10),
                kind: kind,
                lastReceivedAt: index % 2 == 0 ? nil : instant(Int64(index)),
                broker: "b:1",
                clientID: "guard",
                detail: "d\(index)"
            )
        }
        try store.record(events)
        #expect(try store.sessionEvents(in: all) == events)
        #expect(
            try store.sessionEvents(in: TimeRange(start: instant(15), end: instant(30))) == Array(events[1...2])
        )
        var arrival = Arrival(receivedAt: instant(0), origin: .mqtt)
        arrival.dropCounts = [
            DropCount(at: instant(0), since: nil, brokerStartedAt: instant(-99), dropped: 0),
            DropCount(at: instant(20), since: instant(10), brokerStartedAt: instant(-99), dropped: 5),
        ]
        _ = try store.append(arrival)
        #expect(try store.dropCounts(in: all) == arrival.dropCounts)
        #expect(try store.dropCounts(in: TimeRange(start: instant(5), end: instant(6))) == [arrival.dropCounts[0]])
    }
}
