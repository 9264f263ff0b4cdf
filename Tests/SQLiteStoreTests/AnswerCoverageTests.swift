import EventTime
import ExamCalendar
import GRDB
import NoiseRules
import Records
import SQLiteStore
import Sites
import TestSupport
import Testing

@Suite("An answer to one violation covers the others of the same noise")
struct AnswerCoverageTests {
    private let temporary: TemporaryStore

    init() throws { temporary = try TemporaryStore() }

    private static func instant(_ minutes: Int64) -> Instant {
        Instant(milliseconds: 1_780_794_000_000 + minutes * 60_000)
    }

    /// From a minute to another; still open when the second is nil.
    private func commit(
        _ id: String,
        _ kind: ViolationKind,
        _ from: Int64,
        _ to: Int64?,
        source: NoiseSource = .construction,
        endedAt: Int64? = nil
    ) throws {
        var change = SampleViolation.change(
            1,
            .opened,
            site: "school",
            sensor: "gate",
            opening: Self.instant(from),
            at: Self.instant(from)
        )
        change.violation = ViolationID(id)
        change.subject = ViolationSubject(site: "school", source: source, kind: kind)
        var changes = [change]
        if let to {
            (change.number, change.step, change.reason, change.at) = (2, .closed, .quiet, Self.instant(to))
            change.endedAt = endedAt.map(Self.instant)
            changes.append(change)
        }
        try temporary.store.commit(VerdictBatch(cursor: 1, changes: changes))
    }

    private func answer(_ id: String, at minute: Int64, _ act: Answer.Act = .acknowledged) throws {
        let answer = Answer(violation: ViolationID(id), act: act, by: "Li Na", at: Self.instant(minute))
        #expect(try temporary.store.record(answer) == .recorded)
    }

    private func coverages(_ id: String) throws -> [AnswerCoverage] {
        try #require(try temporary.store.violation(ViolationID(id))).coverages
    }

    @Test("as long as both are open, from the answer on, and by the first answer to each")
    func overlap() throws {
        try commit("limit", .limitExceeded, 0, 40)
        try commit("ban", .prohibitedActivity, 2, nil)
        try answer("limit", at: 5)
        try answer("limit", at: 9, .onSite)
        let covered = try coverages("ban")
        #expect(covered.map(\.answer.act) == [.acknowledged] && covered.first?.answer.by == "Li Na")
        #expect(covered.first?.from == Self.instant(5) && covered.first?.until == Self.instant(40))
        #expect(try coverages("limit") == [], "it has answers of its own, and the other has none")
        let record = try #require(try temporary.store.violation(ViolationID("ban")))
        #expect(record.coverage(at: Self.instant(4)) == nil && record.coverage(at: Self.instant(39)) != nil)
        #expect(record.coverage(at: Self.instant(40)) == nil)
        #expect(try temporary.store.violations(openOnly: true, limit: 9).first?.coverages == covered)
    }

    @Test(
        "an answer from before the other began covers it from its beginning; a later one, or another source, does not"
    )
    func borders() throws {
        try commit("limit", .limitExceeded, 0, 40)
        try answer("limit", at: 5)
        try commit("ban", .prohibitedActivity, 30, 60)
        try commit("after", .prohibitedActivity, 60, nil)
        try commit("stall", .limitExceeded, 30, nil, source: .vendor)
        #expect(try coverages("ban").first?.from == Self.instant(30))
        #expect(try coverages("after") == [] && coverages("stall") == [])
        try answer("ban", at: 70)
        #expect(try coverages("after") == [], "it was over when it was answered")
    }

    @Test("what was withdrawn covers nothing")
    func withdrawn() throws {
        try commit("limit", .limitExceeded, 0, nil)
        try commit("ban", .prohibitedActivity, 2, nil)
        try answer("limit", at: 5)
        var change = SampleViolation.change(
            2,
            .withdrawn,
            site: "school",
            sensor: "gate",
            opening: Self.instant(0),
            at: Self.instant(50)
        )
        change.violation = ViolationID("limit")
        change.subject = ViolationSubject(site: "school", source: .construction, kind: .limitExceeded)
        try temporary.store.commit(VerdictBatch(cursor: 1, changes: [change]))
        #expect(try coverages("ban") == [])
    }

    @Test("the end of the noise is kept beside the closing; a store of 0.3.0 opens and has none")
    func ended() throws {
        try commit("limit", .limitExceeded, 0, 40, endedAt: 38)
        let record = try #require(try temporary.store.violations(openOnly: false, limit: 1).first)
        #expect(record.endedAt == Self.instant(38) && record.closedAt == Self.instant(40))
        #expect(record.outcome?.endedAt == Self.instant(38))
        // As the release before made it.
        let queue = try DatabaseQueue(path: temporary.path)
        try queue.write { db in
            try db.execute(
                sql: """
                    DROP INDEX violation_noise; ALTER TABLE violation DROP COLUMN ended_at;
                    DROP INDEX alert_due; ALTER TABLE alert DROP COLUMN category;
                    CREATE INDEX alert_due ON alert (channel, next_attempt_at) WHERE state = 'pending';
                    DELETE FROM grdb_migrations WHERE identifier IN ('6 noise end', '6 alert categories');
                    INSERT INTO alert (id, violation, subject, authority, channel, created_at, expires_at, state, attempts,
                        next_attempt_at) VALUES
                        ('v', 'limit', '{}', 'bureau', 'mail', 0, 0, 'pending', 0, 0),
                        ('s', NULL, '{"sensor":{"_0":{}}}', 'bureau', 'mail', 0, 0, 'pending', 0, 0),
                        ('d', NULL, '{"drill":{"_0":{}}}', 'bureau', 'mail', 0, 0, 'pending', 0, 0);
                    """
            )
        }
        try queue.close()
        let store = try SQLiteStore(path: temporary.path)
        #expect(try store.violation(ViolationID("limit"))?.endedAt == nil)
        let categories = try DatabaseQueue(path: temporary.path).read { db in
            try Row.fetchAll(db, sql: "SELECT id, category FROM alert ORDER BY id").map {
                "\($0["id"] as String) \($0["category"] as String)"
            }
        }
        #expect(categories == ["d operation", "s sensor", "v violation"])
    }
}
