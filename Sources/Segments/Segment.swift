package import Blocks
import Foundation
import GRDB
import Machine
package import Sites

/// An SQLite file of blocks, opened for reading. Safe from any thread; calls block.
package final class Segment: Sendable {
    package let path: String
    private let queue: DatabaseQueue

    /// In bytes: large enough that a usual block lies in its page, with little room left between them.
    static let pageSize = 65_536
    /// 1: this form (`PRAGMA user_version`).
    static let form = 1

    static let schema = """
        CREATE TABLE block (
            hour INTEGER NOT NULL,
            sensor INTEGER NOT NULL,
            bytes BLOB NOT NULL,
            PRIMARY KEY (hour, sensor)
        ) WITHOUT ROWID;
        CREATE TABLE sensor (
            key INTEGER PRIMARY KEY,
            site TEXT NOT NULL,
            sensor TEXT NOT NULL
        );
        """

    package init(_ path: String) throws(SegmentError) {
        self.path = path
        guard FileState(at: path) != nil else { throw SegmentError(.unreadable, "\(path): is missing") }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.label = "quiethours-segment"
            queue = try DatabaseQueue(path: path, configuration: configuration)
            let form = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
            guard form == Segment.form else {
                throw SegmentError(.unreadable, "\(path): has form \(form ?? 0), which this program does not know")
            }
        } catch {
            throw SegmentError(reading: path, error)
        }
    }

    /// Nil when there is none; whether it is whole is not looked at.
    package func block(at place: BlockPlace) throws(SegmentError) -> [UInt8]? {
        try read { db in
            let statement = try db.cachedStatement(sql: "SELECT bytes FROM block WHERE hour = ? AND sensor = ?")
            return try Data.fetchOne(statement, arguments: [place.hour, place.sensor]).map { Array($0) }
        }
    }

    /// The places of the blocks within `hours` (of `sensors`, or of all), in order.
    package func places(hours: Range<Int64>, sensors: Set<Int64>? = nil) throws(SegmentError) -> [BlockPlace] {
        try read { db in
            let wanted = sensors.map { " AND sensor IN (\($0.sorted().map(String.init).joined(separator: ", ")))" }
            return try Row.fetchAll(
                db,
                sql: "SELECT hour, sensor FROM block WHERE hour >= ? AND hour < ?\(wanted ?? "") ORDER BY hour, sensor",
                arguments: [hours.lowerBound, hours.upperBound]
            )
            .map { BlockPlace(hour: $0["hour"], sensor: $0["sensor"]) }
        }
    }

    /// Who the keys are.
    package func sensors() throws(SegmentError) -> [Int64: SensorID] {
        try read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT key, site, sensor FROM sensor")
            let names = rows.map { ($0["key"] as Int64, SensorID(site: SiteID($0["site"]), sensor: $0["sensor"])) }
            return Dictionary(names) { first, _ in first }
        }
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws(SegmentError) -> Value {
        do {
            return try queue.read(body)
        } catch {
            throw SegmentError(reading: path, error)
        }
    }
}

extension SegmentError {
    init(reading path: String, _ error: any Error) {
        if let error = error as? SegmentError {
            self = error
        } else if let error = error as? DatabaseError {
            self.init(.unreadable, "\(path): cannot be read: \(error.message ?? "\(error.resultCode)")")
        } else {
            self.init(.unreadable, "\(path): cannot be read: \(error)")
        }
    }

    init(writing path: String, _ error: any Error) {
        self = error as? SegmentError ?? SegmentError(.unwritable, "\(path): cannot be written: \(error)")
    }
}
