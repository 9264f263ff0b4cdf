package import EventTime
import Foundation
import GRDB
package import Records
import StorePorts
import StoredForms

extension SQLiteStore: OrderStore {
    package func append(_ matter: Order.Matter, at: Instant, by: String, why: String) throws -> Order {
        try write { db in try append(matter, at: at, by: by, why: why, to: db) }
    }

    func append(_ matter: Order.Matter, at: Instant, by: String, why: String, to db: Database) throws -> Order {
        try db.execute(
            sql: "INSERT INTO orders (at, by, why, kind, body) VALUES (?, ?, ?, ?, ?)",
            arguments: [at.milliseconds, by, why, OrderForm.kind(matter), OrderForm.body(matter)]
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
        let matter = try StoredColumn("body", of: "order \(id)").read { () throws(FormError) in
            try OrderForm.matter(kind: row["kind"], body: row["body"])
        }
        return Order(id: id, at: Instant(milliseconds: row["at"]), by: row["by"], why: row["why"], matter: matter)
    }
}
