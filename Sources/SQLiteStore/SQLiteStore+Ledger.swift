import Acoustics
package import EventTime
import GRDB
import GRDBSQLite
import Readings
package import Records
import SensorPayloads
import Sites
import StorePorts
import StoredForms

extension SQLiteStore: LedgerRecords {
    /// Levels are read as unknown, for the ledger asks only whether a reading is there and valid.
    package func forEachNumberedReading(
        startingIn range: TimeRange,
        sensors: Set<SensorKey>,
        _ body: (borrowing NumberedEntry) -> Void
    ) throws {
        try pool.read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT sequence, arrival, sensor, start, duration, LAeq, mark, historical, \
                    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, wind, rain, measured, thunder, shift, NULL, \
                    boot, seq \
                    FROM reading INDEXED BY reading_identity \
                    WHERE start >= ? AND start < ? ORDER BY start, sensor, duration
                    """
            )
            statement.arguments = [range.start.milliseconds, range.end.milliseconds]
            var arrival = ArrivalOrigin()
            try unsafe statement.forEachRow { handle in
                let key = SensorKey(unsafe sqlite3_column_int64(handle, 2))
                guard sensors.contains(key) else { return }
                let sequence = unsafe sqlite3_column_int64(handle, 0)
                guard let reading = unsafe ReadingStatement.reading(from: handle, first: 1) else {
                    throw StoreError(message: "reading \(sequence) is damaged")
                }
                let arrived = try arrival(unsafe sqlite3_column_int64(handle, 1), in: db)
                let entry = JournalEntry(
                    sequence: sequence,
                    sensor: key,
                    receivedAt: arrived.at,
                    origin: arrived.origin,
                    reading: reading
                )
                let number = unsafe ReadingStatement.number(from: handle, first: 1 + ReadingStatement.width)
                body(NumberedEntry(entry: entry, number: number))
            }
        }
    }

    package func barrenNumbers(in range: TimeRange) throws -> [MessageNumber] {
        try rows(
            "SELECT at, sensor, boot, seq FROM barren_number WHERE at >= ? AND at < ?",
            [range.start.milliseconds, range.end.milliseconds]
        ) { row in
            let boot: Int64 = row["boot"]
            return MessageNumber(
                sensor: SensorKey(row["sensor"]),
                number: MessageSequence(boot: boot < 0 ? nil : boot, seq: row["seq"]),
                at: Instant(milliseconds: row["at"])
            )
        }
    }

    package func forEachNumber(
        from sequence: Int64,
        receivedBefore end: Instant,
        _ body: (borrowing MessageNumber) -> Void
    ) throws {
        try pool.read { db in
            // Arrivals are in order of their ids and nearly of their times, readings in order of their arrivals.
            let last = try Int64.fetchOne(
                db,
                sql: "SELECT MAX(id) FROM arrival WHERE received_at < ?",
                arguments: [end.milliseconds]
            )
            let statement = try db.cachedStatement(
                sql: "SELECT arrival, sensor, start, boot, seq FROM reading WHERE sequence >= ? ORDER BY sequence"
            )
            statement.arguments = [sequence]
            do {
                try unsafe statement.forEachRow { handle in
                    guard unsafe sqlite3_column_int64(handle, 0) <= last ?? 0 else { throw LaterArrival() }
                    guard let number = unsafe ReadingStatement.number(from: handle, first: 3) else { return }
                    body(
                        MessageNumber(
                            sensor: SensorKey(unsafe sqlite3_column_int64(handle, 1)),
                            number: number,
                            at: Instant(milliseconds: unsafe sqlite3_column_int64(handle, 2))
                        )
                    )
                }
            } catch is LaterArrival {}
        }
    }

    /// Ends a walk.
    private struct LaterArrival: Error {}

    package func sessionEvents(in range: TimeRange) throws -> [SessionEvent] {
        try rows(
            """
            SELECT * FROM session_event \
            WHERE at < ? AND at >= COALESCE((SELECT MAX(at) FROM session_event WHERE at < ?), ?) ORDER BY id
            """,
            [range.end.milliseconds, range.start.milliseconds, range.start.milliseconds]
        ) { row in
            let kind = try Word.sessionEvent.read(row, "kind", of: "session event \(row["id"] as Int64)")
            return SessionEvent(
                at: Instant(milliseconds: row["at"]),
                kind: kind,
                lastReceivedAt: (row["last_received_at"] as Int64?).map(Instant.init(milliseconds:)),
                broker: row["broker"],
                clientID: row["client"],
                detail: row["detail"]
            )
        }
    }

    package func statusReports(in range: TimeRange) throws -> [StatusReport] {
        try rows(
            """
            SELECT site, sensor.sensor AS name, state, received_at, retained FROM status_change \
            JOIN sensor ON sensor.key = status_change.sensor \
            WHERE received_at < ? AND (received_at >= ? OR id IN \
            (SELECT MAX(id) FROM status_change WHERE received_at < ? GROUP BY sensor)) ORDER BY id
            """,
            [range.end.milliseconds, range.start.milliseconds, range.start.milliseconds]
        ) { row in
            let sensor = SensorID(site: row["site"], sensor: row["name"])
            let state = try Word.sensorState.read(row, "state", of: "a status of \(sensor)")
            return StatusReport(
                status: SensorStatus(sensor: sensor, state: state),
                receivedAt: Instant(milliseconds: row["received_at"]),
                retained: row["retained"]
            )
        }
    }

    package func dropCounts(in range: TimeRange) throws -> [DropCount] {
        try rows(
            """
            SELECT * FROM drop_count \
            WHERE at < ? AND at >= COALESCE((SELECT MAX(at) FROM drop_count WHERE at < ?), ?) ORDER BY id
            """,
            [range.end.milliseconds, range.start.milliseconds, range.start.milliseconds]
        ) { row in
            DropCount(
                at: Instant(milliseconds: row["at"]),
                since: (row["since"] as Int64?).map(Instant.init(milliseconds:)),
                brokerStartedAt: Instant(milliseconds: row["broker_started_at"]),
                dropped: row["dropped"]
            )
        }
    }

    private func rows<T>(_ sql: String, _ arguments: StatementArguments, _ make: (Row) throws -> T) throws -> [T] {
        try pool.read { db in try Row.fetchAll(db, sql: sql, arguments: arguments).map(make) }
    }
}
