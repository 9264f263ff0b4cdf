import Mosquitto
import NoiseRules
import Testing

@testable import Ingest

@Suite("What losses of connections say of their cause")
struct LossHistoryTests {
    private static let status = OptionalSubscription(filter: "noise/1/+/+/status", qos: 1)
    private static let uptime = OptionalSubscription(filter: "$SYS/broker/uptime", qos: 0)
    private static let dropped = OptionalSubscription(filter: "$SYS/broker/publish/messages/dropped", qos: 0)
    private static let all = [status, uptime, dropped]

    private func lost(
        _ history: inout LossHistory,
        _ code: MosquittoError.Code = .connectionLost,
        stood: Int? = 1,
        asked: OptionalSubscription? = nil
    ) -> LossHistory.Finding? {
        history.lost(
            MosquittoError(code, "lost"),
            stood: stood.map { .seconds($0) },
            asked: asked,
            of: Self.all
        )
    }

    @Test("twice without an answer to one of the broker's own topics: all of them are left out, and nothing else")
    func leaveOut() {
        var history = LossHistory()
        #expect(lost(&history, asked: Self.uptime) == nil)
        #expect(lost(&history, asked: Self.uptime) == .leaveOut([Self.uptime, Self.dropped]))
        #expect(lost(&history, asked: Self.status) == nil)
        #expect(lost(&history, asked: Self.status) == .leaveOut([Self.status]))
        #expect(!history.isSecondClientLikely)
    }

    @Test("another topic, a broker that is gone, or a connection that held, begins the count anew")
    func anew() {
        var history = LossHistory()
        _ = lost(&history, asked: Self.uptime)
        #expect(lost(&history, asked: Self.status) == nil)
        #expect(lost(&history, asked: Self.uptime) == nil)
        _ = lost(&history, .connectionRefused, stood: nil)
        #expect(lost(&history, asked: Self.uptime) == nil)
        _ = history.stands(for: .seconds(30))
        #expect(lost(&history, asked: Self.uptime) == nil)
    }

    @Test("three brief connections in a row, fully subscribed: a second client, said once")
    func secondClient() {
        var history = LossHistory()
        #expect(lost(&history) == nil && lost(&history, stood: 29) == nil)
        #expect(lost(&history) == .secondClient && history.isSecondClientLikely)
        #expect((0..<10).allSatisfy { _ in lost(&history) == nil })
        #expect(!history.stands(for: .seconds(299)) && history.isSecondClientLikely)
        #expect(history.stands(for: .seconds(300)) && !history.isSecondClientLikely)
        #expect(lost(&history) == nil && lost(&history) == nil && lost(&history) == .secondClient)
    }

    @Test("a broker that restarts, a dead line, a disk of ours and long connections are no second client")
    func others() {
        var history = LossHistory()
        for _ in 0..<5 {
            #expect(lost(&history) == nil)
            #expect(lost(&history, .connectionRefused, stood: nil) == nil)
        }
        for _ in 0..<5 { #expect(lost(&history, .keepAlive, stood: 5) == nil) }
        for _ in 0..<5 { #expect(lost(&history, stood: 31) == nil) }
        for _ in 0..<5 { #expect(lost(&history, stood: nil) == nil) }
        #expect(!history.isSecondClientLikely)
    }

    @Test("MQTT 5 says it itself")
    func takenOver() {
        var history = LossHistory()
        #expect(lost(&history, .sessionTakenOver, stood: 3600) == .secondClient)
        #expect(lost(&history, .sessionTakenOver) == nil && history.isSecondClientLikely)
    }
}
