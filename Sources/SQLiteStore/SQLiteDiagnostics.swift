import Acoustics
package import EventTime
import Foundation
import GRDB
import Machine
import Readings
import Records
import Sites
package import StorePorts

/// What a look at a store's file brings to light; changes nothing in it and brings no schema up to date.
///
/// One thread makes it, asks and lets it go; each question blocks.
package struct SQLiteDiagnostics: StoreDiagnostics {
    private let queue: DatabaseQueue

    /// Opens the file, which must exist. Waits for others' locks up to `lockSeconds` at each question.
    package init(path: String, lockSeconds: Double = 3) throws(StoreError) {
        let place = StorePlace(path)
        guard let file = FileState(at: place.path) else {
            throw StoreError(message: "\(path): there is no such store")
        }
        // A connection under a second name would write a log of its own.
        try StoreMarker.admit(file, under: StoreMarker(at: place), place)
        var configuration = Configuration()
        configuration.label = "quiethours-doctor"
        configuration.busyMode = .timeout(lockSeconds)
        do { queue = try DatabaseQueue(path: place.path, configuration: configuration) } catch {
            throw StoreError(opening: path, error)
        }
    }

    /// Why this program must leave the store alone, or would not take it for the one that was here; nil when neither is
    /// so.
    package static func refusal(of path: String) -> String? {
        let place = StorePlace(path)
        do throws(StoreError) {
            _ = try StoreMarker.admit(place)
            return nil
        } catch {
            return error.message
        }
    }

    /// Why a program of version `program` must leave the store alone: a newer one has changed its form.
    package func newerForm(program: String = Version.current) -> String? {
        do {
            try queue.read { try StoreVersions.refuseNewer($0, program: program) }
            return nil
        } catch {
            return (error as? StoreError)?.message
        }
    }

    /// Writes half a megabyte to the disk in a transaction and takes it back; nil when that went well.
    package func tryWriting() -> StoreWriteFailure? {
        do {
            try queue.inDatabase { db in
                // So small a cache makes SQLite write before the transaction ends.
                try db.execute(sql: "PRAGMA cache_size = 10")
                defer { try? db.execute(sql: "PRAGMA cache_size = -2000") }
                try db.inTransaction(.immediate) {
                    try db.execute(sql: "CREATE TABLE doctor_probe (bytes BLOB)")
                    try db.execute(sql: "INSERT INTO doctor_probe VALUES (zeroblob(524288))")
                    return .rollback
                }
            }
            return nil
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: return .locked
            case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN: return .readOnly
            case .SQLITE_FULL: return .full
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: return .damaged
            default: return .other("\(error)")
            }
        } catch {
            return .other("\(error)")
        }
    }

    /// What `PRAGMA quick_check` complains of; empty when nothing, nil when the time was too short.
    package func damage(withinSeconds seconds: Double) throws -> [String]? {
        let queue = self.queue
        let bell = DispatchWorkItem { queue.interrupt() }
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: bell)
        defer { bell.cancel() }
        do {
            let lines = try queue.inDatabase { try String.fetchAll($0, sql: "PRAGMA quick_check(5)") }
            return lines == ["ok"] ? [] : lines
        } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
            return nil
        } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) {
            return [error.message ?? "\(error)"]
        }
    }

    /// Whether a service has ever subscribed at `broker` (`host:port`) under the client id, as the store has it.
    package func hasSubscribed(at broker: String, as clientID: String) throws -> Bool {
        try queue.inDatabase { db in
            guard try db.tableExists("session_event") else { return false }
            return try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM session_event WHERE broker = ? AND client = ? \
                    AND kind IN ('begun', 'resumed', 'forgotten'))
                    """,
                arguments: [broker, clientID]
            ) ?? false
        }
    }

    /// Nil before the store has its tables.
    package func traffic(at now: Instant, newest limit: Int = 500) throws -> StoreTraffic? {
        try queue.inDatabase { db in
            guard try db.tableExists("reading"), try db.tableExists("arrival") else { return nil }
            let from = now - .hours(1)
            let first = try Int64.fetchOne(db, sql: "SELECT received_at FROM arrival ORDER BY id LIMIT 1")
            let begun = max(from, first.map(Instant.init(milliseconds:)) ?? now)
            return StoreTraffic(
                readings: try readings(since: from, in: db),
                within: now - begun,
                bytesEach: try bytesEach(in: db),
                newest: try timings(limit: limit, in: db)
            )
        }
    }

    /// Arrivals and readings lie in order of arrival, so that their ends are looked at only.
    private func readings(since from: Instant, in db: Database) throws -> Int {
        var low = try Int64.fetchOne(db, sql: "SELECT MIN(sequence) FROM reading") ?? 1
        var high = (try Int64.fetchOne(db, sql: "SELECT MAX(sequence) FROM reading") ?? 0) + 1
        let older = """
            SELECT a.received_at < ? FROM reading r JOIN arrival a ON a.id = r.arrival
            WHERE r.sequence >= ? ORDER BY r.sequence LIMIT 1
            """
        while low < high {
            let middle = low + (high - low) / 2
            let isOlder = try Bool.fetchOne(db, sql: older, arguments: [from.milliseconds, middle]) ?? false
            if isOlder { low = middle + 1 } else { high = middle }
        }
        let count = """
            SELECT COUNT(*) FROM reading r JOIN arrival a ON a.id = r.arrival WHERE r.sequence >= ? AND a.way = 'mqtt'
            """
        return try Int.fetchOne(db, sql: count, arguments: [low]) ?? 0
    }

    private func bytesEach(in db: Database) throws -> Int? {
        let readings = try Int.fetchOne(db, sql: "SELECT MAX(sequence) FROM reading") ?? 0
        guard readings >= 1000 else { return nil }
        let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        return pages * (try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0) / readings
    }

    private func timings(limit: Int, in db: Database) throws -> [StoreTraffic.Timing] {
        // An older store is looked at as it is.
        let hasShift = try db.columns(in: "reading").contains { $0.name == "shift" }
        let newest = """
            SELECT s.site, s.sensor AS name, r.start + r.duration AS end, a.received_at AS at, r.mark, \
            \(hasShift ? "COALESCE(r.shift, 0)" : "0") AS shift FROM (
                SELECT * FROM reading ORDER BY sequence DESC LIMIT ?
            ) r JOIN arrival a ON a.id = r.arrival JOIN sensor s ON s.key = r.sensor
            WHERE a.way = 'mqtt' AND NOT r.historical
            """
        return try Row.fetchAll(db, sql: newest, arguments: [limit]).map { row in
            let shift = TimeSpan(milliseconds: row["shift"])
            return StoreTraffic.Timing(
                sensor: SensorID(site: row["site"], sensor: row["name"]),
                end: Instant(milliseconds: row["end"]) - shift,
                receivedAt: Instant(milliseconds: row["at"]),
                shift: shift,
                mark: DataMark(rawValue: UInt8(truncatingIfNeeded: row["mark"] as Int64)) ?? .fault
            )
        }
    }
}
