import Acoustics
import EventTime
import GRDB
import Sites
import StorePorts

extension StoreSummary {
    init(of db: Database) throws {
        let readings = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM reading") ?? 0
        let lastReading = try Row.fetchOne(
            db,
            sql: """
                SELECT s.site, s.sensor, r.start + r.duration AS end, a.received_at AS at FROM reading r \
                JOIN sensor s ON s.key = r.sensor JOIN arrival a ON a.id = r.arrival ORDER BY r.sequence DESC LIMIT 1
                """
        ).map { row in
            StoreSummary.LastReading(
                sensor: SensorID(site: row["site"], sensor: row["sensor"]),
                end: Instant(milliseconds: row["end"]),
                receivedAt: Instant(milliseconds: row["at"])
            )
        }
        let openViolations = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM violation WHERE closed_at IS NULL") ?? 0
        let pendingAlerts = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM alert WHERE state = 'pending'") ?? 0
        self.init(
            readings: readings,
            lastReading: lastReading,
            openViolations: openViolations,
            pendingAlerts: pendingAlerts,
            identity: try StoreVersions.identity(in: db),
            program: try StoreVersions.last(in: db)
        )
    }
}
