import EventTime
import Foundation
import GRDB
import OpenSSL
import Readings
import Records
import SensorPayloads
import StorePorts
import StoredForms

/// Keeps rejected payloads within the limits, in the transaction of the arrival that brought them.
///
/// The same payload of the same sender is kept once and counted. What one arrival brings is cut to a fair part of what
/// may be written at once; then whoever has the most loses its oldest, until its share is within its limit.
struct QuarantineKeeping {
    private let db: Database
    private let limits: QuarantineLimits
    private let allowance: QuarantineAllowance
    private var books: QuarantineBooks
    private var keys: [RejectedSender: Int64] = [:]
    /// Entries that had to go.
    private(set) var discarded = 0

    /// What an entry takes beside its bytes: its row and its places in three indices.
    private static let overhead: Int64 = 200
    private static let page: Int64 = 4096
    /// Entries that one look at the largest sender removes.
    private static let portion = 16

    init(_ db: Database, limits: QuarantineLimits, allowance: QuarantineAllowance = .unlimited) {
        self.db = db
        self.limits = limits
        self.allowance = allowance
        books = QuarantineBooks(db)
    }

    /// How much of the file an entry takes. Longer rows have pages of their own.
    static func space(topic: Int, payload: Int, detail: Int) -> Int64 {
        let bytes = Int64(topic + payload + detail) + overhead
        return bytes <= page / 3 ? bytes : (bytes + page - 1) / page * page
    }

    private struct Fresh {
        var payload: RejectedPayload
        var sender: RejectedSender
        var space: Int64
        var digest: [UInt8]
        var times = 1
    }

    private struct Identity: Hashable {
        var sender: RejectedSender
        var digest: [UInt8]
    }

    mutating func keep(_ payloads: [RejectedPayload], arrival: Int64, at now: Instant) throws {
        guard !payloads.isEmpty else { return }
        let fresh = try findFresh(payloads, at: now)
        var added: [RejectedSender: QuarantineHolding] = [:]
        for entry in try cut(fresh, at: now) {
            try insert(entry, arrival: arrival, at: now)
            added[entry.sender, default: QuarantineHolding()].entries += 1
            added[entry.sender, default: QuarantineHolding()].bytes += entry.space
        }
        let before = try holdings()
        for (sender, holding) in added { try books.add(sender, entries: holding.entries, bytes: holding.bytes) }
        var left = fresh.count + 500
        for sender in added.keys {
            let over = try books.bytes(of: sender) - min(limits.mostOfSender, limits.most(of: sender.share))
            if over > 0 { left -= try removeOldest(of: sender, bytes: over, atMost: left) }
        }
        for share in Set(added.keys.map(\.share)) {
            let most =
                allowance.isTight ? min(limits.most(of: share), before[share]?.bytes ?? 0) : limits.most(of: share)
            left -= try shrink(share, to: most, atMost: left)
        }
    }

    /// What was counted since the beginning.
    mutating func close() throws -> [QuarantineTally] { try books.close() }

    // MARK: What is new

    private static func digest(_ payload: RejectedPayload) -> [UInt8] {
        var hash = SHA256()
        for part in [payload.topic, Word.rejection(payload.reason), payload.detail] {
            hash.update(Array(part.utf8) + [0])
        }
        hash.update(payload.payload)
        return Array(hash.finalize().prefix(16))
    }

    /// Counts what is there already and what comes twice.
    private mutating func findFresh(_ payloads: [RejectedPayload], at now: Instant) throws -> [Fresh] {
        var fresh: [Fresh] = []
        var places: [Identity: Int] = [:]
        for payload in payloads {
            let sender = RejectedSender(of: payload)
            let digest = QuarantineKeeping.digest(payload)
            let space = QuarantineKeeping.space(
                topic: payload.topic.utf8.count,
                payload: payload.payload.count,
                detail: payload.detail.utf8.count
            )
            let identity = Identity(sender: sender, digest: digest)
            if let place = places[identity] {
                fresh[place].times += 1
                books.count(.repeated, sender, payload.reason, bytes: space, at: now)
            } else if try countAgain(identity, at: now) {
                books.count(.repeated, sender, payload.reason, bytes: space, at: now)
            } else {
                places[identity] = fresh.count
                fresh.append(Fresh(payload: payload, sender: sender, space: space, digest: digest))
            }
        }
        return fresh
    }

    private mutating func countAgain(_ identity: Identity, at now: Instant) throws -> Bool {
        guard let key = try keys[identity.sender] ?? books.key(of: identity.sender) else { return false }
        keys[identity.sender] = key
        try db.cachedStatement(
            sql: "UPDATE rejected_entry SET times = times + 1, last_at = ? WHERE holder = ? AND digest = ?"
        )
        .execute(arguments: [now.milliseconds, key, DatabaseValue(bytes: identity.digest)])
        return db.changesCount > 0
    }

    /// Leaves out what goes beyond what may be written at once, of the largest senders first and the oldest of each.
    private mutating func cut(_ fresh: [Fresh], at now: Instant) throws -> [Fresh] {
        var isKept = Array(repeating: true, count: fresh.count)
        for share in Set(fresh.map(\.sender.share)) {
            let places = fresh.indices.filter { fresh[$0].sender.share == share }
            var most = min(limits.mostAtOnce(of: share), allowance.mostAtOnce)
            if allowance.isTight { most = min(most, try books.holding(of: share).bytes) }
            var wanted: [RejectedSender: Int64] = [:]
            for place in places { wanted[fresh[place].sender, default: 0] += fresh[place].space }
            let level = FairShare.level(of: wanted.values, within: most) ?? .max
            let mostOfSender = min(limits.mostOfSender, limits.most(of: share))
            var taken: [RejectedSender: Int64] = [:]
            var sum: Int64 = 0
            func take(_ place: Int, upTo mostEach: Int64) -> Bool {
                let (sender, space) = (fresh[place].sender, fresh[place].space)
                guard taken[sender, default: 0] + space <= mostEach, sum + space <= most else { return false }
                taken[sender, default: 0] += space
                sum += space
                return true
            }
            for place in places.reversed() { isKept[place] = take(place, upTo: min(level, mostOfSender)) }
            // What the parts leave over is for the newest.
            for place in places.reversed() where !isKept[place] { isKept[place] = take(place, upTo: mostOfSender) }
        }
        for place in fresh.indices where !isKept[place] {
            let entry = fresh[place]
            books.count(.discarded, entry.sender, entry.payload.reason, bytes: entry.space, at: now)
        }
        return fresh.indices.filter { isKept[$0] }.map { fresh[$0] }
    }

    private mutating func insert(_ entry: Fresh, arrival: Int64, at now: Instant) throws {
        let key = try keys[entry.sender] ?? books.makeKey(of: entry.sender)
        keys[entry.sender] = key
        let payload = entry.payload
        try db.cachedStatement(
            sql: """
                INSERT INTO rejected (arrival, topic, payload, reason, detail, decoder, shift) \
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        )
        .execute(arguments: [
            arrival, payload.topic, DatabaseValue(bytes: payload.payload), Word.rejection(payload.reason),
            payload.detail, payload.decoder, payload.shift == .zero ? nil : payload.shift.milliseconds,
        ])
        try note(
            db.lastInsertedRowID,
            holder: key,
            reason: Word.rejection(payload.reason),
            at: now,
            times: entry.times,
            space: entry.space,
            digest: entry.digest
        )
    }

    private func note(
        _ id: Int64,
        holder: Int64,
        reason: String,
        at instant: Instant,
        times: Int,
        space: Int64,
        digest: [UInt8]?
    ) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO rejected_entry (id, holder, reason, received_at, last_at, times, bytes, digest) \
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        .execute(arguments: [
            id, holder, reason, instant.milliseconds, instant.milliseconds, times, space,
            digest.map { DatabaseValue(bytes: $0) } ?? .null,
        ])
    }

    // MARK: What an earlier release kept

    /// Counts them to their senders, those that are still there.
    mutating func adopt(_ payloads: [UncountedPayload], next: Int64) throws {
        for payload in payloads {
            let isThere = try db.cachedStatement(sql: "SELECT 1 FROM rejected WHERE id = ?")
            let isCounted = try db.cachedStatement(sql: "SELECT 1 FROM rejected_entry WHERE id = ?")
            guard try Int.fetchOne(isThere, arguments: [payload.id]) != nil,
                try Int.fetchOne(isCounted, arguments: [payload.id]) == nil
            else { continue }
            try note(
                payload.id,
                holder: try books.makeKey(of: payload.sender),
                reason: payload.reason,
                at: payload.receivedAt,
                times: 1,
                space: payload.space,
                digest: nil
            )
            try books.add(payload.sender, entries: 1, bytes: payload.space)
        }
        try db.execute(sql: "UPDATE rejected_adoption SET next = ? WHERE id = 1", arguments: [next])
    }

    // MARK: What goes

    private func holdings() throws -> [QuarantineShare: QuarantineHolding] {
        try Dictionary(uniqueKeysWithValues: QuarantineShare.allCases.map { ($0, try books.holding(of: $0)) })
    }

    /// The largest senders lose their oldest, at most so many entries; returns how many went.
    mutating func shrink(_ share: QuarantineShare, to most: Int64, atMost limit: Int) throws -> Int {
        var removed = 0
        while removed < limit {
            let over = try books.holding(of: share).bytes - most
            guard over > 0, let sender = try books.largest(of: share) else { break }
            let count = try removeOldest(
                of: sender,
                bytes: over,
                atMost: min(QuarantineKeeping.portion, limit - removed)
            )
            guard count > 0 else { break }
            removed += count
        }
        return removed
    }

    /// Senders and shares that are over the limits, as after a change of the settings; returns how many entries went.
    mutating func shrinkAll(atMost limit: Int) throws -> Int {
        var removed = 0
        for share in QuarantineShare.allCases {
            while removed < limit, let sender = try books.largestSender(of: share) {
                let over = try books.bytes(of: sender) - min(limits.mostOfSender, limits.most(of: share))
                guard over > 0 else { break }
                let count = try removeOldest(of: sender, bytes: over, atMost: limit - removed)
                guard count > 0 else { break }
                removed += count
            }
            removed += try shrink(share, to: limits.most(of: share), atMost: limit - removed)
        }
        return removed
    }

    private mutating func removeOldest(of sender: RejectedSender, bytes: Int64, atMost limit: Int) throws -> Int {
        guard limit > 0, let key = try books.key(of: sender) else { return 0 }
        let oldest = try db.cachedStatement(
            sql: """
                SELECT id, bytes, reason, received_at FROM rejected_entry INDEXED BY rejected_entry_holder \
                WHERE holder = ? ORDER BY id LIMIT ?
                """
        )
        var gone = QuarantineHolding()
        for row in try Row.fetchAll(oldest, arguments: [key, limit]) {
            guard gone.bytes < bytes else { break }
            try QuarantineKeeping.delete(row["id"], in: db)
            gone.entries += 1
            gone.bytes += row["bytes"]
            books.count(
                .discarded,
                sender,
                try SQLiteStore.reason(row),
                bytes: row["bytes"],
                at: Instant(milliseconds: row["received_at"])
            )
        }
        try books.add(sender, entries: -gone.entries, bytes: -gone.bytes)
        if gone.entries > 0 { keys[sender] = nil }
        discarded += gone.entries
        return gone.entries
    }

    private static func delete(_ id: Int64, in db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM rejected WHERE id = ?").execute(arguments: [id])
        try db.cachedStatement(sql: "DELETE FROM rejected_entry WHERE id = ?").execute(arguments: [id])
    }

    /// Takes one out, and counts it nowhere; false when it is not there.
    static func remove(_ id: Int64, in db: Database) throws -> Bool {
        let holder = try db.cachedStatement(
            sql: """
                SELECT h.share, h."group", h.name, e.bytes FROM rejected_entry e \
                JOIN rejected_holder h ON h.key = e.holder WHERE e.id = ?
                """
        )
        if let row = try Row.fetchOne(holder, arguments: [id]) {
            guard let share = Word.quarantineShare.value(row["share"]) else {
                throw StoreError(message: "the account of a rejected payload is damaged")
            }
            let sender = RejectedSender(share: share, group: row["group"], name: row["name"])
            try QuarantineBooks(db).add(sender, entries: -1, bytes: -(row["bytes"] as Int64))
        }
        try db.cachedStatement(sql: "DELETE FROM rejected_entry WHERE id = ?").execute(arguments: [id])
        try db.cachedStatement(sql: "DELETE FROM rejected WHERE id = ?").execute(arguments: [id])
        return db.changesCount > 0
    }
}
