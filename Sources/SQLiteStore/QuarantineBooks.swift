import EventTime
import GRDB
import Readings
import Records
import SensorPayloads
import StorePorts
import StoredForms

/// The accounts of the quarantine in one transaction: what each sender, its group and its share have, and what was not
/// kept.
struct QuarantineBooks {
    let db: Database
    private var counted: [TallyKey: QuarantineTally] = [:]

    /// Tallies of one share have at most so many rows; further senders are counted together.
    private static let mostTallies = 20_000
    /// Counts of one sender whose times are so close go on in the same row, over no longer than this.
    private static let pause = TimeSpan.minutes(1)
    private static let longest = TimeSpan.minutes(10)

    private struct TallyKey: Hashable {
        var sender: RejectedSender
        var reason: RejectionReason
        var fate: QuarantineTally.Fate
    }

    init(_ db: Database) {
        self.db = db
    }

    // MARK: Holdings

    /// The key that the sender's entries refer to; nil while it has none.
    func key(of sender: RejectedSender) throws -> Int64? {
        let find = try db.cachedStatement(
            sql: """
                SELECT key FROM rejected_holder WHERE level = 'sender' AND share = ? AND "group" = ? AND name = ?
                """
        )
        return try Int64.fetchOne(find, arguments: [Word.quarantineShare(sender.share), sender.group, sender.name])
    }

    func makeKey(of sender: RejectedSender) throws -> Int64 {
        if let key = try key(of: sender) { return key }
        try add(sender, entries: 0, bytes: 0)
        guard let key = try key(of: sender) else {
            throw StoreError(message: "the account of \(sender.name) is missing")
        }
        return key
    }

    func add(_ sender: RejectedSender, entries: Int, bytes: Int64) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO rejected_holder (level, share, "group", name, entries, bytes) VALUES (?, ?, ?, ?, ?, ?) \
                ON CONFLICT (level, share, "group", name) \
                DO UPDATE SET entries = entries + excluded.entries, bytes = bytes + excluded.bytes
                """
        )
        let share = Word.quarantineShare(sender.share)
        for (level, group, name) in [
            ("share", "", ""), ("group", sender.group, ""), ("sender", sender.group, sender.name),
        ] {
            try statement.execute(arguments: [level, share, group, name, entries, bytes])
        }
        guard entries < 0 else { return }
        try db.cachedStatement(
            sql: """
                DELETE FROM rejected_holder WHERE level <> 'share' AND share = ? AND "group" = ? AND name IN ('', ?) \
                AND entries <= 0
                """
        )
        .execute(arguments: [share, sender.group, sender.name])
    }

    func holding(of share: QuarantineShare) throws -> QuarantineHolding {
        let statement = try db.cachedStatement(
            sql: "SELECT entries, bytes FROM rejected_holder WHERE level = 'share' AND share = ?"
        )
        return try Row.fetchOne(statement, arguments: [Word.quarantineShare(share)])
            .map { QuarantineHolding(entries: $0["entries"], bytes: $0["bytes"]) } ?? QuarantineHolding()
    }

    func bytes(of sender: RejectedSender) throws -> Int64 {
        let statement = try db.cachedStatement(
            sql: """
                SELECT bytes FROM rejected_holder WHERE level = 'sender' AND share = ? AND "group" = ? AND name = ?
                """
        )
        return try Int64.fetchOne(
            statement,
            arguments: [Word.quarantineShare(sender.share), sender.group, sender.name]
        ) ?? 0
    }

    /// The largest sender of the share's largest group.
    func largest(of share: QuarantineShare) throws -> RejectedSender? {
        let groups = try db.cachedStatement(
            sql: """
                SELECT "group" FROM rejected_holder WHERE level = 'group' AND share = ? ORDER BY bytes DESC LIMIT 1
                """
        )
        guard let group = try String.fetchOne(groups, arguments: [Word.quarantineShare(share)]) else { return nil }
        let senders = try db.cachedStatement(
            sql: """
                SELECT name FROM rejected_holder WHERE level = 'sender' AND share = ? AND "group" = ? \
                ORDER BY bytes DESC LIMIT 1
                """
        )
        return try String.fetchOne(senders, arguments: [Word.quarantineShare(share), group])
            .map { RejectedSender(share: share, group: group, name: $0) }
    }

    /// The largest of all.
    func largestSender(of share: QuarantineShare) throws -> RejectedSender? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT "group", name FROM rejected_holder WHERE level = 'sender' AND share = ? \
                ORDER BY bytes DESC LIMIT 1
                """
        )
        return try Row.fetchOne(statement, arguments: [Word.quarantineShare(share)])
            .map { RejectedSender(share: share, group: $0["group"], name: $0["name"]) }
    }

    // MARK: Tallies

    mutating func count(
        _ fate: QuarantineTally.Fate,
        _ sender: RejectedSender,
        _ reason: RejectionReason,
        bytes: Int64,
        at instant: Instant
    ) {
        let key = TallyKey(sender: sender, reason: reason, fate: fate)
        guard var tally = counted[key] else {
            counted[key] = QuarantineTally(
                sender: sender,
                reason: reason,
                fate: fate,
                count: 1,
                bytes: bytes,
                received: instant...instant
            )
            return
        }
        tally.count += 1
        tally.bytes += bytes
        tally.received = min(tally.received.lowerBound, instant)...max(tally.received.upperBound, instant)
        counted[key] = tally
    }

    /// Writes what was counted; returns it.
    mutating func close() throws -> [QuarantineTally] {
        defer { counted = [:] }
        let tallies = counted.values.sorted {
            ($0.received.lowerBound, $0.sender.name) < ($1.received.lowerBound, $1.sender.name)
        }
        var rows: [QuarantineShare: Int] = [:]
        for tally in tallies {
            if try extend(tally) { continue }
            let share = tally.sender.share
            let count = try rows[share] ?? tallyCount(of: share)
            rows[share] = count
            guard count < QuarantineBooks.mostTallies else {
                var together = tally
                together.sender = RejectedSender(share: share, group: "", name: "")
                if try !extend(together) { try insert(together) }
                continue
            }
            try insert(tally)
            rows[share] = count + 1
        }
        return tallies
    }

    private func tallyCount(of share: QuarantineShare) throws -> Int {
        let statement = try db.cachedStatement(sql: "SELECT COUNT(*) FROM rejected_tally WHERE share = ?")
        return try Int.fetchOne(statement, arguments: [Word.quarantineShare(share)]) ?? 0
    }

    /// False when the sender's newest count is of another time.
    private func extend(_ tally: QuarantineTally) throws -> Bool {
        let isTogether = tally.sender.name.isEmpty
        let statement = try db.cachedStatement(
            sql: """
                SELECT id, first_at, last_at FROM rejected_tally \
                WHERE share = ? AND sender = ? AND reason = ? AND fate = ? ORDER BY last_at DESC LIMIT 1
                """
        )
        let found = try Row.fetchOne(
            statement,
            arguments: [
                Word.quarantineShare(tally.sender.share), tally.sender.name, Word.rejection(tally.reason),
                Word.quarantineFate(tally.fate),
            ]
        )
        guard let row = found else { return false }
        let first = min(Instant(milliseconds: row["first_at"]), tally.received.lowerBound)
        let last = Instant(milliseconds: row["last_at"])
        let end = max(last, tally.received.upperBound)
        let isClose =
            tally.received.lowerBound - last <= QuarantineBooks.pause && end - first <= QuarantineBooks.longest
        guard isTogether || isClose else { return false }
        try db.cachedStatement(
            sql: """
                UPDATE rejected_tally SET first_at = ?, last_at = ?, count = count + ?, bytes = bytes + ? WHERE id = ?
                """
        )
        .execute(arguments: [first.milliseconds, end.milliseconds, tally.count, tally.bytes, row["id"] as Int64])
        return true
    }

    private func insert(_ tally: QuarantineTally) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO rejected_tally (share, "group", sender, reason, fate, first_at, last_at, count, bytes) \
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        .execute(arguments: [
            Word.quarantineShare(tally.sender.share), tally.sender.group, tally.sender.name,
            Word.rejection(tally.reason),
            Word.quarantineFate(tally.fate), tally.received.lowerBound.milliseconds,
            tally.received.upperBound.milliseconds,
            tally.count, tally.bytes,
        ])
    }
}
