import Acoustics
import EventTime
import Ingest
import Logging
import Mosquitto
import Readings
import Records
import SensorPayloads
import Sites
import Synchronization
import TestSupport
import Testing

@Suite("Sensors say what time it is")
struct ClockIntakeTests {
    private final class Clock: Sendable {
        private struct State {
            var taken: [[SensorID: Instant]] = []
            var isSettled = false
        }
        private let state = Mutex(State())

        var intake: ClockIntake {
            ClockIntake(
                take: { ends in
                    self.state.withLock { state in
                        state.taken.append(ends)
                        state.isSettled = true
                    }
                },
                awaitsSensors: { self.state.withLock { !$0.isSettled } }
            )
        }
        var taken: [[SensorID: Instant]] { state.withLock { $0.taken } }
        /// 1970 until the sensors have been heard.
        var now: Instant {
            state.withLock { $0.isSettled } ? Instant(milliseconds: 9_000_500) : Instant(milliseconds: 30)
        }
    }

    @Test("while the time waits for the sensors, the first batch sets it before its arrival is dated")
    func first() async throws {
        let broker = try ScriptedBroker()
        defer { broker.stop() }
        let clock = Clock()
        let ingest = try RunningIngest(
            ConnectionOptions(host: "127.0.0.1", port: broker.port, clientID: "guard"),
            clock: clock.intake,
            now: { clock.now }
        )
        try #require(await ingest.waits { $0.counts.subscriptions == 1 })
        broker.publish([publication(8990), publication(8991), publication(9000)], on: 0)
        try #require(await ingest.waits { $0.counts.readings == 3 })
        #expect(ingest.journal.arrivals.map(\.receivedAt) == [Instant(milliseconds: 9_000_500)])
        let ends = try #require(clock.taken.first)
        #expect(clock.taken.count == 1)
        #expect(ends[SensorID(site: "school", sensor: "s1")] == Instant(milliseconds: 8_992_000))
        #expect(ends[SensorID(site: "school", sensor: "s0")] == Instant(milliseconds: 9_001_000))
        #expect(ingest.journal.readings.values.allSatisfy { $0.mark == .normal })
        try await ingest.stop()
    }

    @Test("what a second client does with MQTT 3.1.1 is noticed by either, once, and is no flood of lines")
    func secondClient() async throws {
        try #require(!MosquittoServer.isMissing)
        let broker = try MosquittoServer()
        let first = try RunningIngest(broker.options(clientID: "guard"), sessionLog: SessionLogDouble())
        try #require(await first.waits { $0.counts.subscriptions == 1 })
        let second = try RunningIngest(broker.options(clientID: "guard"), sessionLog: SessionLogDouble())
        for ingest in [first, second] {
            try #require(await ingest.waits { $0.counts.isSecondClientLikely })
            let failures = ingest.counts.connectionFailures
            try #require(await ingest.waits { $0.counts.connectionFailures > failures + 2 })
            #expect(ingest.log.lines(.error).filter { $0.message.contains("client id") }.count == 1)
            #expect(ingest.log.lines(.error).filter { $0.message.contains("receiving is interrupted") }.count <= 3)
        }
        try await first.stop()
        try await second.stop()
    }

    @Test("MQTT 5 names the second client at the first take-over")
    func takenOver() async throws {
        try #require(!MosquittoServer.isMissing)
        let broker = try MosquittoServer()
        var options = broker.options(clientID: "guard")
        options.protocolVersion = .v5
        let first = try RunningIngest(options)
        try #require(await first.waits { $0.counts.subscriptions == 1 })
        let second = try RunningIngest(options)
        try #require(await first.waits { $0.counts.isSecondClientLikely })
        try await second.stop()
        try await first.stop()
    }
}
