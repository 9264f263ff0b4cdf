import Answering
import EventTime
import ExamCalendar
import Mosquitto
import NoiseRules
import Records
import Running
import SQLiteStore
import Synchronization
import TestSupport
import Testing

/// Answers through a real broker: acknowledged when they are safe, and not before.
@Suite("Answers from a broker", .disabled(if: MosquittoServer.isMissing, "needs mosquitto"))
struct AnswerSubscriptionTests {
    /// A store that fails so many times before it takes an answer.
    private final class Failing: ViolationLog {
        private struct Full: Error {}

        let desk: Desk
        private let failures: Mutex<Int>
        var isWell: Bool { failures.withLock { $0 == 0 } }

        init(_ desk: Desk, times: Int) {
            self.desk = desk
            failures = Mutex(times)
        }

        func record(_ answer: Answer) throws -> AnswerDecision {
            try failures.withLock { left in
                guard left == 0 else {
                    left -= 1
                    throw Full()
                }
            }
            return try desk.store.record(answer)
        }

        func violation(_ id: ViolationID) throws -> ViolationRecord? { try desk.store.violation(id) }
        func violations(openOnly: Bool, limit: Int) throws -> [ViolationRecord] { [] }
        func openNotified(atSite site: String, source: NoiseSource) throws -> [ViolationRecord] { [] }
        func alerts(of id: ViolationID) throws -> [(Alert, [Delivery])] { [] }
    }

    private static func subscription(_ broker: MosquittoServer, _ store: any ViolationLog, _ desk: Desk)
        -> AnswerSubscription
    {
        AnswerSubscription(
            connection: broker.options(clientID: "collector"),
            password: nil,
            store: store,
            time: TimeSource(now: { Desk.opening + .minutes(5) }),
            log: desk.log.logger
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
        let (broker, desk) = (try MosquittoServer(), try Desk())
        let store = Failing(desk, times: 2)
        let running = Task { try await Self.subscription(broker, store, desk).run() }
        defer { running.cancel() }
        try await Self.wait(for: "the subscription") { !desk.log.lines(containing: "listening for answers").isEmpty }
        try Self.publish("acknowledged", by: "A", to: broker)
        try await Self.wait(for: "the answer") { try !desk.record.answers.isEmpty }
        #expect(store.isWell)
        #expect(try desk.record.answers.map(\.by) == ["A"])
        #expect(!desk.log.lines(containing: "answers cannot be received").isEmpty)
    }

    @Test("what is answered while nobody is there waits in the session")
    func away() async throws {
        let (broker, desk) = (try MosquittoServer(), try Desk())
        let first = Task { try await Self.subscription(broker, desk.store, desk).run() }
        try await Self.wait(for: "the subscription") { !desk.log.lines(containing: "listening for answers").isEmpty }
        first.cancel()
        _ = await first.result
        try Self.publish("onSite", by: "B", to: broker)
        #expect(try desk.record.answers.isEmpty)
        let second = Task { try await Self.subscription(broker, desk.store, desk).run() }
        defer { second.cancel() }
        try await Self.wait(for: "the answer") { try !desk.record.answers.isEmpty }
        #expect(try desk.record.answers.map(\.by) == ["B"])
    }

    @Test("nonsense is put aside and does not come again")
    func nonsense() async throws {
        let (broker, desk) = (try MosquittoServer(), try Desk())
        let running = Task { try await Self.subscription(broker, desk.store, desk).run() }
        defer { running.cancel() }
        try await Self.wait(for: "the subscription") { !desk.log.lines(containing: "listening for answers").isEmpty }
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "office"))
        try publisher.publish(topic: "noise/1/s1/answers", payload: [0xFF, 0x00])
        try publisher.flush()
        try Self.publish("closed", by: "C", to: broker)
        try await Self.wait(for: "the answer") { try !desk.record.answers.isEmpty }
        #expect(desk.log.lines(containing: "a message is no answer").count == 1)
    }
}
