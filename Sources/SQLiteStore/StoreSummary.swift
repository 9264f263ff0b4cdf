package import Acoustics
package import EventTime
import GRDB

/// What a store holds, in a few figures that a person knows again.
package struct StoreSummary: Hashable, Sendable {
    package struct LastReading: Hashable, Sendable {
        package var sensor: SensorID
        package var end: Instant
        package var receivedAt: Instant
    }

    package var readings: Int
    /// The one that came last; nil of an empty journal.
    package var lastReading: LastReading?
    package var openViolations: Int
    package var pendingAlerts: Int
    /// 32 hexadecimal digits; a copy has the identity of its store.
    package var identity: String?
    /// The program that wrote the store last; nil of an older store.
    package var program: String?

    init(of db: Database) throws {
        readings = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM reading") ?? 0
        lastReading = try Row.fetchOne(
            db,
            sql: """
                SELECT s.site, s.sensor, r.start + r.duration AS end, a.received_at AS at FROM reading r \
                JOIN sensor s ON s.key = r.sensor JOIN arrival a ON a.id = r.arrival ORDER BY r.sequence DESC LIMIT 1
                """
        ).map { row in
            LastReading(
                sensor: SensorID(site: row["site"], sensor: row["sensor"]),
                end: Instant(milliseconds: row["end"]),
                receivedAt: Instant(milliseconds: row["at"])
            )
        }
        openViolations = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM violation WHERE closed_at IS NULL") ?? 0
        pendingAlerts = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM alert WHERE state = 'pending'") ?? 0
        identity = try StoreVersions.identity(in: db)
        program = try StoreVersions.last(in: db)
    }
}
