import Acoustics
import EventTime
import Foundation
import GRDB
import Machine
import Readings
import Records
import SQLiteStore
import SensorPayloads
import Sites
import TestSupport
import Testing

/// A store with readings, and what can be done to its files.
final class StoreScene {
    let directory: TemporaryDirectory
    var path: String { directory.path("quiethours.db") }
    var marker: String { path + ".id" }
    private var second: Int64 = 0

    init() throws {
        directory = try TemporaryDirectory()
    }

    func open() throws -> SQLiteStore { try SQLiteStore(path: path) }

    /// One reading for each commit.
    func append(_ count: Int, to store: SQLiteStore) throws {
        let level = try #require(Level(decibels: 60))
        for _ in 0..<count {
            second += 1
            let reading = Reading(start: StoreScene.instant(second), duration: .seconds(1), LAeq: level)
            let message = SensorMessage(sensor: SensorID(site: "school", sensor: "gate"), readings: [reading])
            _ = try store.append(Arrival(receivedAt: reading.end, origin: .mqtt, messages: [message]))
        }
    }

    static func instant(_ second: Int64) -> Instant { Instant(milliseconds: 1_780_794_000_000 + second * 1000) }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + name) }

    func move(_ name: String, to other: String) throws {
        try FileManager.default.moveItem(atPath: path + name, toPath: directory.path(other))
    }

    /// The readings that the file at `path` has without any log.
    func readingsAlone(at path: String) throws -> Int? {
        let alone = directory.path("alone-\(UUID().uuidString).db")
        try FileManager.default.copyItem(atPath: path, toPath: alone)
        return try DatabaseQueue(path: alone).read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM reading") }
    }

    func execute(_ sql: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.url.path).sorted()
    }
}
