import EventTime
import Foundation
import GRDB
import GRDBSQLite
import Records
import StorePorts
import StoredForms

/// When and how an arrival came, asked once for the readings of a batch that follow one another.
struct ArrivalOrigin {
    private var known: (id: Int64, at: Instant, origin: Arrival.Origin)?

    mutating func callAsFunction(_ id: Int64, in db: Database) throws -> (at: Instant, origin: Arrival.Origin) {
        if let known, known.id == id { return (known.at, known.origin) }
        let statement = try db.cachedStatement(sql: "SELECT received_at, way FROM arrival WHERE id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [id]) else {
            throw StoreError(message: "arrival \(id) is missing")
        }
        let origin = try Word.arrivalOrigin.read(row, "way", of: "arrival \(id)")
        let at = Instant(milliseconds: row["received_at"])
        known = (id, at, origin)
        return (at, origin)
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
