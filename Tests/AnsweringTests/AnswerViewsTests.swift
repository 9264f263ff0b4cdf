import Answering
import EventTime
import Foundation
import Listening
import Records
import Reports
import SQLiteStore
import Synchronization
import TestSupport
import Testing

/// Many who look, and one who answers.
@Suite("Views of links") struct AnswerViewsTests {
    /// Draws as slowly as a test wants.
    private final class Drawing: Sendable {
        let count = Mutex(0)
        private let gate = NSCondition()
        private let isOpen = Mutex(true)

        func close() { isOpen.withLock { $0 = false } }

        func open() {
            isOpen.withLock { $0 = true }
            gate.lock()
            gate.broadcast()
            gate.unlock()
        }

        func picture() -> MessagePicture {
            count.withLock { $0 += 1 }
            gate.lock()
            while !isOpen.withLock({ $0 }) { gate.wait() }
            gate.unlock()
            return MessagePicture(png: Array("drawn".utf8), alternative: "a level")
        }
    }

    private let handler: Desk
    private let drawing = Drawing()
    private let token: String

    init() throws {
        handler = try Desk()
        token = handler.token(handler.alert())
    }

    private func answerDesk(_ patience: AnswerHandler.Patience = .init()) -> AnswerHandler {
        handler.handler(on: handler.store, patience: patience) { [drawing] _, _ in drawing.picture() }
    }

    private func view(_ token: String) -> PageRequest { PageRequest(method: "GET", path: "/a/\(token)") }
    private func isDrawn(_ reply: PageReply) -> Bool { String(decoding: reply.body, as: UTF8.self).contains("<img") }

    @Test("150 at once are made together, and an answer does not wait for them")
    func expectedSensorCount() async throws {
        let answers = answerDesk()
        let other = handler.token(handler.officeAlert())
        drawing.close()
        let views = (0..<150).map { number in
            Task { await answers.reply(to: view(number % 2 == 0 ? token : other)) }
        }
        while drawing.count.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(1)) }
        // Nothing more can be drawn, and yet it is recorded.
        let sent = await answers.reply(to: Desk.request(token, "act=acknowledged&by=A"))
        #expect(sent.status == 303)
        #expect(String(decoding: sent.body, as: UTF8.self).contains("Your response is recorded."))
        #expect(try handler.record.answers.map(\.by) == ["A"])
        drawing.open()
        var statuses: [Int: Int] = [:]
        for view in views { statuses[await view.value.status, default: 0] += 1 }
        // Whoever asked for the used link before it was used has its page, who came later learns that it is used.
        #expect(statuses[200, default: 0] >= 75 && statuses[200, default: 0] + statuses[410, default: 0] == 150)
        #expect((1...4).contains(drawing.count.withLock { $0 }))
    }

    @Test("a page is kept for ten seconds, and no longer than what it shows")
    func kept() async throws {
        let answers = answerDesk()
        func drawn() async -> Int {
            #expect(isDrawn(await answers.reply(to: view(token))))
            return drawing.count.withLock { $0 }
        }
        #expect(await drawn() == 1)
        handler.set(now: handler.now + .milliseconds(9999))
        #expect(await drawn() == 1)
        handler.set(now: handler.now + .milliseconds(1))
        #expect(await drawn() == 2)
        handler.set(now: handler.now - .seconds(60))
        #expect(await drawn() == 3)
        _ = try handler.store.record(
            Answer(violation: Desk.violation, act: .onSite, by: "Chen", at: handler.now)
        )
        #expect(String(decoding: await answers.reply(to: view(token)).body, as: UTF8.self).contains("Chen"))
        #expect(drawing.count.withLock { $0 } == 4)
    }

    @Test("who has waited for long gets the page without its picture, which is not kept")
    func withoutPicture() async throws {
        var patience = AnswerHandler.Patience()
        patience.picture = .zero
        let reply = await answerDesk(patience).reply(to: view(token))
        #expect(reply.status == 200 && !isDrawn(reply))
        #expect(drawing.count.withLock { $0 } == 0)
    }

    @Test("where there is no time for a page it says so, and whether the answer that led to it is recorded")
    func busy() async throws {
        var patience = AnswerHandler.Patience()
        patience.page = .zero
        let answers = answerDesk(patience)
        let early = await answers.reply(to: view(token))
        #expect(early.status == 503 && String(decoding: early.body, as: UTF8.self) == AnswerPage.refusal(.notShown))
        let sent = await answers.reply(to: Desk.request(token, "act=acknowledged&by=A"))
        #expect(sent.status == 303)
        let next = await answers.reply(to: view(try Desk.next(sent)))
        #expect(next.status == 503)
        #expect(String(decoding: next.body, as: UTF8.self) == AnswerPage.refusal(.recordedButNotShown))
        #expect(AnswerPage.refusal(.recordedButNotShown).contains("Your response is recorded"))
    }

    @Test("an answer that could not be begun with in time is not recorded, and it says so")
    func late() async throws {
        var patience = AnswerHandler.Patience()
        patience.answer = .zero
        let sent = await answerDesk(patience).reply(to: Desk.request(token, "act=acknowledged&by=A"))
        #expect(sent.status == 503 && String(decoding: sent.body, as: UTF8.self).contains("Nothing was recorded."))
        #expect(try handler.record.answers.isEmpty)
        #expect(await answerDesk().reply(to: Desk.request(token, "act=acknowledged&by=A")).status == 303)
    }
}
