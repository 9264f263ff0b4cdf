import EventTime
import Foundation
import GRDB
import Records
import StorePorts
import Testing

@testable import SQLiteStore

private func instant(_ seconds: Int64) -> Instant { Instant(milliseconds: 1_780_794_000_000 + seconds * 1000) }

@Suite("Changes of the collector itself")
struct CollectorLogTests {
    private let path = NSTemporaryDirectory() + "collector-log-\(UUID().uuidString).db"

    private func alert(_ change: CollectorChange) -> Alert {
        Alert(
            id: AlertID(.collector(change), authority: "bureau", channel: .mail),
            subject: .collector(change),
            authority: "bureau",
            channel: .mail,
            createdAt: change.at,
            expiresAt: change.at + .hours(1)
        )
    }

    @Test("the latest of each matter and subject says what is so now, also after the store is opened again")
    func latest() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        var store = try SQLiteStore(path: path)
        #expect(try store.collectorTroubles() == [])
        let blind = CollectorChange(
            .blind,
            isOn: true,
            about: "b:1883",
            at: instant(60),
            since: instant(0),
            detail: "nothing listens at b:1883"
        )
        let ends = CollectorChange(.certificate, isOn: true, about: "b:8883", at: instant(1), until: instant(90_000))
        let mail = CollectorChange(.certificate, isOn: true, about: "m:587", at: instant(2), until: instant(90_000))
        for change in [ends, mail, blind] { try store.record(change, alerts: [alert(change)]) }
        store = try SQLiteStore(path: path)
        #expect(try store.collectorTroubles() == [ends, mail, blind])
        var over = blind
        over.isOn = false
        over.at = instant(200)
        try store.record(over, alerts: [alert(over)])
        #expect(try store.collectorTroubles() == [ends, mail])
        var again = blind
        again.at = instant(400)
        try store.record(again, alerts: [alert(again)])
        #expect(try store.collectorTroubles() == [ends, mail, again])
        // Each with its own alert: a second outage is another event.
        let due = try store.dueAlerts(at: instant(1000), channel: .mail, limit: 100)
        #expect(Set(due.map(\.subject)) == Set([ends, mail, blind, over, again].map(AlertSubject.collector)))
    }

    @Test("a change whose alerts cannot be written is not kept either")
    func together() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let store = try SQLiteStore(path: path)
        try store.write { db in try db.execute(sql: "ALTER TABLE alert RENAME TO elsewhere") }
        let change = CollectorChange(.machineClock, isOn: true, at: instant(0), offset: .hours(-1), evidence: .release)
        #expect(throws: (any Error).self) { try store.record(change, alerts: [alert(change)]) }
        #expect(try store.collectorTroubles() == [])
    }
}
