import Answering
import EventTime
import ExamCalendar
import Mosquitto
import NoiseRules
import Records
import Running
import SQLiteStore
import Sites
import StorePorts
import Synchronization
import TestSupport
import Testing

/// Answers through a real broker: acknowledged when they are safe, and not before.
@Suite("Answers from a broker", .disabled(if: MosquittoServer.isMissing, "needs mosquitto"))
struct AnswerSubscriptionTests {
    /// A store that fails so many times before it takes an answer.
    private final class Failing: ViolationLog {
        private struct Full: Error {}

        let handler: Desk
        private let failures: Mutex<Int>
        var isWell: Bool { failures.withLock { $0 == 0 } }

        init(_ handler: Desk, times: Int) {
            self.handler = handler
            failures = Mutex(times)
        }

        func record(_ answer: Answer) throws -> AnswerDecision {
            try failures.withLock { left in
                guard left == 0 else {
                    left -= 1
                    throw Full()
                }
            }
            return try handler.store.record(answer)
        }

        func violation(_ id: ViolationID) throws -> ViolationRecord? { try handler.store.violation(id) }
        func violations(openOnly: Bool, limit: Int) throws -> [ViolationRecord] { [] }
        func violations(_ filter: ViolationFilter, limit: Int) throws -> [ViolationRecord] { [] }
        func openNotified(atSite site: SiteID, source: NoiseSource) throws -> [ViolationRecord] { [] }
        func alerts(of id: ViolationID) throws -> [(Alert, [Delivery])] { [] }
    }

    private static func subscription(_ broker: MosquittoServer, _ store: any ViolationLog, _ handler: Desk)
        -> AnswerSubscription
    {
        AnswerSubscription(
            connection: broker.options(clientID: "collector"),
            password: nil,
            store: store,
            time: TimeSource(now: { Desk.opening + .minutes(5) }),
            log: handler.log.logger
        )
    }

    private static func publish(_ act: String, by name: String, to broker: MosquittoServer) throws {
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "office"))
        let answer = #"{"v":1,"violation":"\#(Desk.violation)","act":"\#(act)","by":"\#(name)"}"#
        try publisher.publish(topic: "noise/1/s1/answers", payload: Array(answer.utf8))
        try publisher.flush()
    }

    private static func wait(for what: String, _ condition: () throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while try !condition() {
            try #require(ContinuousClock.now < end, "waited for \(what)")
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    @Test("what the store could not take is sent again and kept once")
    func sentAgain() async throws {
        let (broker, handler) = (try MosquittoServer(), try Desk())
        let store = Failing(handler, times: 2)
        let running = Task { try await Self.subscription(broker, store, handler).run() }
        defer { running.cancel() }
        try await Self.wait(for: "the subscription") { !handler.log.lines(containing: "listening for answers").isEmpty }
        try Self.publish("acknowledged", by: "A", to: broker)
        try await Self.wait(for: "the answer") { try !handler.record.answers.isEmpty }
        #expect(store.isWell)
        #expect(try handler.record.answers.map(\.by) == ["A"])
        #expect(!handler.log.lines(containing: "answers cannot be received").isEmpty)
    }

    @Test("what is answered while nobody is there waits in the session")
    func away() async throws {
        let (broker, handler) = (try MosquittoServer(), try Desk())
        let first = Task { try await Self.subscription(broker, handler.store, handler).run() }
        try await Self.wait(for: "the subscription") { !handler.log.lines(containing: "listening for answers").isEmpty }
        first.cancel()
        _ = await first.result
        try Self.publish("onSite", by: "B", to: broker)
        #expect(try handler.record.answers.isEmpty)
        let second = Task { try await Self.subscription(broker, handler.store, handler).run() }
        defer { second.cancel() }
        try await Self.wait(for: "the answer") { try !handler.record.answers.isEmpty }
        #expect(try handler.record.answers.map(\.by) == ["B"])
    }

    @Test("nonsense is put aside and does not come again")
    func nonsense() async throws {
        let (broker, handler) = (try MosquittoServer(), try Desk())
        let running = Task { try await Self.subscription(broker, handler.store, handler).run() }
        defer { running.cancel() }
        try await Self.wait(for: "the subscription") { !handler.log.lines(containing: "listening for answers").isEmpty }
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "office"))
        try publisher.publish(topic: "noise/1/s1/answers", payload: [0xFF, 0x00])
        try publisher.flush()
        try Self.publish("closed", by: "C", to: broker)
        try await Self.wait(for: "the answer") { try !handler.record.answers.isEmpty }
        #expect(handler.log.lines(containing: "a message is no answer").count == 1)
    }
}
