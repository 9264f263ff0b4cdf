import GRDB
package import StorePorts

extension SQLiteStore {
    /// The ids that end in `text`, letter case aside, the newest first; that one alone which is `text`.
    package func ids(_ kind: NamedRecord, endingIn text: String, limit: Int) throws -> [String] {
        guard !text.isEmpty else { return [] }
        let (id, table, order) =
            switch kind {
            case .violation: ("id", "violation", "opened_at")
            case .alert: ("id", "alert", "created_at")
            case .drill: ("drill", "alert", "created_at")
            }
        return try pool.read { db in
            let same = try String.fetchOne(
                db,
                sql: "SELECT \(id) FROM \(table) WHERE \(id) = ? LIMIT 1",
                arguments: [text]
            )
            if let same { return [same] }
            return try String.fetchAll(
                db,
                sql: """
                    SELECT \(id) AS name FROM \(table) WHERE upper(substr(\(id), -?2)) = upper(?1) \
                    GROUP BY name ORDER BY max(\(order)) DESC LIMIT ?3
                    """,
                arguments: [text, text.unicodeScalars.count, limit]
            )
        }
    }
}
