import Acoustics
import EventTime
import GRDB
import Readings
package import Records
import SensorPayloads
import Sites

/// A reading of the journal with what stands beside it in its row.
struct StoredReading {
    /// Nil when the row is damaged.
    var reading: Reading?
    var number: MessageSequence?
    /// 0 when there is no such row.
    var sequence: Int64 = 0
    var arrival: Int64 = 0
}

/// A reading that takes the place of one with the same identity.
struct Replacement {
    var stored: StoredReading
    var reading: Reading
    var sensor: SensorID
    var key: SensorKey
    var arrival: Int64
    /// Nil when no person decided it.
    var ruling: Ruling?

    init(
        _ stored: StoredReading,
        by reading: Reading,
        of sensor: SensorID,
        _ key: SensorKey,
        arrival: Int64,
        ruling: Ruling?
    ) {
        self.stored = stored
        self.reading = reading
        self.sensor = sensor
        self.key = key
        self.arrival = arrival
        self.ruling = ruling
    }
}

extension SQLiteStore {
    /// Puts the reading behind all others, so that evaluation comes to it, and keeps what stood there before.
    func replace(_ change: Replacement, at now: Instant, number: MessageSequence?, in db: Database) throws {
        let before = change.stored.reading.map { ReadingsCSVText.line($0, of: change.sensor) } ?? ""
        _ = try ReadingStatement.insert(
            change.reading,
            number: number ?? change.stored.number,
            sensor: change.key,
            arrival: change.arrival,
            inPlaceOf: change.stored.sequence,
            with: try db.cachedStatement(sql: ReadingStatement.replace),
            in: db
        )
        // The message whose number it carried did come.
        if let old = change.stored.number, number != nil {
            let message = SensorMessage(sensor: change.sensor, readings: [change.reading])
            try appendBarren(old, of: message, change.key, at: now, to: db)
        }
        try db.cachedStatement(
            sql: """
                INSERT INTO reading_replacement (at, sensor, start, duration, sequence, before, by, why) \
                SELECT ?, sensor, start, duration, sequence, ?, ?, ? FROM reading \
                WHERE start = ? AND sensor = ? AND duration = ?
                """
        )
        .execute(arguments: [
            now.milliseconds, ReadingsCSVText.header + before, change.ruling?.by, change.ruling?.why ?? "",
            change.reading.start.milliseconds, change.key.number, change.reading.duration.milliseconds,
        ])
    }

    package func replacements(limit: Int) throws -> [ReplacedReading] {
        try pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT r.*, s.site, s.sensor AS name FROM reading_replacement r JOIN sensor s ON s.key = r.sensor \
                    ORDER BY r.id DESC LIMIT ?
                    """,
                arguments: [limit]
            )
            .map { row in
                ReplacedReading(
                    id: row["id"],
                    at: Instant(milliseconds: row["at"]),
                    sensor: SensorID(site: row["site"], sensor: row["name"]),
                    start: Instant(milliseconds: row["start"]),
                    duration: TimeSpan(milliseconds: row["duration"]),
                    before: row["before"],
                    ruling: (row["by"] as String?).map { Ruling(by: $0, why: row["why"]) }
                )
            }
        }
    }
}
