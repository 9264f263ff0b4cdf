package import EventTime
import Foundation
package import Logging
package import Mosquitto
package import NoiseRules
package import Records
import ServiceLifecycle
package import Settings

/// Takes answers from `noise/1/+/answers` until shutdown, in a durable session of its own.
///
/// A message is acknowledged after its answer is committed, or refused and logged. One dedicated thread does all of it, and a
/// broker or a store that fails is tried again.
package struct AnswerSubscription: Service {
    private let connection: ConnectionOptions
    private let password: Secret?
    private let intake: AnswerIntake
    private let now: @Sendable () -> Instant
    private let log: Logger

    package static let filter = "noise/1/+/answers"

    /// `connection` is the collector's own; the session is that of the client id with "-answers" behind it. `present` says how
    /// loud it is where a violation was found: a case is not closed over noise unless the answer says that this is meant.
    package init(
        connection: ConnectionOptions,
        password: Secret?,
        store: any ViolationLog,
        present: @escaping @Sendable (ViolationChange, Instant) throws -> PresentNoise? = { _, _ in nil },
        now: @escaping @Sendable () -> Instant,
        log: Logger
    ) {
        var connection = connection
        connection.clientID += "-answers"
        connection.receiveMaximum = UInt16(AnswerSubscription.batch)
        self.connection = connection
        self.password = password
        intake = AnswerIntake(store: store, log: log, present: present)
        self.now = now
        self.log = log
    }

    private static let batch = 50
    private static let pollMilliseconds = 200
    /// A connection that held this long, or brought something that was taken, was a good one.
    private static let steadyAfter = Duration.seconds(10)

    package func run() async throws {
        let lifetime = SubscriberLifetime()
        try await withTaskCancellationOrGracefulShutdownHandler {
            let thread = Thread { lifetime.finish(Result { try receive(lifetime) }) }
            thread.name = "answers"
            thread.start()
            try await lifetime.wait()
        } onCancelOrGracefulShutdown: {
            lifetime.requestStop()
        }
    }

    private func receive(_ lifetime: SubscriberLifetime) throws {
        let subscriber = try MosquittoSubscriber(
            options: connection,
            password: password?.reveal(),
            filters: [AnswerSubscription.filter]
        )
        var backOff = BackOff()
        var trouble: String?
        while !lifetime.stopRequested {
            do {
                try serveConnection(subscriber, lifetime) {
                    backOff.reset()
                    trouble = nil
                }
                return
            } catch {
                // Without a single write: what was not committed stays with the broker.
                subscriber.drop()
                if "\(error)" != trouble {
                    log.warning("answers cannot be received, trying again", metadata: ["error": "\(error)"])
                }
                trouble = "\(error)"
            }
            if lifetime.sleep(seconds: backOff.next(random: .random(in: 0..<1))) { return }
        }
    }

    private func serveConnection(
        _ subscriber: MosquittoSubscriber,
        _ lifetime: SubscriberLifetime,
        works: () -> Void
    ) throws {
        guard try lifetime.connecting({ try subscriber.connect() }) else { return }
        let began = SuspendingClock.now
        try subscriber.acknowledge()
        var isConnected = false
        while !lifetime.stopRequested {
            let writable = isConnected && subscriber.wantsWrite
            try subscriber.poll(milliseconds: AnswerSubscription.pollMilliseconds, writable: writable)
            let reading = Result { try subscriber.read(limit: AnswerSubscription.batch) }
            for event in subscriber.takeEvents() {
                switch event {
                case .connected(_, code: 0): isConnected = true
                case .subscribed(let grants):
                    if let failure = grants.lazy.compactMap(\.failure).first { throw failure }
                    log.info("listening for answers", metadata: ["filter": "\(AnswerSubscription.filter)"])
                case .connected, .listening, .disconnected: break
                }
            }
            let batch = subscriber.batch
            for index in 0..<batch.count {
                guard batch.publishedSize(at: index) == batch.withPayload(at: index, { $0.count }) else {
                    log.warning(
                        "an answer above broker.max-packet is not taken",
                        metadata: [
                            "topic": "\(batch.topic(at: index))", "bytes": "\(batch.publishedSize(at: index))",
                        ]
                    )
                    continue
                }
                try intake.take(topic: batch.topic(at: index), payload: batch.payload(at: index), at: now())
            }
            try reading.get()
            if subscriber.wantsWrite { try subscriber.acknowledge() }
            try subscriber.misc()
            if !batch.isEmpty || began.duration(to: .now) > AnswerSubscription.steadyAfter { works() }
        }
        try subscriber.disconnect()
    }
}
