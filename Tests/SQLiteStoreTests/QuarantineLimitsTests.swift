import Acoustics
import EventTime
import Foundation
import GRDB
import Readings
import Records
import SQLiteStore
import SensorPayloads
import Sites
import TestSupport
import Testing

private func instant(_ seconds: Int64) -> Instant { Instant(milliseconds: 1_780_794_000_000 + seconds * 1000) }

/// A payload of `size` bytes that no other one has.
private func junk(_ number: Int, size: Int = 4000, topic: String = "noise/1/school/gate/obs") -> RejectedPayload {
    var bytes = Array("\(number) ".utf8)
    bytes += Array(repeating: UInt8(ascii: "x"), count: max(0, size - bytes.count))
    return RejectedPayload(topic: topic, payload: bytes, receivedAt: instant(0), reason: .malformed, detail: "byte 0")
}

private func unknown(_ number: Int, sensor: String, size: Int = 300) -> RejectedPayload {
    var payload = junk(number, size: size, topic: "noise/1/school/\(sensor)/obs")
    payload.reason = .unknownSensor
    return payload
}

@Suite("The quarantine's limits")
struct QuarantineLimitsTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore
    private let limits = QuarantineLimits(most: 4_000_000, mostOfSender: 500_000)

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.path("store.db"), rejected: limits)
    }

    private func keep(_ payloads: [RejectedPayload], at second: Int64 = 0) throws -> AppendOutcome {
        try store.append(Arrival(receivedAt: instant(second), origin: .mqtt, rejected: payloads))
    }

    private func entries(_ store: SQLiteStore? = nil) throws -> [QuarantineEntry] {
        var entries: [QuarantineEntry] = []
        try (store ?? self.store).forEachRejected(QuarantineFilter()) { entry in
            entries.append(entry)
            return true
        }
        return entries
    }

    private func discarded(_ store: SQLiteStore? = nil) throws -> Int {
        try (store ?? self.store).usage(senders: 0, tallies: 100_000).tallies.filter { $0.fate == .discarded }
            .reduce(0) { $0 + $1.count }
    }

    /// What the accounts say is what is there.
    private func verifyAccounts() throws {
        let connection = try DatabaseQueue(path: directory.path("store.db"))
        try connection.read { db in
            for level in ["share", "group", "sender"] {
                let sums = try Row.fetchOne(
                    db,
                    sql: "SELECT SUM(entries) AS n, SUM(bytes) AS b FROM rejected_holder WHERE level = ?",
                    arguments: [level]
                )
                #expect(try sums?["n"] == Int.fetchOne(db, sql: "SELECT COUNT(*) FROM rejected"))
                #expect(try sums?["b"] == Int.fetchOne(db, sql: "SELECT SUM(bytes) FROM rejected_entry"))
            }
            #expect(try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM rejected_holder WHERE entries < 1") == 0)
        }
    }

    @Test("the same from the same sender is kept once and counted, with its first and last time")
    func identical() throws {
        #expect(try keep([junk(1), junk(1), junk(2)]).tallies.map(\.count) == [1])
        _ = try keep([junk(1)], at: 60)
        // Retained on another topic it is another sender's.
        _ = try keep([junk(1, topic: "noise/1/school/yard/obs")], at: 61)
        let kept = try entries()
        #expect(kept.map(\.times) == [1, 1, 3])
        #expect(kept.last?.receivedAt == instant(0) && kept.last?.lastReceivedAt == instant(60))
        let tallies = try store.usage(senders: 0, tallies: 9).tallies
        #expect(tallies.map(\.fate) == [.repeated] && tallies.first?.count == 2)
        try verifyAccounts()
    }

    @Test("a sender has no more than its limit after every commit, and keeps its newest")
    func sender() throws {
        for round in 0..<40 {
            let outcome = try keep((0..<10).map { junk(round * 10 + $0) }, at: Int64(round))
            let usage = try store.usage(senders: 9, tallies: 9)
            #expect(usage.senders.allSatisfy { $0.holding.bytes <= 500_000 })
            #expect(outcome.rejected == 10)
        }
        let kept = try entries()
        #expect(kept.count < 400 && kept.first?.receivedAt == instant(39))
        #expect(kept.count + (try discarded()) == 400)
        try verifyAccounts()
    }

    @Test("many made-up topics share one limit, and the largest sender loses first")
    func madeUp() throws {
        _ = try keep((0..<2).map { junk($0, topic: "noise/1/quiet/gate/obs") })
        for round in 0..<30 {
            let flood = (0..<40).map { junk(round * 40 + $0, topic: "noise/1/x\(round)/y\($0)/obs") }
            _ = try keep(flood, at: Int64(round))
            let share = try store.usage(senders: 0, tallies: 0).holding(of: .other)
            #expect(share.bytes <= limits.most(of: .other))
        }
        #expect(try entries().count + discarded() == 1202)
        // One site with as many senders as it likes is one group: it loses before the small one.
        for round in 0..<30 {
            _ = try keep((0..<40).map { junk(round * 40 + $0, topic: "noise/1/flood/y\(round)-\($0)/obs") }, at: 100)
        }
        let quiet = try entries().filter { $0.topic == "noise/1/quiet/gate/obs" }
        #expect(quiet.count == 2)
        try verifyAccounts()
    }

    @Test("junk takes nothing from well-formed messages of unknown sensors, nor from sensors of the plan")
    func shares() throws {
        _ = try keep((0..<200).map { unknown($0, sensor: "roof") })
        var planned = junk(1)
        planned.isOfKnownSensor = true
        _ = try keep([planned])
        for round in 0..<30 {
            _ = try keep((0..<40).map { junk(round * 40 + $0, topic: "noise/1/x\($0)/y/obs") }, at: 1)
        }
        let kept = try entries()
        #expect(kept.count { $0.reason == .unknownSensor } == 200)
        #expect(kept.contains { $0.topic == "noise/1/school/gate/obs" })
        #expect(try store.usage(senders: 0, tallies: 0).holding(of: .other).bytes <= limits.most(of: .other))
    }

    @Test("one arrival writes no more than its part, fairly divided")
    func atOnce() throws {
        let flood = (0..<1000).map { junk($0) }
        let small = [junk(1, topic: "noise/1/quiet/gate/obs")]
        let outcome = try keep(small + flood)
        let kept = try entries()
        #expect(kept.contains { $0.topic == "noise/1/quiet/gate/obs" })
        #expect(kept.count + outcome.tallies.reduce(0) { $0 + $1.count } == 1001)
        #expect(try store.usage(senders: 0, tallies: 0).holding(of: .other).bytes <= 1_000_000)
        try verifyAccounts()
    }

    @Test("a payload that is larger than everything that a sender may have is counted, not kept")
    func tooLarge() throws {
        let outcome = try keep([junk(1, size: 600_000)])
        #expect(outcome.tallies.map(\.fate) == [.discarded] && outcome.tallies.first?.bytes ?? 0 > 600_000)
        #expect(try entries().isEmpty)
    }

    @Test("the file does not grow for what replaces what was removed")
    func fileSize() throws {
        func size() throws -> Int {
            try DatabaseQueue(path: directory.path("store.db")).read {
                try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0
            }
        }
        func flood(_ rounds: Range<Int>) throws {
            for round in rounds {
                _ = try keep((0..<40).map { junk(round * 40 + $0, topic: "noise/1/x\($0)/y/obs") }, at: Int64(round))
            }
        }
        try flood(0..<30)
        let before = try size()
        try flood(30..<90)
        #expect(try size() <= before + before / 10)
    }

    @Test("20,000 unknown sensors make no sensor rows, and no more accounts than there are payloads")
    func unknownSensors() throws {
        let isWhole = ProcessInfo.processInfo.environment["QUIETHOURS_SWEEP"] == "whole"
        let count = isWhole ? 20_000 : 4000
        for start in stride(from: 0, to: count, by: 1000) {
            _ = try keep((start..<(start + 1000)).map { unknown($0, sensor: "x\($0)") })
        }
        #expect(try store.knownKeys().isEmpty)
        let usage = try store.usage(senders: .max, tallies: 1_000_000)
        #expect(usage.holding(of: .unknown).bytes <= limits.most(of: .unknown))
        #expect(usage.senders.count == usage.holding(of: .unknown).entries)
        #expect(usage.tallies.reduce(0) { $0 + $1.count } + usage.senders.count == count)
        try verifyAccounts()
    }

    @Test("arrivals that bring no reading leave one row behind beside each that does")
    func emptyArrivals() throws {
        func arrivals() throws -> Int? {
            try DatabaseQueue(path: directory.path("store.db")).read {
                try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM arrival")
            }
        }
        let gate = SensorID(site: "school", sensor: "gate")
        let level = try #require(Level(decibels: 50))
        for second in 0..<50 { _ = try keep([junk(1)], at: Int64(second)) }
        #expect(try arrivals() == 1)
        for second in 100..<102 {
            let reading = Reading(start: instant(Int64(second)), duration: .seconds(1), LAeq: level)
            let message = SensorMessage(sensor: gate, readings: [reading])
            _ = try store.append(Arrival(receivedAt: instant(Int64(second)), origin: .mqtt, messages: [message]))
            for _ in 0..<20 { _ = try keep([junk(1)], at: Int64(second)) }
        }
        #expect(try arrivals() == 5)
        #expect(try store.lastReceivedAt() == instant(101))
        _ = try store.forEachEntry(after: 0, limit: 9) { #expect($0.receivedAt == $0.reading.start) }
    }

    @Test(
        "a store that an older release left far over its limits is brought under them in small steps, old ids and times kept"
    )
    func older() throws {
        let path = directory.path("old.db")
        _ = try SQLiteStore(path: path)
        let queue = try DatabaseQueue(path: path)
        try queue.write { db in
            for table in ["rejected_holder", "rejected_entry", "rejected_tally", "rejected_adoption"] {
                try db.execute(sql: "DROP TABLE \(table)")
            }
            try db.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = '16 quarantine shares'")
            for number in 0..<2000 {
                let payload = number % 10 == 0 ? unknown(number, sensor: "roof") : junk(number)
                try db.execute(
                    sql: "INSERT INTO arrival (id, received_at, way) VALUES (?, ?, 'mqtt')",
                    arguments: [number + 1, instant(Int64(number)).milliseconds]
                )
                try db.execute(
                    sql: "INSERT INTO rejected (arrival, topic, payload, reason, detail) VALUES (?, ?, ?, ?, ?)",
                    arguments: [
                        number + 1, payload.topic, Data(payload.payload), payload.reason.rawValue, payload.detail,
                    ]
                )
            }
        }
        let store = try SQLiteStore(path: path, rejected: limits)
        #expect(try entries(store).count == 2000)
        let first = try #require(try entries(store).last)
        #expect(first.receivedAt == instant(0) && first.times == 1)
        var steps = 0
        while try !store.bringUnderLimits(atMost: 100).isDone {
            steps += 1
            // Ingest goes on between two steps.
            if steps < 5 {
                _ = try store.append(Arrival(receivedAt: instant(5000), origin: .mqtt, rejected: [junk(9999)]))
            }
        }
        #expect(steps >= 20)
        let usage = try store.usage(senders: 9, tallies: 9)
        #expect(usage.senders.allSatisfy { $0.holding.bytes <= 500_000 })
        #expect(usage.holding(of: .unknown).entries == 200)
        let kept = try entries(store)
        #expect(kept.count + (try discarded(store)) == 2001)
        #expect(kept.contains { $0.receivedAt == instant(1999) })
    }

    @Test("lower limits in the settings are reached in steps")
    func lowered() throws {
        for round in 0..<20 {
            _ = try keep((0..<20).map { junk(round * 20 + $0, topic: "noise/1/a\($0)/b/obs") })
        }
        let lower = QuarantineLimits(most: 1_000_000, mostOfSender: 20_000)
        let store = try SQLiteStore(path: directory.path("store.db"), rejected: lower)
        while try !store.bringUnderLimits(atMost: 50).isDone {}
        let usage = try store.usage(senders: 100, tallies: 0)
        #expect(usage.senders.allSatisfy { $0.holding.bytes <= 20_000 })
        #expect(usage.holding(of: .other).bytes <= 250_000)
        try verifyAccounts()
    }

    @Test("the ledger counts what was repeated or had to go by when it came")
    func ledger() throws {
        for round in 0..<30 { _ = try keep((0..<10).map { junk(round * 10 + $0) }, at: Int64(round)) }
        for second in 0..<10 { _ = try keep([junk(299)], at: 1000 + Int64(second)) }
        func count(_ range: ClosedRange<Int64>) throws -> Int {
            let range = TimeRange(start: instant(range.lowerBound), end: instant(range.upperBound + 1))
            let notes = try store.rejectedNotes(receivedIn: range)
            #expect(notes.allSatisfy { $0.sender == "school/gate" })
            return notes.reduce(0) { $0 + $1.count(in: range) }
        }
        #expect(try count(0...29) == 300)
        #expect(try count(1000...1009) == 10)
        #expect(try count(500...600) == 0)
        #expect(try count(0...2000) == 310)
    }

    @Test("a sensor that contradicts itself without end takes its own limit and no more, and its first readings stand")
    func conflicts() throws {
        let isWhole = ProcessInfo.processInfo.environment["QUIETHOURS_SWEEP"] == "whole"
        let rounds = isWhole ? 200 : 20
        let gate = SensorID(site: "school", sensor: "gate")
        var conflicting = 0
        for round in 0...rounds {
            let level = try #require(Level(hundredths: 4000 + round))
            let readings = (0..<400).map {
                Reading(start: instant(Int64($0)), duration: .seconds(1), LAeq: level)
            }
            let message = SensorMessage(sensor: gate, readings: readings)
            let outcome = try store.append(
                Arrival(receivedAt: instant(1000 + Int64(round)), origin: .mqtt, messages: [message])
            )
            conflicting += outcome.conflicting
        }
        #expect(conflicting == rounds * 400)
        #expect(try store.lastSequence() == 400)
        let usage = try store.usage(senders: 9, tallies: 9)
        #expect(usage.holding(of: .planned).bytes <= 500_000 && usage.senders.count == 1)
        #expect(usage.holding(of: .planned).entries + (try discarded()) == conflicting)
        try verifyAccounts()
    }

    @Test("counts of what was not kept are bounded: further senders are counted together")
    func tallies() throws {
        let connection = try DatabaseQueue(path: directory.path("store.db"))
        try connection.write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
                    INSERT INTO rejected_tally (share, "group", sender, reason, fate, first_at, last_at, count, bytes)
                    SELECT 'other', 'g', 's' || i, 'malformed', 'discarded', 1, 1, 1, 1 FROM n
                    """
            )
        }
        for round in 0..<5 {
            let outcome = try keep(
                [junk(round, size: 600_000, topic: "noise/1/new\(round)/x/obs")],
                at: Int64(round) * 3600
            )
            #expect(outcome.tallies.count == 1)
        }
        let count = try connection.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM rejected_tally") }
        #expect(count == 20_001)
        #expect(try discarded() >= 5)
    }
}

@Suite("Fair shares")
struct FairShareTests {
    @Test("who wants little gets it all, and the rest is divided among the others")
    func level() {
        #expect(FairShare.level(of: [10, 20, 30], within: 60) == nil)
        #expect(FairShare.level(of: [10, 20, 30], within: 50) == 20)
        #expect(FairShare.level(of: [1, 100, 100], within: 101) == 50)
        #expect(FairShare.level(of: [100, 100], within: 0) == 0)
        #expect(FairShare.level(of: [Int64](), within: 5) == nil)
    }
}

@Suite("Senders of rejected payloads")
struct RejectedSenderTests {
    @Test("are the site and sensor of the topic, whatever else it says")
    func names() {
        func sender(_ topic: String, _ share: QuarantineShare = .other) -> [String] {
            let sender = RejectedSender(share: share, topic: topic)
            return [sender.group, sender.name]
        }
        #expect(sender("noise/1/a/b/obs") == ["a", "a/b"])
        #expect(sender("noise/1/a/b/obs", .planned) == ["a/b", "a/b"])
        #expect(sender("noise/1/a/b/status") == ["a", "a/b/status"])
        #expect(sender("other/thing/x/y/z") == ["other", "other/thing"])
        #expect(sender("/") == ["", "/"])
        let long = String(repeating: "x", count: 60_000)
        #expect(sender(long)[1].utf8.count < 80)
        #expect(sender("noise/1/\(long)/\(long)/\(long)")[1].utf8.count < 250)
    }
}
