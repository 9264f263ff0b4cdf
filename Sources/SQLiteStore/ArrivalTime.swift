import EventTime
import Foundation
import GRDB
import GRDBSQLite

/// When an arrival came, asked once for the readings of a batch that follow one another.
struct ArrivalTime {
    private var known: (id: Int64, at: Instant)?

    mutating func receivedAt(_ id: Int64, in db: Database) throws -> Instant {
        if let known, known.id == id { return known.at }
        let statement = try db.cachedStatement(sql: "SELECT received_at FROM arrival WHERE id = ?")
        guard let milliseconds = try Int64.fetchOne(statement, arguments: [id]) else {
            throw StoreError(message: "arrival \(id) is missing")
        }
        let at = Instant(milliseconds: milliseconds)
        known = (id, at)
        return at
    }
}

extension Statement {
    /// Steps through the rows; `body` gets the statement's handle, valid within the call.
    func forEachRow(_ body: (OpaquePointer) throws -> Void) throws {
        let handle = unsafe sqliteStatement
        defer { unsafe sqlite3_reset(handle) }
        while true {
            switch unsafe sqlite3_step(handle) {
            case SQLITE_ROW: try unsafe body(handle)
            case SQLITE_DONE: return
            case let code:
                throw unsafe DatabaseError(
                    resultCode: ResultCode(rawValue: code),
                    message: String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
                )
            }
        }
    }
}

extension DatabaseValue {
    /// A blob.
    init(bytes: [UInt8]) {
        self = Data(bytes).databaseValue
    }
}
