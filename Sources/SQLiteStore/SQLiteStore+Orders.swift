package import EventTime
import Foundation
import GRDB
package import Records
import StorePorts

extension SQLiteStore: OrderStore {
    package func append(_ matter: Order.Matter, at: Instant, by: String, why: String) throws -> Order {
        try write { db in try append(matter, at: at, by: by, why: why, to: db) }
    }

    func append(_ matter: Order.Matter, at: Instant, by: String, why: String, to db: Database) throws -> Order {
        let body =
            switch matter {
            case .extend(let wanted): try JSONText.encode(wanted)
            case .mute(let mute): try JSONText.encode(mute)
            case .endMute(let end): try JSONText.encode(end)
            case .calibrate(let calibration): try JSONText.encode(calibration)
            case .undoImport(let undo): try JSONText.encode(undo)
            }
        try db.execute(
            sql: "INSERT INTO orders (at, by, why, kind, body) VALUES (?, ?, ?, ?, ?)",
            arguments: [at.milliseconds, by, why, matter.kind.rawValue, body]
        )
        return Order(id: db.lastInsertedRowID, at: at, by: by, why: why, matter: matter)
    }

    package func orders() throws -> [Order] {
        try pool.read { db in try Row.fetchAll(db, sql: "SELECT * FROM orders ORDER BY id").map(order) }
    }

    package func lastOrderID() throws -> Int64 {
        try pool.read { db in try Int64.fetchOne(db, sql: "SELECT MAX(id) FROM orders") ?? 0 }
    }

    private func order(_ row: Row) throws -> Order {
        let id: Int64 = row["id"]
        guard let kind = Order.Kind(rawValue: row["kind"]) else {
            throw StoreError(
                message: "order \(id) is of a kind that this program does not know: \(row["kind"] as String)"
            )
        }
        let body: String = row["body"]
        let matter: Order.Matter =
            switch kind {
            case .examExtension: .extend(try JSONText.decode(ExamExtension.self, body))
            case .mute: .mute(try JSONText.decode(Mute.self, body))
            case .muteEnd: .endMute(try JSONText.decode(MuteEnd.self, body))
            case .calibration: .calibrate(try JSONText.decode(Calibration.self, body))
            case .importUndo: .undoImport(try JSONText.decode(ImportUndo.self, body))
            }
        return Order(id: id, at: Instant(milliseconds: row["at"]), by: row["by"], why: row["why"], matter: matter)
    }
}
