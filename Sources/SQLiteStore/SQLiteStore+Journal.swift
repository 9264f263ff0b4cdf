import Acoustics
package import EventTime
import Foundation
import GRDB
import GRDBSQLite
package import Readings
package import Records
import SensorPayloads
package import Sites
import StorePorts
import StoredForms
import Synchronization

extension SQLiteStore: Journal {
    /// On a full disk room is made once: see ``makeRoom()``.
    package func append(_ arrival: Arrival) throws -> AppendOutcome {
        do {
            return try commit(arrival)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
            let room = try makeRoom()
            guard room.isMade else { throw error }
            var outcome = try commit(arrival)
            outcome.hasReleasedReserve = room.hasReleasedReserve
            return outcome
        }
    }

    private func commit(_ arrival: Arrival) throws -> AppendOutcome {
        let allowance = room.allowance
        // The log is to be written over from its beginning, and not to grow.
        if allowance.isSmall || allowance.isTight && !arrival.rejected.isEmpty { checkpoint() }
        return try writeWithoutTransaction { db in
            var outcome = AppendOutcome()
            try db.inTransaction(.immediate) {
                outcome = AppendOutcome()
                try append(arrival, to: db, allowance: allowance, outcome: &outcome)
                return .commit
            }
            return outcome
        }
    }

    /// With `ruling` a person has decided that the readings replace those that they contradict.
    func append(
        _ arrival: Arrival,
        to db: Database,
        ruling: Ruling? = nil,
        allowance: QuarantineAllowance = .unlimited,
        outcome: inout AppendOutcome
    ) throws {
        let before = try Int64.fetchOne(db.cachedStatement(sql: "SELECT MAX(id) FROM arrival"))
        try db.cachedStatement(sql: "INSERT INTO arrival (received_at, way, import) VALUES (?, ?, ?)")
            .execute(arguments: [arrival.receivedAt.milliseconds, Word.arrivalOrigin(arrival.origin), arrival.file])
        let id = db.lastInsertedRowID
        let newest = arrival.file == nil ? 0 : try Int64.fetchOne(db, sql: "SELECT MAX(sequence) FROM reading") ?? 0
        let insert = try db.cachedStatement(sql: ReadingStatement.insert)
        var conflicts: [RejectedPayload] = []
        var hasTaken = false
        var fresh: [SensorID: SensorKey] = [:]
        let known = sensorKeys.withLock { $0 }
        for message in arrival.messages {
            let key = try known[message.sensor] ?? key(of: message.sensor, in: db, fresh: &fresh)
            // Until a reading carries it.
            var number = message.sequence
            var contradicted: [Reading] = []
            for reading in message.readings {
                if try ReadingStatement.insert(
                    reading,
                    number: number,
                    sensor: key,
                    arrival: id,
                    with: insert,
                    in: db
                ) {
                    outcome.appended += 1
                    number = nil
                    continue
                }
                let stored = try stored(like: reading, of: key, in: db)
                if let known = stored.number, known == number { number = nil }
                if SQLiteStore.isRepeat(reading, of: stored.reading) {
                    outcome.repeated += 1
                    if arrival.file == nil, try take(stored, into: id, in: db) { hasTaken = true }
                } else if ruling != nil || SQLiteStore.isBetter(reading, than: stored.reading) {
                    let change = Replacement(stored, by: reading, of: message.sensor, key, arrival: id, ruling: ruling)
                    try replace(change, at: arrival.receivedAt, number: number, in: db)
                    outcome.replaced += 1
                    number = nil
                } else {
                    contradicted.append(reading)
                }
            }
            outcome.conflicting += contradicted.count
            conflicts += message.conflicts(contradicted, at: arrival.receivedAt)
            if let number { try appendBarren(number, of: message, key, at: arrival.receivedAt, to: db) }
        }
        try appendStatuses(arrival.statuses, to: db, fresh: &fresh)
        try appendDropCounts(arrival.dropCounts, to: db)
        var keeping = QuarantineKeeping(db, limits: room.limits, allowance: allowance)
        try keeping.keep(arrival.rejected + conflicts, arrival: id, at: arrival.receivedAt)
        outcome.tallies = try keeping.close()
        outcome.rejected = arrival.rejected.count
        if let file = arrival.file { try note(outcome, of: file, after: newest, in: db) }
        let isEmpty = arrival.origin == .mqtt && outcome.appended + outcome.replaced == 0 && !hasTaken
        try noteEmpty(isEmpty ? id : nil, after: before, in: db)
        remember(fresh, after: db)
    }

    /// A reading that an import brought and that comes by another way too is not the import's alone any more. True when
    /// it was.
    private func take(_ stored: StoredReading, into arrival: Int64, in db: Database) throws -> Bool {
        let origin = try db.cachedStatement(sql: "SELECT import IS NOT NULL FROM arrival WHERE id = ?")
        guard try Bool.fetchOne(origin, arguments: [stored.arrival]) ?? false else { return false }
        try db.cachedStatement(sql: "UPDATE reading SET arrival = ? WHERE sequence = ?")
            .execute(arguments: [arrival, stored.sequence])
        return true
    }

    /// The stored reading with the same identity.
    func stored(like reading: Reading, of key: SensorKey, in db: Database) throws -> StoredReading {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(ReadingStatement.columns), \(ReadingStatement.number), sequence FROM reading \
                WHERE start = ? AND sensor = ? AND duration = ?
                """
        )
        statement.arguments = [reading.start.milliseconds, key.number, reading.duration.milliseconds]
        var stored = StoredReading()
        try unsafe statement.forEachRow { handle in
            stored.reading = unsafe ReadingStatement.reading(from: handle, first: 0)
            stored.arrival = unsafe sqlite3_column_int64(handle, 0)
            stored.number = unsafe ReadingStatement.number(from: handle, first: ReadingStatement.width)
            stored.sequence = unsafe sqlite3_column_int64(handle, ReadingStatement.width + 2)
        }
        return stored
    }

    /// Whether the stored reading with the same identity says the same.
    static func isRepeat(_ reading: Reading, of stored: Reading?) -> Bool {
        guard var stored, stored.mark != .clock || reading.mark.isFoundOnArrival else { return false }
        // Sent again as history it says the same thing later; what was found on arrival was not sent.
        stored.historical = reading.historical
        stored.shift = reading.shift
        if stored.mark.isFoundOnArrival || reading.mark.isFoundOnArrival { stored.mark = reading.mark }
        // Releases before 0.4 kept levels to the hundredth.
        return stored.isSame(toTheHundredthAs: reading)
    }

    /// What was declared invalid on arrival never stands against a reading that was not.
    static func isBetter(_ reading: Reading, than stored: Reading?) -> Bool {
        guard let stored else { return false }
        return stored.mark.isFoundOnArrival && !reading.mark.isFoundOnArrival
    }

    package func keys(of sensors: [SensorID]) throws -> [SensorID: SensorKey] {
        try write { db in
            var fresh: [SensorID: SensorKey] = [:]
            var keys: [SensorID: SensorKey] = [:]
            // In the order given, so that the index has neighbours of the plan together.
            for sensor in sensors { keys[sensor] = try key(of: sensor, in: db, fresh: &fresh) }
            remember(fresh, after: db)
            return keys
        }
    }

    package func knownKeys() throws -> [SensorID: SensorKey] {
        try pool.read { db in
            try Dictionary(
                uniqueKeysWithValues: Row.fetchAll(db, sql: "SELECT key, site, sensor FROM sensor").map {
                    (SensorID(site: $0["site"], sensor: $0["sensor"]), SensorKey($0["key"]))
                }
            )
        }
    }

    /// The key of a sensor, made when it is new; what is not yet in `sensorKeys` joins `fresh`.
    func key(
        of sensor: SensorID,
        in db: Database,
        fresh: inout [SensorID: SensorKey]
    ) throws -> SensorKey {
        if let known = sensorKeys.withLock({ $0[sensor] }) ?? fresh[sensor] { return known }
        let find = try db.cachedStatement(sql: "SELECT key FROM sensor WHERE site = ? AND sensor = ?")
        var number = try Int64.fetchOne(find, arguments: [sensor.site, sensor.sensor])
        if number == nil {
            try db.cachedStatement(sql: "INSERT INTO sensor (site, sensor) VALUES (?, ?)")
                .execute(arguments: [sensor.site, sensor.sensor])
            number = db.lastInsertedRowID
        }
        guard let number else { throw StoreError(message: "the key of \(sensor) is missing") }
        let key = SensorKey(number)
        fresh[sensor] = key
        return key
    }

    /// Remembers keys once they are durable: a rolled back key could be given to another sensor. Called once in a
    /// transaction, for GRDB asks every such observer about every statement.
    private func remember(_ fresh: [SensorID: SensorKey], after db: Database) {
        guard !fresh.isEmpty else { return }
        db.afterNextTransaction { [self] _ in sensorKeys.withLock { $0.merge(fresh) { _, new in new } } }
    }

    package func forEachEntry(
        after sequence: Int64,
        limit: Int,
        _ body: (borrowing JournalEntry) -> Void
    ) throws -> Int64? {
        try pool.read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT sequence, \(ReadingStatement.columns) FROM reading \
                    WHERE sequence > ? ORDER BY sequence LIMIT ?
                    """
            )
            statement.arguments = [sequence, limit]
            var arrival = ArrivalOrigin()
            var last: Int64?
            try unsafe statement.forEachRow { handle in
                let sequence = unsafe sqlite3_column_int64(handle, 0)
                let arrived = try arrival(unsafe sqlite3_column_int64(handle, 1), in: db)
                guard let reading = unsafe ReadingStatement.reading(from: handle, first: 1) else {
                    throw StoreError(message: "reading \(sequence) is damaged")
                }
                last = sequence
                body(
                    JournalEntry(
                        sequence: sequence,
                        sensor: SensorKey(unsafe sqlite3_column_int64(handle, 2)),
                        receivedAt: arrived.at,
                        origin: arrived.origin,
                        reading: reading
                    )
                )
            }
            return last
        }
    }

    package func forEachReading(
        startingIn range: TimeRange,
        sensors: Set<SensorKey>?,
        _ body: (borrowing JournalEntry) -> Void
    ) throws {
        let arguments: StatementArguments = [range.start.milliseconds, range.end.milliseconds]
        try forEachReading(of: sensors, where: "start >= ? AND start < ?", arguments, body)
    }

    package func forEachReading(
        startingIn range: TimeRange,
        reachingBehind instant: Instant,
        sensors: Set<SensorKey>,
        _ body: (borrowing JournalEntry) -> Void
    ) throws {
        let arguments: StatementArguments = [
            range.start.milliseconds, range.end.milliseconds, instant.milliseconds,
        ]
        try forEachReading(of: sensors, where: "start >= ? AND start < ? AND start + duration > ?", arguments, body)
    }

    /// `condition` and the sensors are looked at in the index, so that the readings of all others are not fetched.
    private func forEachReading(
        of sensors: Set<SensorKey>?,
        where condition: String,
        _ arguments: StatementArguments,
        _ body: (borrowing JournalEntry) -> Void
    ) throws {
        try pool.read { db in
            let wanted = sensors.map { keys in
                " AND sensor IN (\(keys.sorted().map { "\($0.number)" }.joined(separator: ", ")))"
            }
            let sql = """
                SELECT sequence, \(ReadingStatement.columns) FROM reading INDEXED BY reading_identity \
                WHERE \(condition)\(wanted ?? "") ORDER BY start, sensor, duration
                """
            // One statement for each set of sensors would fill the cache.
            let statement = wanted == nil ? try db.cachedStatement(sql: sql) : try db.makeStatement(sql: sql)
            statement.arguments = arguments
            var arrival = ArrivalOrigin()
            try unsafe statement.forEachRow { handle in
                let sequence = unsafe sqlite3_column_int64(handle, 0)
                guard let reading = unsafe ReadingStatement.reading(from: handle, first: 1) else {
                    throw StoreError(message: "reading \(sequence) is damaged")
                }
                let arrived = try arrival(unsafe sqlite3_column_int64(handle, 1), in: db)
                body(
                    JournalEntry(
                        sequence: sequence,
                        sensor: SensorKey(unsafe sqlite3_column_int64(handle, 2)),
                        receivedAt: arrived.at,
                        origin: arrived.origin,
                        reading: reading
                    )
                )
            }
        }
    }

    package func firstSequence(startingFrom instant: Instant) throws -> Int64? {
        try pool.read { db in
            // Nothing arrives before it was measured but what a wrong clock stamped, which is no place in the journal:
            // one reading of the year 2099 would have everything behind it read again.
            let earliest = try firstSequence(receivedFrom: instant - SQLiteStore.clockTolerance, in: db)
            // Left to itself, SQLite takes MIN for a walk through the whole table in the order of the sequence.
            return try Int64.fetchOne(
                db,
                sql: "SELECT MIN(sequence) FROM reading INDEXED BY reading_identity WHERE start >= ? AND sequence >= ?",
                arguments: [instant.milliseconds, earliest]
            )
        }
    }

    package func firstSequence(receivedFrom instant: Instant) throws -> Int64 {
        try pool.read { db in try firstSequence(receivedFrom: instant, in: db) }
    }

    /// How far ahead of their arrival releases before 0.4 took readings at their own time.
    private static let clockTolerance = TimeSpan.minutes(2)

    /// Looks from the end backwards, in steps that grow, and then between two of them: what it costs follows from how
    /// much came since. Arrivals are in order but for a clock that was set.
    private func firstSequence(receivedFrom instant: Instant, in db: Database) throws -> Int64 {
        var low = try Int64.fetchOne(db, sql: "SELECT MIN(sequence) FROM reading") ?? 1
        var high = (try Int64.fetchOne(db, sql: "SELECT MAX(sequence) FROM reading") ?? 0) + 1
        let older = try db.cachedStatement(
            sql: """
                SELECT a.received_at < ? FROM reading r JOIN arrival a ON a.id = r.arrival \
                WHERE r.sequence >= ? ORDER BY r.sequence LIMIT 1
                """
        )
        func isOlder(_ sequence: Int64) throws -> Bool {
            try Bool.fetchOne(older, arguments: [instant.milliseconds, sequence]) ?? false
        }
        var step: Int64 = 1024
        while high > low {
            let probe = max(low, high - step)
            guard try !isOlder(probe) else {
                low = probe + 1
                break
            }
            high = probe
            step *= 2
        }
        while low < high {
            let middle = low + (high - low) / 2
            if try isOlder(middle) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Rejected payloads, newest first.
    package func rejected(limit: Int) throws -> [RejectedPayload] {
        try pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT r.topic, r.payload, COALESCE(e.received_at, a.received_at, 0) AS received_at, r.reason, \
                    r.detail, r.decoder, r.shift FROM rejected r LEFT JOIN rejected_entry e ON e.id = r.id \
                    LEFT JOIN arrival a ON a.id = r.arrival ORDER BY r.id DESC LIMIT ?
                    """,
                arguments: [limit]
            )
            .map(SQLiteStore.payload)
        }
    }

    package func lastSequence() throws -> Int64 {
        try pool.read { db in try Int64.fetchOne(db, sql: "SELECT MAX(sequence) FROM reading") ?? 0 }
    }
}
