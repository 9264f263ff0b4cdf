import Answering
import EventTime
import Foundation
import Listening
import NoiseRules
import Records
import Reports
import SQLiteStore
import Sites
import TestSupport
import Testing

/// What the page of one case says of others that began with it.
@Suite("The page of a storm") struct StormPageTests {
    private let handler: Desk

    init() throws {
        handler = try Desk()
    }

    /// A violation at `site` that began so many seconds after the desk's own, and of which `authority` was notified.
    private func begin(
        _ site: SiteID,
        after seconds: Int64,
        authority: AuthorityID = "bureau",
        officer: String? = "wang"
    )
        throws
    {
        let opening = Desk.opening + .seconds(seconds)
        var change = SampleViolation.change(1, .opened, site: site, sensor: "n1", opening: opening, at: opening)
        change.violation = ViolationID("20260607-\(site)")
        let alert = Alert(
            id: AlertID(.violation(change), authority: authority, officer: officer, channel: .mail),
            subject: .violation(change),
            authority: authority,
            officer: officer,
            channel: .mail,
            createdAt: opening,
            expiresAt: opening + .hours(24)
        )
        try handler.store.commit(VerdictBatch(cursor: 2 + seconds, changes: [change], alerts: [alert]))
    }

    private func page(of alert: Alert) async throws -> String {
        let reply = try await handler.get(handler.token(alert))
        #expect(reply.status == 200)
        return String(decoding: reply.body, as: UTF8.self)
    }

    @Test("each other violation has a row with its state, level and who has it, and no link")
    func rows() async throws {
        try begin("s2", after: 3)
        try begin("s3", after: 9)
        let answer = Answer(
            violation: ViolationID("20260607-s3"),
            act: .onSite,
            by: "Li <b>",
            at: Desk.opening + .minutes(1)
        )
        #expect(try handler.store.record(answer) == .recorded)
        let text = try await page(of: handler.alert())
        #expect(text.contains("<h2>3 个考点同时超限</h2>") && text.contains("其他考点请用消息中各自的链接响应。"))
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("<tr><th>s") }
        #expect(rows.count == 2, "\(text)")
        // Nobody has answered the first, so it stands before the other.
        #expect(
            rows[0].hasPrefix("<tr><th>s2</th>") && rows[0].contains("仍在持续") && rows[0].contains("尚无人响应"),
            "\(rows)"
        )
        #expect(rows.allSatisfy { $0.contains("最高 78.4 dB(A)") && $0.contains("超限 8.4 dB") && !$0.contains("<a ") })
        #expect(rows[1].contains("Li &lt;b&gt; 已到场"), "\(rows)")
        #expect(!text.contains("20260607-s2"))
    }

    @Test("what is over says when, and stands last")
    func over() async throws {
        try begin("s2", after: 3)
        try begin("s3", after: 9)
        var closed = SampleViolation.change(
            2,
            .closed,
            site: "s2",
            sensor: "n1",
            opening: Desk.opening + .seconds(3),
            at: Desk.opening + .seconds(80)
        )
        closed.violation = ViolationID("20260607-s2")
        closed.endedAt = Desk.opening + .seconds(63)
        try handler.store.commit(VerdictBatch(cursor: 50, changes: [closed], alerts: []))
        let rows = try await page(of: handler.alert()).split(separator: "\n").filter { $0.hasPrefix("<tr><th>s") }
        #expect(rows.count == 2 && rows[1].hasPrefix("<tr><th>s2</th>") && !rows[1].contains("仍在持续"), "\(rows)")
    }

    @Test(
        "nobody sees what they were not notified of, what began at another time, or two sites",
        arguments: ["another recipient", "later", "two sites"]
    )
    func noStorm(row: String) async throws {
        try begin("s2", after: 3)
        switch row {
        case "another recipient": try begin("s3", after: 4, authority: "office", officer: nil)
        case "later": try begin("s3", after: 11)
        default: break
        }
        let text = try await page(of: handler.alert())
        #expect(!text.contains("同时超限") && !text.contains("<tr><th>s"), "\(text)")
    }

    @Test("a used link shows nothing of it")
    func used() async throws {
        try begin("s2", after: 3)
        try begin("s3", after: 9)
        let token = handler.token(handler.alert())
        #expect(try await handler.post(token, "act=acknowledged&by=A").status == 303)
        let reply = try await handler.get(token)
        #expect(reply.status == 410 && !String(decoding: reply.body, as: UTF8.self).contains("s2"))
    }
}
