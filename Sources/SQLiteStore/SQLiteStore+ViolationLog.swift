package import EventTime
import ExamCalendar
import GRDB
package import NoiseRules
package import Records
package import Sites
import StorePorts
import StoredForms

extension SQLiteStore: ViolationLog {
    package func violations(openOnly: Bool, limit: Int) throws -> [ViolationRecord] {
        try violations(ViolationFilter(state: openOnly ? .open : nil), limit: limit)
    }

    /// Newest first, with answers and what covers them, without changes.
    package func violations(_ filter: ViolationFilter, limit: Int) throws -> [ViolationRecord] {
        var conditions: [String] = []
        switch filter.state {
        case .open: conditions.append("closed_at IS NULL")
        case .closed: conditions.append("closed_at IS NOT NULL AND withdrawn_at IS NULL")
        case .withdrawn: conditions.append("withdrawn_at IS NOT NULL")
        case .unanswered:
            conditions.append("withdrawn_at IS NULL")
            conditions.append("NOT EXISTS (SELECT 1 FROM answer WHERE violation = violation.id)")
        case nil: break
        }
        let sites = filter.sites.sorted()
        if !sites.isEmpty { conditions.append("site IN (\(sites.map { _ in "?" }.joined(separator: ", ")))") }
        if let from = filter.from {
            conditions.append("(closed_at IS NULL OR closed_at > \(from.milliseconds))")
        }
        if let to = filter.to { conditions.append("opened_at < \(to.milliseconds)") }
        let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        return try pool.read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM violation \(condition) ORDER BY opened_at DESC, id LIMIT \(max(0, limit))",
                arguments: StatementArguments(sites)
            )
            .map { row in
                var record = try violation(row)
                record.answers = try answers(of: record.id, in: db)
                record.coverages = try coverages(of: record, in: db)
                return record
            }
        }
    }

    package func openNotified(atSite site: SiteID, source: NoiseSource) throws -> [ViolationRecord] {
        try pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM violation WHERE site = ? AND source = ? AND closed_at IS NULL AND withdrawn_at IS NULL \
                    AND EXISTS (SELECT 1 FROM alert WHERE violation = violation.id) ORDER BY opened_at, id
                    """,
                arguments: [site, Word.source(source)]
            )
            .map { row in
                var record = try violation(row)
                record.changes = try changes(of: record.id, in: db)
                record.answers = try answers(of: record.id, in: db)
                return record
            }
        }
    }

    /// By the answers to the violations of the same site and source that were open at the same time.
    func coverages(of record: ViolationRecord, in db: Database) throws -> [AnswerCoverage] {
        guard record.withdrawnAt == nil else { return [] }
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT * FROM violation WHERE site = ? AND source = ? AND opened_at < ? AND id <> ? \
                AND (closed_at IS NULL OR closed_at > ?) AND withdrawn_at IS NULL \
                AND EXISTS (SELECT 1 FROM answer WHERE violation = violation.id)
                """,
            arguments: [
                record.subject.site, Word.source(record.subject.source),
                (record.closedAt ?? .distantFuture).milliseconds, record.id.text, record.openedAt.milliseconds,
            ]
        )
        return record.coverages(
            by: try rows.map { row in
                var other = try violation(row)
                other.answers = try answers(of: other.id, in: db)
                return other
            }
        )
    }

    package func violation(_ id: ViolationID) throws -> ViolationRecord? {
        try pool.read { db in
            guard let row = try Row.fetchOne(db, sql: "SELECT * FROM violation WHERE id = ?", arguments: [id.text])
            else { return nil }
            var record = try violation(row)
            record.changes = try changes(of: id, in: db)
            record.notifications = try notifications(of: id, in: db)
            record.answers = try answers(of: id, in: db)
            record.coverages = try coverages(of: record, in: db)
            return record
        }
    }

    package func alerts(of id: ViolationID) throws -> [(Alert, [Delivery])] {
        try pool.read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM alert WHERE violation = ? ORDER BY created_at, id",
                arguments: [id.text]
            )
            .map { try withDeliveries($0, in: db) }
        }
    }

    package func violations(atSite site: SiteID, touching range: TimeRange) throws -> [ViolationRecord] {
        try pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM violation WHERE site = ? AND opened_at <= ? \
                    AND (closed_at IS NULL OR closed_at >= ?) ORDER BY opened_at, id
                    """,
                arguments: [site, range.end.milliseconds, range.start.milliseconds]
            )
            .map { row in
                var record = try violation(row)
                record.changes = try changes(of: record.id, in: db)
                return record
            }
        }
    }

    package func isTold(_ violation: ViolationID) throws -> Bool {
        try pool.read { db in
            try Bool.fetchOne(
                db,
                sql: "SELECT EXISTS (SELECT 1 FROM alert WHERE violation = ?)",
                arguments: [violation.text]
            ) ?? false
        }
    }

    func changes(of id: ViolationID, in db: Database) throws -> [ViolationChange] {
        try Row.fetchAll(
            db,
            sql: "SELECT number, body FROM violation_change WHERE violation = ? ORDER BY number",
            arguments: [id.text]
        )
        .map { row in
            let column = StoredColumn("body", of: "change \(row["number"] as Int) of violation \(id)")
            return try column.read(ViolationChangeForm.self, row["body"])
        }
    }

    func violation(_ row: Row) throws -> ViolationRecord {
        let id = ViolationID(row["id"])
        let source = try Word.source.read(row, "source", of: "violation \(id)")
        let kind = try Word.violationKind.read(row, "kind", of: "violation \(id)")
        return ViolationRecord(
            id: id,
            subject: ViolationSubject(site: row["site"], source: source, kind: kind),
            openedAt: Instant(milliseconds: row["opened_at"]),
            closedAt: (row["closed_at"] as Int64?).map(Instant.init(milliseconds:)),
            endedAt: (row["ended_at"] as Int64?).map(Instant.init(milliseconds:)),
            withdrawnAt: (row["withdrawn_at"] as Int64?).map(Instant.init(milliseconds:)),
            worst: try StoredColumn("worst", of: "violation \(id)").read(FindingForm.self, row["worst"])
        )
    }

    /// Nil where nothing was kept.
    private func sent(_ row: Row) throws -> SentText? {
        guard let subject = row["subject"] as String?, let digest = row["sent"] as String? else { return nil }
        guard let digest = Fingerprint(digest), let basis = Word.sentBasis.value(row["basis"]) else {
            throw StoreError(message: "what was sent for \(row["alert"] as String) is damaged")
        }
        return SentText(subject: subject, text: row["text"], digest: digest, basis: basis)
    }

    func delivery(_ row: Row) throws -> Delivery {
        let name = "a delivery of \(row["alert"] as String)"
        let outcome = try Word.delivery.read(row, "outcome", of: name)
        return Delivery(
            alert: AlertID(row["alert"]),
            attempt: row["attempt"],
            at: Instant(milliseconds: row["at"]),
            outcome: outcome,
            detail: row["detail"],
            message: (row["message"] as String?).map { AlertID($0) },
            addresses: try (row["addresses"] as String?).map { body in
                try StoredColumn("addresses", of: name).read(AddressOutcomesForm.self, body)
            },
            sent: try sent(row)
        )
    }
}
