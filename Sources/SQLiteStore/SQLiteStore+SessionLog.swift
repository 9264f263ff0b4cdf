import Acoustics
package import EventTime
import GRDB
import Readings
package import Records
import SensorPayloads
import Sites
import StorePorts
import StoredForms
import Synchronization

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
                    event.at.milliseconds, Word.sessionEvent(event.kind), event.lastReceivedAt?.milliseconds,
                    event.broker,
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

    /// An arrival without readings says when something came last, which the next one says as well: no number of
    /// messages that bring none makes the table grow. `id` is of one without readings that has just been written,
    /// `before` of the newest before it.
    func noteEmpty(_ id: Int64?, after before: Int64?, in db: Database) throws {
        if id != nil, let last = emptyArrival.withLock({ $0 }), last == before {
            try db.cachedStatement(sql: "DELETE FROM arrival WHERE id = ?").execute(arguments: [last])
        }
        db.afterNextTransaction { [self] _ in emptyArrival.withLock { $0 = id } }
    }

    /// The number of a message none of whose readings was new.
    func appendBarren(
        _ number: MessageSequence,
        of message: SensorMessage,
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
            guard last != Word.sensorState(report.status.state) else { continue }
            if try overwriteLast(report, of: key, in: db) { continue }
            try db.execute(
                sql: "INSERT INTO status_change (sensor, state, received_at, retained) VALUES (?, ?, ?, ?)",
                arguments: [
                    key.number, Word.sensorState(report.status.state), report.receivedAt.milliseconds, report.retained,
                ]
            )
        }
    }

    /// A sensor that has changed its state so often in the last hour has its newest change written over the one before:
    /// the state is right, and the table does not grow for it. False when it has not.
    private func overwriteLast(_ report: StatusReport, of key: SensorKey, in db: Database) throws -> Bool {
        let earlier = try db.cachedStatement(
            sql: "SELECT received_at FROM status_change WHERE sensor = ? ORDER BY id DESC LIMIT 1 OFFSET ?"
        )
        let arguments: StatementArguments = [key.number, SQLiteStore.changesOfHour - 1]
        guard let at = try Int64.fetchOne(earlier, arguments: arguments).map(Instant.init(milliseconds:)),
            at <= report.receivedAt, report.receivedAt - at < .hours(1)
        else { return false }
        try db.execute(
            sql: """
                UPDATE status_change SET state = ?, received_at = ?, retained = ? \
                WHERE id = (SELECT MAX(id) FROM status_change WHERE sensor = ?)
                """,
            arguments: [
                Word.sensorState(report.status.state), report.receivedAt.milliseconds, report.retained, key.number,
            ]
        )
        return true
    }

    private static let changesOfHour = 200

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
