import Acoustics
import EventTime
import ExamCalendar
import GRDB
import NoiseRules
import Records
import SQLiteStore
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

/// What people answer, by the rule and as the store keeps it.
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

    @Test("forward with steps left out, never back", arguments: Answer.Act.allCases, Answer.Act.allCases)
    func order(first: Answer.Act, second: Answer.Act) throws {
        let before = answer(first)
        #expect(try temporary.store.record(before) == .recorded)
        let decision = try temporary.store.record(answer(second, by: "李娜", at: 9))
        #expect(decision == (second >= first ? .recorded : .refused(.outOfOrder(second, after: before))))
        #expect(try kept().answers.count == (second >= first ? 2 : 1))
    }

    @Test("the same act by the same person is kept once, also after later acts; a first confirmation is kept")
    func repeats() throws {
        let first = answer(.acknowledged)
        #expect(try temporary.store.record(first) == .recorded)
        #expect(try temporary.store.record(answer(.onSite, at: 7)) == .recorded)
        #expect(try temporary.store.record(answer(.acknowledged, at: 9)) == .repeated(first))
        #expect(try kept().confirmation == nil)
        var confirming = answer(.onSite, at: 10)
        confirming.report.isConfirming = true
        #expect(try temporary.store.record(confirming) == .recorded)
        #expect(try temporary.store.record(confirming) == .repeated(confirming))
        var reporting = answer(.onSite, at: 11)
        reporting.report.found = "破碎锤"
        #expect(try temporary.store.record(reporting) == .recorded)
        #expect(try temporary.store.record(reporting) == .repeated(reporting))
        #expect(try kept().answers.count == 4)
        #expect(try kept().confirmation == confirming)
    }

    @Test("every part of an answer comes back")
    func parts() throws {
        let whole = Answer(
            violation: opened.violation,
            act: .disposed,
            by: "王芳",
            at: instant(600),
            recordedAt: instant(900),
            report: Answer.Report(found: "破碎锤", done: "责令停工", note: "n", isConfirming: true),
            via: .mqtt,
            alert: AlertID("a.1.bureau.mail")
        )
        #expect(try temporary.store.record(whole) == .recorded)
        #expect(try kept().answers == [whole])
    }

    @Test("unknown, withdrawn, nameless and future answers are refused, each with its reason")
    func refusals() throws {
        var unknown = answer(.acknowledged)
        unknown.violation = ViolationID("20990101-AAAAAAAA")
        #expect(try temporary.store.record(unknown) == .refused(.unknownViolation(unknown.violation)))
        #expect(try temporary.store.record(answer(.acknowledged, by: " ")) == .refused(.nameless))
        var early = answer(.onSite)
        early.recordedAt = early.at - .seconds(1)
        #expect(try temporary.store.record(early) == .refused(.inTheFuture(.onSite)))
        #expect(try kept().answers.isEmpty)
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

    @Test("a correction takes the place of what it names, once, and both are kept")
    func corrections() throws {
        let store = temporary.store
        let first = answer(.acknowledged)
        var wrong = answer(.onSite, at: 60)
        wrong.report.isConfirming = true
        #expect(try store.record(first) == .recorded && store.record(wrong) == .recorded)
        var right = answer(.onSite, by: "李娜", at: 50)
        (right.recordedAt, right.corrects) = (instant(90), 2)
        for number in [0, 3, -1] {
            var lost = right
            lost.corrects = number
            #expect(try store.record(lost) == .refused(.nothingToCorrect(number)))
        }
        var other = right
        other.act = .closed
        #expect(try store.record(other) == .refused(.nothingToCorrect(2)))
        #expect(try store.record(right) == .recorded)
        let record = try kept()
        #expect(record.answers == [first, wrong, right])
        #expect(record.standing.map(\.number) == [1, 3] && record.furthest == right && record.confirmation == nil)
        #expect(try store.record(right) == .refused(.nothingToCorrect(2)))
        var again = right
        (again.at, again.corrects) = (instant(55), 3)
        #expect(try store.record(again) == .recorded)
        #expect(try kept().standing.map(\.number) == [1, 4])
    }

    @Test("of ten at once one is kept")
    func atOnce() async throws {
        let (store, same) = (temporary.store, answer(.acknowledged))
        let kept = try await withThrowingTaskGroup(of: AnswerDecision.self) { group in
            for _ in 0..<10 { group.addTask { try store.record(same) } }
            return try await group.reduce(into: 0) { count, decision in count += decision == .recorded ? 1 : 0 }
        }
        #expect(kept == 1)
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
