package import EventTime
import Foundation
package import Logging
package import Mosquitto
package import Readings
import Records
package import Running
import SensorPayloads
package import Settings

/// Notices what is published under `noise/` on topics that the contract does not have, which ingest never receives.
///
/// It has a connection, a session and a thread of its own, with QoS 0 and a clean session: the broker keeps nothing for
/// it, and whatever becomes of it, ingest goes on. The first message of each topic is logged with the topic that was
/// probably meant, and kept as rejected; the others are counted. It looks at so many messages a minute at most, and at
/// none for the rest of it.
package struct TopicWatch: ThreadedService {
    package let threadName = "topics"
    package let wake = WakeSignal()
    private let connection: ConnectionOptions
    private let password: Secret?
    private let topics: StrangeTopics
    private let isDeclared: @Sendable (String) -> Bool
    private let keep: @Sendable (RejectedPayload) throws -> Void
    private let now: @Sendable () -> Instant
    private let log: Logger
    private let messagesAMinute: Int
    private let startsAfter: Double

    package static let filter = "noise/#"
    /// A hundred a second: of a large site with thousands it looks at some seconds of each minute.
    package static let messagesAMinute = 6000
    private static let batch = 500
    private static let pollMilliseconds = 200
    /// Pauses between attempts, s. Nobody waits for it, and a broker may end every connection that asks for the filter.
    private static let pauses = (shortest: 60.0, longest: 3600.0)
    /// What waits at the broker comes first, s.
    private static let usualStart = 30.0
    /// A topic as logs and the quarantine have it, characters; a topic may have 65,535 bytes.
    private static let longestTopic = 300

    /// `connection` is the collector's own; the session is that of the client id with "-topics" behind it. It begins so
    /// many seconds after the start; `keep` gets the first message of each topic. A topic that `isDeclared` says yes to
    /// is one of the plan's decoders.
    package init(
        connection: ConnectionOptions,
        password: Secret?,
        topics: StrangeTopics,
        messagesAMinute: Int = TopicWatch.messagesAMinute,
        startsAfter: Double? = nil,
        isDeclared: @escaping @Sendable (String) -> Bool = { _ in false },
        keep: @escaping @Sendable (RejectedPayload) throws -> Void,
        now: @escaping @Sendable () -> Instant,
        log: Logger
    ) {
        var connection = connection
        connection.clientID += "-topics"
        // A session of its own would collect everything under `noise/` at the broker while nobody reads it.
        connection.cleanSession = true
        connection.limits.sessionExpirySeconds = 0
        self.connection = connection
        self.password = password
        self.topics = topics
        self.messagesAMinute = messagesAMinute
        self.startsAfter = startsAfter ?? TopicWatch.usualStart
        self.isDeclared = isDeclared
        self.keep = keep
        self.now = now
        self.log = log
    }

    package func work(_ lifetime: ThreadLifetime) {
        do {
            try watch(lifetime)
        } catch {
            // The service goes on without it.
            log.warning("topics cannot be watched", metadata: ["error": "\(error)"])
            // A part that returns would take the whole service with it.
            while !lifetime.sleep(seconds: TopicWatch.pauses.longest) {}
        }
    }

    private func watch(_ lifetime: ThreadLifetime) throws {
        let subscriber = try MosquittoSubscriber(
            options: connection,
            password: password?.reveal(),
            filters: [TopicWatch.filter],
            qos: 0
        )
        if lifetime.sleep(seconds: startsAfter) { return }
        var pause = TopicWatch.pauses.shortest
        var wasRefused = false
        while !lifetime.isStopping {
            let rest: Double
            do {
                rest = try look(subscriber, lifetime)
                pause = TopicWatch.pauses.shortest
            } catch {
                subscriber.drop()
                // A broker that is away is said by ingest.
                if case .subscriptionRefused? = (error as? MosquittoError)?.code, !wasRefused {
                    wasRefused = true
                    log.notice(
                        "the broker refuses a topic that we can do without",
                        metadata: ["filter": "\(TopicWatch.filter)"]
                    )
                } else {
                    log.debug("topics are not watched", metadata: ["error": "\(error)"])
                }
                rest = pause
                pause = min(pause * 2, TopicWatch.pauses.longest)
            }
            if lifetime.sleep(seconds: rest) { return }
        }
    }

    /// Watches until the stop, or until the messages of a minute are used up; returns how long the rest of the minute
    /// is, s.
    private func look(_ subscriber: MosquittoSubscriber, _ lifetime: ThreadLifetime) throws -> Double {
        guard try lifetime.abandonable({ try subscriber.connect() }) else { return 0 }
        try subscriber.acknowledge()
        var isConnected = false
        var minute = (start: ContinuousClock.now, messages: 0)
        while !lifetime.isStopping {
            let writable = isConnected && subscriber.wantsWrite
            try subscriber.poll(milliseconds: TopicWatch.pollMilliseconds, writable: writable)
            // Events come before the error: a refusal says more than the closed connection that follows it.
            let reading = Result { try subscriber.read(limit: TopicWatch.batch) }
            for event in subscriber.takeEvents() {
                switch event {
                case .connected(_, code: 0): isConnected = true
                case .subscribed(let grants):
                    // QoS 0, which is granted by code 0, is no failure here.
                    if let refused = grants.first(where: { $0.code >= 0x80 }), let failure = refused.failure {
                        throw failure
                    }
                case .connected, .listening, .disconnected: break
                }
            }
            let batch = subscriber.batch
            for index in 0..<batch.count { take(batch, index) }
            try reading.get()
            if subscriber.wantsWrite { try subscriber.acknowledge() }
            try subscriber.misc()
            let now = ContinuousClock.now
            if now - minute.start >= .seconds(60) { minute = (now, 0) }
            minute.messages += batch.count
            // It disconnects and does not just stop reading: the broker must not wait for it with full buffers.
            if minute.messages > messagesAMinute {
                try subscriber.disconnect()
                return max(0, 60 - minute.start.duration(to: .now).inSeconds)
            }
        }
        try subscriber.disconnect()
        return 0
    }

    private func take(_ batch: MessageBatch, _ index: Int) {
        let topic = batch.topic(at: index)
        // The doctor asks the broker by topics of its own.
        guard !TopicContract.holds(topic), !topic.contains("-doctor-"), !isDeclared(topic) else {
            return
        }
        let instant = now()
        guard let news = topics.note(topic, isRetained: batch.isRetained(at: index), at: instant) else { return }
        guard news == .topic else {
            log.warning(
                "more topics outside the contract than are distinguished; further ones are counted only",
                metadata: ["topics": "\(StrangeTopics.mostTopics)"]
            )
            return
        }
        let name = String(topic.prefix(TopicWatch.longestTopic))
        let expected = TopicContract.nearest(to: name)
        log.warning(
            "a message came on a topic outside the contract and is not read",
            metadata: ["topic": "\(name)", "expected": "\(expected)"]
        )
        let rejected = RejectedPayload(
            topic: name,
            payload: batch.payload(at: index),
            receivedAt: instant,
            reason: .unknownTopic,
            detail: "topic: outside the contract, expected \(expected); only the first message of a topic is kept"
        )
        do {
            try keep(rejected)
        } catch {
            log.debug("a message outside the contract cannot be kept", metadata: ["error": "\(error)"])
        }
    }
}
