import Acoustics
package import EventTime
import GRDB
package import Records
package import Sites
import StorePorts
import StoredForms

extension SQLiteStore: CollectorLog {
    package func record(_ change: CollectorChange, alerts: [Alert]) throws {
        try write { db in
            try db.execute(
                sql: "INSERT INTO collector_change (matter, about, is_on, at, body) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    Word.collectorMatter(change.matter), change.about, change.isOn, change.at.milliseconds,
                    CollectorChangeForm.text(change),
                ]
            )
            for alert in alerts { try write(alert, to: db) }
        }
    }

    package func collectorTroubles() throws -> [CollectorChange] {
        try pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT id, body FROM collector_change \
                    WHERE id IN (SELECT MAX(id) FROM collector_change GROUP BY matter, about) AND is_on ORDER BY id
                    """
            )
            .map { row in
                let column = StoredColumn("body", of: "change \(row["id"] as Int64) of the collector")
                return try column.read(CollectorChangeForm.self, row["body"])
            }
        }
    }

    /// The sensors whose newest reading arrived as soon after its end as `lag` says, by clocks that agreed with ours
    /// then: of the newest so many readings, so that the answer takes no longer in a large store.
    package func punctualSensors(lag: ClosedRange<TimeSpan>, among newest: Int = 20_000) throws -> Set<SensorID> {
        try pool.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT site, sensor.sensor AS name, received_at - start - duration AS lag, shift, MAX(sequence) \
                    FROM reading JOIN arrival ON arrival.id = reading.arrival JOIN sensor ON sensor.key = reading.sensor \
                    WHERE sequence > (SELECT MAX(sequence) FROM reading) - ? AND historical = 0 AND way = 'mqtt' \
                    GROUP BY reading.sensor
                    """,
                arguments: [newest]
            )
            let punctual = rows.filter { row in
                row["shift"] as Int64? ?? 0 == 0 && lag.contains(TimeSpan(milliseconds: row["lag"]))
            }
            return Set(punctual.map { SensorID(site: $0["site"], sensor: $0["name"]) })
        }
    }
}
