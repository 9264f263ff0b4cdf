import EventTime
import Foundation
import Mosquitto
import Readings
import Running
import SensorPayloads
import Synchronization
import TestSupport
import Testing

@testable import Ingest

@Suite("Topics outside the contract") struct TopicContractTests {
    @Test(
        "the contract's topics are those of sensors and of sites, and no others",
        arguments: [
            ("noise/1/s/n/obs", true), ("noise/1/s/n/status", true), ("noise/1/s/n/info", true),
            ("noise/1/s/alerts", true), ("noise/1/s/answers", true), ("noise/1/s/n/observation", false),
            ("noise/2/s/n/obs", false), ("noise/1/s/n/obs/", false), ("noise/1/s/n/obs/x", false),
            ("noise/1//n/obs", false),
            ("noise/1/s//obs", false), ("noise/1/s/n", false), ("noise", false), ("noise/1/s/obs", false), ("", false),
            ("Noise/1/s/n/obs", false),
        ]
    )
    func holds(topic: String, isOfContract: Bool) {
        #expect(TopicContract.holds(topic) == isOfContract)
    }

    @Test(
        "the topic that was probably meant",
        arguments: [
            ("noise/1/school/gate/observation", "noise/1/school/gate/obs"),
            ("noise/1/school/gate/OBS", "noise/1/school/gate/obs"),
            ("noise/1/school/gate/statsu", "noise/1/school/gate/status"),
            ("noise/1/school/gate/xyz", "noise/1/school/gate/obs"),
            ("noise/2/school/gate/obs", "noise/1/school/gate/obs"),
            ("noise/v1/school/gate/info", "noise/1/school/gate/info"),
            ("noise/school/gate/obs", "noise/1/school/gate/obs"),
            ("noise/1/school/gate", "noise/1/school/gate/obs"),
            ("noise/1/school/gate/obs/1", "noise/1/school/gate/obs"),
            ("noise/1/school/gate/obs/", "noise/1/school/gate/obs"),
            ("noise/1/school/gate/1/status", "noise/1/school/gate/status"),
            ("noise/1/school/obs", "noise/1/school/SENSOR/obs"),
            ("noise/1/school/answer", "noise/1/school/answers"),
            ("noise/1/school", "noise/1/school/SENSOR/obs"), ("noise", "noise/1/SITE/SENSOR/obs"),
            ("noise/1//gate/obs", "noise/1/SITE/gate/obs"),
        ]
    )
    func nearest(topic: String, expected: String) {
        #expect(TopicContract.nearest(to: topic) == expected)
        #expect(TopicContract.holds(expected))
    }

    @Test("any topic has a nearest one that the contract holds")
    func anyTopic() {
        var random = SplitMix64(seed: 7)
        let parts = [
            "noise", "1", "2", "v1.0", "", "obs", "status", "answers", "学校", "a b", "\u{1b}", "+", "gate", "NOISE",
        ]
        for _ in 0..<2000 {
            let count = Int.random(in: 0...7, using: &random)
            let topic = (0..<count).map { _ in parts.randomElement(using: &random) ?? "" }.joined(separator: "/")
            #expect(TopicContract.holds(TopicContract.nearest(to: topic)), "\(topic)")
        }
    }

    @Test("so many topics are distinguished, the rest is counted, and what is retained counts once")
    func bounded() {
        let topics = StrangeTopics()
        let now = Instant(milliseconds: 0)
        var news: [StrangeTopics.News?: Int] = [:]
        for round in 0..<2 {
            for number in 0..<1000 {
                news[topics.note("noise/\(number)", isRetained: false, at: now + .seconds(Int64(round))), default: 0] +=
                    1
            }
        }
        #expect(news[.topic] == 200 && news[.tooManyTopics] == 1 && news[nil] == 1799)
        #expect(topics.counts.messages == 2000 && topics.counts.topics == 200)
        #expect(topics.counts.lastAt == now + .seconds(1))
        #expect(topics.note("noise/0", isRetained: true, at: now) == nil && topics.counts.messages == 2000)
    }
}

@Suite(
    "Watching for topics outside the contract",
    .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed")
)
struct TopicWatchTests {
    /// Runs `body` beside a watch on `broker`; returns what was kept.
    private static func watching(
        _ broker: MosquittoServer,
        _ topics: StrangeTopics,
        _ log: RecordedLog,
        messagesAMinute: Int = TopicWatch.messagesAMinute,
        _ body: (MosquittoPublisher) async throws -> Void
    ) async throws -> [RejectedPayload] {
        let kept = KeptPayloads()
        let watch = TopicWatch(
            connection: broker.options(clientID: "collector"),
            password: nil,
            topics: topics,
            messagesAMinute: messagesAMinute,
            startsAfter: 0,
            keep: { kept.add($0) },
            now: { Instant(milliseconds: 1_780_794_000_000) },
            log: log.logger
        )
        let run = Task { try await watch.run() }
        defer { run.cancel() }
        try await waitUntil { broker.log.contains("Sending SUBACK to collector-topics") }
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "gate"))
        try await body(publisher)
        run.cancel()
        try await run.value
        return kept.all
    }

    @Test("the first message of a topic is logged with the nearest one and kept, the others are counted")
    func noticed() async throws {
        let broker = try MosquittoServer()
        let (topics, log) = (StrangeTopics(), RecordedLog())
        let strange = ["noise/1/school/gate/observation", "noise/2/school/gate/obs"]
        let kept = try await Self.watching(broker, topics, log) { publisher in
            try await waitUntil {
                for topic in strange + ["noise/1/school/gate/obs", "noise/1/school/alerts", "other/topic"] {
                    try publisher.publish(topic: topic, payload: Array("{\"v\":1}".utf8))
                }
                try publisher.flush()
                return topics.counts.messages >= 6
            }
        }
        #expect(topics.counts.topics == 2)
        #expect(kept.map(\.topic).sorted() == strange.sorted())
        #expect(kept.allSatisfy { $0.reason == .unknownTopic && $0.payload == Array("{\"v\":1}".utf8) })
        #expect(kept.allSatisfy { $0.detail.contains("expected noise/1/school/gate/obs") })
        let lines = log.lines(containing: "outside the contract")
        #expect(lines.count == 2 && lines.allSatisfy { $0.contains("expected=noise/1/school/gate/obs") }, "\(lines)")
    }

    @Test("of more than a minute's share it looks at no more, and leaves the broker in peace until the next one")
    func share() async throws {
        let broker = try MosquittoServer()
        let (topics, log) = (StrangeTopics(), RecordedLog())
        _ = try await Self.watching(broker, topics, log, messagesAMinute: 100) { publisher in
            try await waitUntil {
                for number in 0..<50 { try publisher.publish(topic: "noise/x/\(number)", payload: [1]) }
                try publisher.flush()
                return broker.log.contains("Received DISCONNECT from collector-topics")
            }
            let seen = topics.counts.messages
            for number in 0..<50 { try publisher.publish(topic: "noise/y/\(number)", payload: [1]) }
            try publisher.flush()
            try await Task.sleep(for: .milliseconds(500))
            #expect(topics.counts.messages == seen && seen > 100)
        }
        #expect(broker.log.ranges(of: "as collector-topics").count == 1)
    }
}

/// Looks again and again, for half a minute at most.
private func waitUntil(_ isSo: () throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(30)
    while try !isSo() {
        try #require(ContinuousClock.now < end)
        try await Task.sleep(for: .milliseconds(50))
    }
}

private final class KeptPayloads: Sendable {
    private let payloads = Mutex<[RejectedPayload]>([])
    func add(_ payload: RejectedPayload) { payloads.withLock { $0.append(payload) } }
    var all: [RejectedPayload] { payloads.withLock { $0 } }
}
