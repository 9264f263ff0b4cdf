import Acoustics
package import EventTime
import GRDB
package import Records
import SensorPayloads

extension SQLiteStore: SessionLog {
    package func record(_ events: [SessionEvent]) throws {
        try write { db in
            let insert = try db.cachedStatement(
                sql: """
                    INSERT INTO session_event (at, kind, last_received_at, broker, client, detail) \
                    VALUES (?, ?, ?, ?, ?, ?)
                    """
            )
            for event in events {
                try insert.execute(arguments: [
                    event.at.milliseconds, event.kind.rawValue, event.lastReceivedAt?.milliseconds, event.broker,
                    event.clientID, event.detail,
                ])
            }
        }
    }

    package func lastReceivedAt() throws -> Instant? {
        try pool.read { db in
            try Int64.fetchOne(db, sql: "SELECT received_at FROM arrival WHERE way = 'mqtt' ORDER BY id DESC LIMIT 1")
                .map(Instant.init(milliseconds:))
        }
    }

    /// The number of a message none of whose readings was new.
    func appendBarren(
        _ number: MessageSequence,
        of message: DecodedMessage,
        _ key: SensorKey,
        at receivedAt: Instant,
        to db: Database
    ) throws {
        let at = message.readings.first?.start ?? receivedAt
        try db.cachedStatement(
            sql: "INSERT INTO barren_number (at, sensor, boot, seq) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
        )
        .execute(arguments: [at.milliseconds, key.number, number.boot ?? -1, number.seq])
    }

    func appendStatuses(
        _ reports: [StatusReport],
        to db: Database,
        fresh: inout [SensorID: SensorKey]
    ) throws {
        for report in reports {
            let key = try key(of: report.status.sensor, in: db, fresh: &fresh)
            let last = try String.fetchOne(
                db,
                sql: "SELECT state FROM status_change WHERE sensor = ? ORDER BY id DESC LIMIT 1",
                arguments: [key.number]
            )
            guard last != report.status.state.rawValue else { continue }
            try db.execute(
                sql: "INSERT INTO status_change (sensor, state, received_at, retained) VALUES (?, ?, ?, ?)",
                arguments: [
                    key.number, report.status.state.rawValue, report.receivedAt.milliseconds, report.retained,
                ]
            )
        }
    }

    func appendDropCounts(_ counts: [DropCount], to db: Database) throws {
        for count in counts {
            try db.execute(
                sql: "INSERT INTO drop_count (at, since, broker_started_at, dropped) VALUES (?, ?, ?, ?)",
                arguments: [
                    count.at.milliseconds, count.since?.milliseconds, count.brokerStartedAt.milliseconds, count.dropped,
                ]
            )
        }
    }
}
