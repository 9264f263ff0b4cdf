import Acoustics
import EventTime
import ExamCalendar
import GRDB
import NoiseRules
import Records
import SQLiteStore
import Sites
import TestSupport
import Testing

private func instant(_ seconds: Int64) -> Instant { Instant(milliseconds: 1_780_794_000_000 + seconds * 1000) }

private func change(_ number: Int, _ step: ViolationChange.Step) -> ViolationChange {
    SampleViolation.change(
        number,
        step,
        site: "school",
        sensor: "gate",
        opening: instant(0),
        at: instant(Int64(number))
    )
}

/// What people answer, by the rule and in files of earlier releases.
@Suite struct AnswerTests {
    private let temporary: TemporaryStore
    private let opened: ViolationChange

    init() throws {
        temporary = try TemporaryStore()
        opened = change(1, .opened)
        try temporary.store.commit(VerdictBatch(cursor: 1, changes: [opened]))
    }

    private func answer(_ act: Answer.Act, by: String = "王芳", at second: Int64 = 5) -> Answer {
        Answer(violation: opened.violation, act: act, by: by, at: instant(second))
    }

    private func kept() throws -> ViolationRecord { try #require(try temporary.store.violation(opened.violation)) }

    @Test("an answer to what was withdrawn is refused")
    func withdrawn() throws {
        var withdrawn = try kept()
        withdrawn.withdrawnAt = instant(3)
        #expect(withdrawn.decision(on: answer(.acknowledged)) == .refused(.withdrawn(opened.violation)))
    }

    @Test("the first in time answers, the furthest act is how far it has come")
    func answering() throws {
        var record = try kept()
        #expect(record.minutesToAnswer == nil && record.furthest == nil)
        var late = answer(.acknowledged)
        late.at = record.openedAt + .seconds(659)
        var there = answer(.onSite, by: "李娜")
        there.at = record.openedAt + .seconds(299)
        record.answers = [late, there]
        #expect(record.minutesToAnswer == 4)
        #expect(record.firstAnswer == there && record.furthest == there)
    }

    struct Entered: CustomTestStringConvertible, Sendable {
        /// After the opening, which is at second 17 of its minute.
        let at: Int64
        let isTaken: Bool
        var testDescription: String { "\(at) s after the opening" }
    }

    @Test(
        "a time that was entered is refused before the minute in which the violation began",
        arguments: [
            Entered(at: -3600, isTaken: false), Entered(at: -18, isTaken: false), Entered(at: -17, isTaken: true),
            Entered(at: 0, isTaken: true), Entered(at: 600, isTaken: true),
        ]
    )
    func entered(row: Entered) throws {
        var record = try kept()
        record.openedAt = instant(17)
        var answer = answer(.onSite)
        (answer.at, answer.recordedAt) = (record.openedAt + .seconds(row.at), record.openedAt + .hours(1))
        let expected: AnswerDecision =
            row.isTaken ? .recorded : .refused(.beforeOpening(.onSite, opened: record.openedAt))
        #expect(record.decision(on: answer) == expected)
        // What is said at once is of now, though the sensor's clock be ahead.
        answer.recordedAt = answer.at
        #expect(record.decision(on: answer) == .recorded)
    }

    @Test("answers from before the ways were kept stay valid")
    func oldRows() throws {
        let queue = try DatabaseQueue(path: temporary.path)
        try queue.write { db in
            for column in ["recorded_at", "found", "done", "confirming", "via", "alert", "corrects"] {
                try db.execute(sql: "ALTER TABLE answer DROP COLUMN \(column)")
            }
            try db.execute(
                sql: "DELETE FROM grdb_migrations WHERE identifier IN ('5 answers', '17 answer corrections')"
            )
            try db.execute(
                sql: "INSERT INTO answer (violation, act, by, at, note) VALUES (?, 'acknowledged', '王芳', ?, 'n')",
                arguments: [opened.violation.text, instant(5).milliseconds]
            )
        }
        try queue.close()
        let record = try #require(try SQLiteStore(path: temporary.path).violation(opened.violation))
        var expected = answer(.acknowledged)
        expected.report.note = "n"
        #expect(record.answers == [expected])
    }
}
