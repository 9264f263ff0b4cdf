import EventTime
import Foundation
import GRDB
import NoiseRules
import Records
import SQLiteStore
import StoredForms
import TestSupport
import Testing

/// What stores of earlier releases hold, row by row.
@Suite("Rows of earlier releases") struct StoredRowTests {
    private func database(_ directory: TemporaryDirectory) throws -> DatabaseQueue {
        try DatabaseQueue(path: directory.path("quiethours.db"))
    }

    /// A column with bodies and how one is read and written again.
    private static let bodies: [(sql: String, again: @Sendable (String, String) throws -> String)] = [
        (
            "SELECT '', body FROM violation_change",
            { _, text in
                ViolationChangeForm.text(try ViolationChangeForm.decode(text.utf8))
            }
        ),
        ("SELECT '', worst FROM violation", { _, text in FindingForm.text(try FindingForm.decode(text.utf8)) }),
        ("SELECT '', subject FROM alert", { _, text in AlertSubjectForm.text(try AlertSubjectForm.decode(text.utf8)) }),
        (
            "SELECT kind, body FROM orders",
            { kind, text in OrderForm.body(try OrderForm.matter(kind: kind, body: text)) }
        ),
        (
            "SELECT '', files FROM plan_use",
            { _, text in
                ListedPlanFileForm.text(list: try ListedPlanFileForm.decode(list: text.utf8))
            }
        ),
        (
            "SELECT kind, body FROM judge_memory WHERE kind <> 'plan'",
            { kind, text in
                switch kind {
                case "violation": CaseForm.text(try CaseForm.decode(text.utf8))
                case "track": TrackForm.text(try TrackForm.decode(text.utf8))
                case "silence": SilenceForm.text(try SilenceForm.decode(text.utf8))
                case "background": SensorBackgroundForm.text(try SensorBackgroundForm.decode(text.utf8))
                case "untold", "muted": ViolationChangeForm.text(try ViolationChangeForm.decode(text.utf8))
                case "review": PendingSpanForm.text(list: try PendingSpanForm.decode(list: text.utf8))
                case "order": "\(try LastOrderForm.decode(Array(text.utf8)))"
                default: ""
                }
            }
        ),
    ]

    @Test("are read by the forms of today, which write every one of their fields again", arguments: ReleaseFolder.names)
    func read(name: String) throws {
        let directory = try ReleaseFolder.unpacked(name)
        for (sql, again) in Self.bodies {
            let rows = try database(directory).read { db in try Row.fetchAll(db, sql: sql) }
            #expect(!rows.isEmpty, "nothing of \(sql)")
            for row in rows {
                let old: String = row[1]
                let new = try again(row[0], old)
                #expect(try Self.holds(new, everythingOf: old), "\(old) became \(new)")
            }
        }
    }

    @Test("have the columns that the migration made of their subjects", arguments: ReleaseFolder.names)
    func columns(name: String) throws {
        let directory = try ReleaseFolder.unpacked(name)
        _ = try SQLiteStore(path: directory.path("quiethours.db"))
        let rows = try database(directory).read { db in try Row.fetchAll(db, sql: "SELECT * FROM alert") }
        for row in rows {
            let expected = AlertColumns(try AlertSubjectForm.decode((row["subject"] as String).utf8))
            var columns = expected
            (columns.kind, columns.violation, columns.tier) = (row["kind"], row["violation"], row["tier"])
            (columns.reminder, columns.drill, columns.change) = (row["reminder"], row["drill"], row["change"])
            #expect(columns == expected)
        }
        #expect(Set(rows.map { $0["kind"] as String }).isSuperset(of: ["violation", "unanswered", "stillOn", "drill"]))
    }

    /// Whether every key of `old` is in `new` with the same value, at every depth.
    private static func holds(_ new: String, everythingOf old: String) throws -> Bool {
        func value(_ text: String) throws -> Any {
            try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
        }
        func holds(_ new: Any?, _ old: Any) -> Bool {
            switch (new, old) {
            case (let new as [String: Any], let old as [String: Any]): old.allSatisfy { holds(new[$0.key], $0.value) }
            case (let new as [Any], let old as [Any]):
                new.count == old.count && zip(new, old).allSatisfy { holds($0, $1) }
            case (let new as NSObject, let old as NSObject): new == old
            default: false
            }
        }
        return holds(try value(new), try value(old))
    }

    private static let damages: [(sql: String, says: String)] = [
        ("UPDATE violation SET kind = 'x'", "kind: \"x\" is none of the words"),
        ("UPDATE violation SET source = 'x'", "source: \"x\" is none of the words"),
        ("UPDATE violation SET worst = '{}'", "worst: sensor: is missing"),
        (
            "UPDATE violation_change SET body = replace(body, '\"LAeq\"', '\"LZeq\"')",
            "finding.limit.quantity: \"LZeq\""
        ),
        ("UPDATE alert SET state = 'x'", "state: \"x\" is none of the words"),
        ("UPDATE alert SET subject = '{\"x\":{}}'", "subject: \"x\" is nothing that this program knows"),
        ("UPDATE delivery SET outcome = 'x'", "outcome: \"x\" is none of the words"),
        ("UPDATE answer SET act = 'x'", "act: \"x\" is none of the words"),
        ("UPDATE answer SET via = 'x'", "via: \"x\" is none of the words"),
        ("UPDATE judge_memory SET kind = 'x' WHERE kind = 'silence'", "kind: \"x\" is none of the words"),
        ("DROP TRIGGER orders_unchanged; UPDATE orders SET kind = 'x'", "kind: \"x\" is none of the words"),
        ("DROP TRIGGER orders_unchanged; UPDATE orders SET body = '{}'", "is missing"),
        ("UPDATE session_event SET kind = 'x'", "kind: \"x\" is none of the words"),
        ("UPDATE status_change SET state = 'x'", "state: \"x\" is none of the words"),
    ]

    @Test("that are damaged are errors that name the row, the column and the word", arguments: damages)
    func damage(sql: String, says: String) throws {
        let directory = try ReleaseFolder.unpacked("0.3.0")
        let store = try SQLiteStore(path: directory.path("quiethours.db"))
        try database(directory).write { db in try db.execute(sql: sql) }
        #expect {
            for record in try store.violations(openOnly: false, limit: 1000) {
                _ = try store.violation(record.id)
                _ = try store.alerts(of: record.id)
            }
            _ = try store.alerts(AlertFilter(), limit: 1000)
            _ = try store.orders()
            _ = try store.evaluationPoint()
            let always = TimeRange(start: .distantPast, end: .distantFuture)
            _ = try store.sessionEvents(in: always)
            _ = try store.statusReports(in: always)
        } throws: { error in
            let text = "\(error)"
            return text.contains(" is damaged: ") && text.contains(says)
        }
    }
}
