import Acoustics
import Answering
import EventTime
import Foundation
import Listening
import NoiseRules
import Records
import Reports
import SQLiteStore
import TestSupport
import Testing

/// What a person who opens a link, and anybody else, can do with it.
@Suite struct AnswerHandlerTests {
    private let handler: Desk
    private let token: String

    init() throws {
        handler = try Desk()
        token = handler.token(handler.alert())
    }

    private func html(_ reply: PageReply) -> String { String(decoding: reply.body, as: UTF8.self) }

    /// Of a page that is not shown: nothing of what its link was for.
    private func tellsNothing(_ reply: PageReply) -> Bool {
        let text = html(reply)
        return ["20260607", "中学", "School", "78.4", "王芳", "Wang", "wang.mail"].allSatisfy { !text.contains($0) }
    }

    @Test("opening the link shows what it is about and changes nothing, however often")
    func opening() async throws {
        for method in ["GET", "HEAD", "GET"] {
            let reply = try await handler.get(token, method: method)
            #expect(reply.status == 200)
            let text = html(reply)
            for part in ["疑似施工噪声", "第一中学 &lt;东区&gt;", "78.4", "value=\"王芳\"", "由我处理", "lang=\"zh-CN\""] {
                #expect(text.contains(part), "lacks \(part)")
            }
        }
        #expect(try handler.record.answers.isEmpty)
        let office = try await handler.get(handler.token(handler.officeAlert()))
        #expect(html(office).contains("I&#39;ll handle it") && html(office).contains("School No. 1 &lt;East&gt;"))
        #expect(html(office).contains("name=\"by\" value=\"\""))
    }

    @Test("sending the form records who, when, what was found and done, and leads on to the next step")
    func sending() async throws {
        let fields =
            "act=acknowledged&by=%20%E7%8E%8B%E8%8A%B3+&found=%E7%A0%B4%E7%A2%8E%E9%94%A4&done=a%26b%0D%0Ac&note=&confirmed=yes"
        let sent = try await handler.post(token, fields)
        #expect(sent.status == 303)
        let answer = try #require(try handler.record.answers.first)
        #expect(
            answer
                == Answer(
                    violation: Desk.violation,
                    act: .acknowledged,
                    by: "王芳",
                    at: handler.now,
                    report: Answer.Report(found: "破碎锤", done: "a&b\nc", note: "", isConfirming: true),
                    via: .link,
                    alert: handler.alert().id
                )
        )
        let next = try Desk.next(sent)
        let page = html(try await handler.get(next))
        #expect(page.contains("已响应：王芳") && page.contains("破碎锤") && page.contains("a&amp;b\nc"))
        #expect(!page.contains("由我处理") && page.contains("已到现场") && page.contains("办结"))
        #expect(!page.contains("name=\"confirmed\""))
        handler.set(now: handler.now + .minutes(20))
        let last = try await handler.post(next, "act=closed&by=%E7%8E%8B%E8%8A%B3")
        #expect(last.status == 303)
        #expect(try handler.record.answers.map(\.act) == [.acknowledged, .closed])
        let closed = html(try await handler.get(try Desk.next(last)))
        #expect(closed.contains("已办结：王芳") && !closed.contains("<form"))
    }

    @Test("a link serves once: opened or sent again it says so, and nothing is added")
    func reused() async throws {
        let sent = try await handler.post(token, "act=acknowledged&by=A")
        #expect(sent.status == 303)
        for reply in [try await handler.get(token), try await handler.post(token, "act=closed&by=B")] {
            #expect(reply.status == 410)
            #expect(html(reply) == AnswerPage.refusal(.used) && tellsNothing(reply))
        }
        #expect(try handler.record.answers.map(\.by) == ["A"])
    }

    @Test("a case is closed while it is loud only when its sender says so again", arguments: [76.0, 70.0])
    func loud(decibels: Double) async throws {
        let limit = try #require(Level(decibels: 70))
        let level = try #require(Level(decibels: decibels))
        let answers = handler.handler(
            on: handler.store,
            present: { _, now in
                PresentNoise(
                    sensor: "n1",
                    limit: limit,
                    level: PresentLevel(level: level, over: .seconds(10), at: now),
                    lastMinute: nil,
                    lastReading: now
                )
            }
        )
        let asked = await answers.reply(to: Desk.request(token, "act=closed&by=A"))
        guard decibels > 70 else {
            #expect(asked.status == 303)
            return
        }
        #expect(asked.status == 422 && html(asked).contains("76.0 dB(A)"))
        #expect(html(asked).contains("name=\"loud\"") && html(asked).contains("name=\"by\" value=\"A\""))
        #expect(try handler.record.answers.isEmpty)
        #expect(await answers.reply(to: Desk.request(token, "act=closed&by=A&loud=yes")).status == 303)
        #expect(try handler.record.answers.map(\.act) == [.closed])
    }

    @Test("in the browser that answered, the used link leads on to the case, step by step")
    func sameBrowser() async throws {
        let sent = try await handler.post(token, "act=acknowledged&by=A")
        var cookies = try Desk.cookies(sent)
        let next = try Desk.next(sent)
        let header = try #require(sent.headers["Set-Cookie"])
        for part in ["Secure", "HttpOnly", "SameSite=Lax", "Max-Age=86400"] { #expect(header.contains(part)) }
        #expect(!header.lowercased().contains("path=") && !header.contains("domain"))
        for method in ["GET", "HEAD"] {
            let again = try await handler.get(token, method: method, cookies: cookies)
            #expect(again.status == 303 && again.headers["Location"] == next && tellsNothing(again))
        }
        #expect(html(try await handler.get(next, cookies: cookies)).contains("已记录："))
        // The form that was open before is one step behind.
        let second = try await handler.post(token, "act=onSite&by=A", cookies: cookies)
        #expect(second.status == 303)
        cookies = try Desk.cookies(second)
        #expect(try await handler.get(token, cookies: cookies).headers["Location"] == Desk.next(second))
        #expect(try await handler.get(next, cookies: cookies).headers["Location"] == Desk.next(second))
        #expect(try handler.record.answers.map(\.act) == [.acknowledged, .onSite])
    }

    @Test("whoever else opens a used link reads no more than before, whatever cookie comes with it")
    func otherBrowser() async throws {
        let sent = try await handler.post(token, "act=acknowledged&by=A")
        let mine = try Desk.cookies(sent)
        let name = try #require(mine.keys.first)
        let other = try await handler.post(handler.token(handler.officeAlert()), "act=acknowledged&by=B")
        var altered = Array(try #require(mine[name]))
        altered[30] = altered[30] == "A" ? "B" : "A"
        let worthless = [
            [:], [name: ""], [name: "x.y.z"], [name: token], [name: String(altered)], try Desk.cookies(other),
            ["other": try #require(mine[name])],
        ]
        for cookies in worthless {
            for reply in [
                try await handler.get(token, cookies: cookies),
                try await handler.post(token, "act=closed&by=B", cookies: cookies),
            ] {
                #expect(reply.status == 410 && tellsNothing(reply), "\(cookies)")
                #expect(html(reply) == AnswerPage.refusal(.used))
            }
        }
        // Both alerts are kept where one browser answered both.
        let both = try Desk.cookies(
            try await handler.post(Desk.next(other), "act=onSite&by=B", cookies: mine)
        )
        #expect(try await handler.get(token, cookies: both).status == 303)
        handler.set(now: handler.now + .hours(25))
        let late = try await handler.get(Desk.next(sent), cookies: mine)
        #expect(late.status == 410 && tellsNothing(late))
    }

    @Test("of many that send the same link at once one is recorded")
    func atOnce() async throws {
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let other = handler.handler(on: try SQLiteStore(path: handler.directory.path("quiethours.db")))
                    return await other.reply(to: Desk.request(token, "act=acknowledged&by=P\(number)")).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.sorted() == [303] + [Int](repeating: 410, count: 19))
        #expect(try handler.record.answers.count == 1)
    }

    @Test("a restart changes nothing: used is used, and the next link goes on")
    func restart() async throws {
        let next = try Desk.next(try await handler.post(token, "act=acknowledged&by=A"))
        let again = handler.handler(on: try SQLiteStore(path: handler.directory.path("quiethours.db")))
        #expect(await again.reply(to: PageRequest(method: "GET", path: "/a/\(token)")).status == 410)
        #expect(await again.reply(to: Desk.request(next, "act=onSite&by=A")).status == 303)
        #expect(try handler.record.answers.map(\.act) == [.acknowledged, .onSite])
    }

    @Test("it may be used until its expiry and not from then on")
    func expiry() async throws {
        handler.set(now: Instant(milliseconds: (Desk.opening.milliseconds / 1000 + 86_400) * 1000 - 1))
        #expect(try await handler.get(token).status == 200)
        handler.set(now: handler.now + .milliseconds(1))
        for reply in [try await handler.get(token), try await handler.post(token, "act=acknowledged&by=A")] {
            #expect(reply.status == 410)
            #expect(html(reply) == AnswerPage.refusal(.expired) && tellsNothing(reply))
        }
        #expect(try handler.record.answers.isEmpty)
    }

    @Test("what is none of ours gets one and the same page, whatever is wrong with it")
    func invalid() async throws {
        var altered = Array(token)
        altered[20] = altered[20] == "A" ? "B" : "A"
        let unknown = handler.links.token(of: AnswerLink(alert: AlertID("nobody"), expiresAt: handler.now + .hours(1)))
        let page = AnswerPage.refusal(.invalid)
        let tokens = ["", "x", String(altered), String(token.dropLast()), token + "A", unknown, "../\(token)", "%00"]
        for bad in tokens {
            for reply in [try await handler.get(bad), try await handler.post(bad, "act=closed&by=A")] {
                #expect(reply.status == 404 && html(reply) == page && tellsNothing(reply), "\(bad)")
            }
        }
        let long = try await handler.get(String(repeating: "A", count: 100_000))
        #expect(long.status == 404 && html(long) == page)
        #expect(try handler.record.answers.isEmpty)
    }

    @Test("whoever tries many is slowed down and logged once a minute, and valid links go on working")
    func many() async throws {
        var statuses: [Int] = []
        for _ in 0..<80 { statuses.append(try await handler.get("guess").status) }
        #expect(statuses == [Int](repeating: 404, count: 60) + [Int](repeating: 429, count: 20))
        #expect(try await handler.get(token).status == 200)
        #expect(handler.log.lines(containing: "none of ours").count == 1)
        handler.set(now: handler.now + .minutes(1))
        #expect(try await handler.get("guess").status == 404)
        #expect(handler.log.lines(containing: "minute-before=80").count == 1)
    }

    @Test("what cannot be taken is said on the page, with what was written; the link stays")
    func corrected() async throws {
        let nameless = try await handler.post(token, "act=acknowledged&by=+&found=%3Cb%3E")
        #expect(nameless.status == 422)
        #expect(html(nameless).contains("请填写姓名") && html(nameless).contains("&lt;b&gt;</textarea>"))
        let long = try await handler.post(token, "act=acknowledged&by=A&note=\(String(repeating: "x", count: 2001))")
        #expect(long.status == 422 && html(long).contains("有 2001 字，最多 2000 字"))
        let control = try await handler.post(token, "act=acknowledged&by=A%1B%5B31m")
        #expect(control.status == 422 && html(control).contains("“姓名”第 2 个字符（U+001B）"))
        #expect(try handler.record.answers.isEmpty)
        _ = try handler.store.record(
            Answer(violation: Desk.violation, act: .onSite, by: "Chen", at: handler.now)
        )
        let late = try await handler.post(token, "act=acknowledged&by=A")
        #expect(late.status == 422 && html(late).contains("Chen 已记录更靠后的步骤"))
        #expect(try await handler.post(token, "act=disposed&by=A").status == 303)
    }

    @Test("a violation that was withdrawn is shown as such, without a form")
    func withdrawn() async throws {
        var change = Desk.change(2, .withdrawn)
        let before = ViolationOutcome(
            id: Desk.violation,
            subject: change.subject,
            openedAt: Desk.opening,
            closedAt: nil,
            worst: change.worst
        )
        let cause = TimeRange(start: Desk.opening, end: Desk.opening + .minutes(1))
        change.correction = Correction(before: before, after: nil, cause: cause, decidedAt: handler.now)
        try handler.store.commit(VerdictBatch(cursor: 2, changes: [change]))
        let page = try await handler.get(token)
        #expect(page.status == 200 && !html(page).contains("<form"))
        let sent = try await handler.post(token, "act=acknowledged&by=A")
        #expect(sent.status == 422 && html(sent).contains("已撤销"))
    }

    @Test("a drill is received by name, once")
    func drill() async throws {
        let token = handler.token(handler.drill())
        let page = html(try await handler.get(token))
        #expect(page.lowercased().contains("drill") && page.contains("Confirm receipt"))
        #expect(!page.contains("I am on site"))
        let sent = try await handler.post(token, "act=acknowledged&by=Zhang")
        #expect(sent.status == 303)
        #expect(try handler.store.receipts(ofDrill: "20260606-1").values.map(\.by) == ["Zhang"])
        #expect(html(try await handler.get(try Desk.next(sent))).contains("Zhang confirmed receipt"))
        #expect(try await handler.post(token, "act=acknowledged&by=Li").status == 410)
    }

    @Test("anything but a form is refused before it is read")
    func forms() async throws {
        #expect(try await handler.post(token, "{}", type: "application/json").status == 415)
        #expect(try await handler.post(token, "act=acknowledged&by=A", type: nil).status == 415)
        #expect(try await handler.post(token, String(repeating: "a", count: 97 * 1024)).status == 413)
        for bad in [
            "", "act=delete&by=A", "by=A", "act=closed&by=%FF", "act=closed&act=closed&by=A", "act=closed&by=%",
        ] {
            #expect(try await handler.post(token, bad).status == 400, "\(bad)")
        }
        #expect(try await handler.get(token, method: "PUT").status == 405)
        #expect(try await handler.get(token, method: "DELETE").status == 405)
        #expect(try handler.record.answers.isEmpty)
    }

    @Test("no script, nothing from elsewhere, no frame, no referrer, no cookie")
    func headers() async throws {
        for reply in [try await handler.get(token), try await handler.get("x")] {
            let policy = try #require(reply.headers["Content-Security-Policy"])
            #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
            #expect(!policy.contains("unsafe"))
            #expect(reply.headers["Referrer-Policy"] == "no-referrer")
            #expect(reply.headers["Set-Cookie"] == nil)
            #expect(!html(reply).contains("<script") && !html(reply).contains("src=\"http"))
        }
    }

    @Test("neither key nor token stands in the log at any level")
    func log() async throws {
        _ = try await handler.get(token)
        _ = try await handler.get(token + "x")
        let sent = try await handler.post(token, "act=acknowledged&by=A")
        _ = try await handler.post(token, "act=acknowledged&by=A")
        let lines = handler.log.lines.joined(separator: "\n")
        #expect(lines.contains("answered") && lines.contains("alert=20260607-7K3M9Q2A.1.bureau.wang.mail"))
        for secret in [Desk.key, token, String(token.suffix(20)), try Desk.next(sent)] {
            #expect(!lines.contains(secret))
        }
    }
}
