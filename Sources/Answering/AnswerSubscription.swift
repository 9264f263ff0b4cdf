package import EventTime
package import Logging
package import Mosquitto
package import NoiseRules
package import Records
package import Running
package import Settings
package import StorePorts

/// Takes answers from `noise/1/+/answers` until shutdown, in a durable session of its own.
///
/// A message is acknowledged after its answer is committed, or refused and logged. One dedicated thread does all of it,
/// and a broker or a store that fails is tried again.
package struct AnswerSubscription: ThreadedService {
    package let threadName = "answers"
    package let wake = WakeSignal()
    private let connection: ConnectionOptions
    private let password: Secret?
    private let intake: AnswerIntake
    private let time: TimeSource
    private let log: Logger

    package static let filter = "noise/1/+/answers"

    /// `connection` is the collector's own; the session is that of the client id with "-answers" behind it. `present`
    /// says how loud it is where a violation was found: a case is not closed over noise unless the answer says that
    /// this is meant.
    package init(
        connection: ConnectionOptions,
        password: Secret?,
        store: any ViolationLog,
        present: @escaping @Sendable (ViolationChange, Instant) throws -> PresentNoise? = { _, _ in nil },
        time: TimeSource,
        log: Logger
    ) {
        var connection = connection
        connection.clientID += "-answers"
        connection.limits.receiveMaximum = UInt16(AnswerSubscription.batch)
        self.connection = connection
        self.password = password
        intake = AnswerIntake(store: store, log: log, present: present)
        self.time = time
        self.log = log
    }

    private static let batch = 50
    private static let pollMilliseconds = 200
    /// A connection that held this long was a good one.
    private static let steadyAfter = Duration.seconds(10)

    package func work(_ lifetime: ThreadLifetime) throws {
        let subscriber = try MosquittoSubscriber(
            options: connection,
            password: password?.reveal(),
            filters: [AnswerSubscription.filter]
        )
        DurableSubscription(
            subscriber,
            steadyAfter: AnswerSubscription.steadyAfter,
            pollMilliseconds: AnswerSubscription.pollMilliseconds,
            time: time
        ).run(AnswerReceiver(intake: intake, time: time, log: log), until: lifetime)
    }

    /// What the thread does with each batch.
    private final class AnswerReceiver: SubscriptionHandler {
        private let intake: AnswerIntake
        private let time: TimeSource
        private let log: Logger
        /// The failure that was logged last, until a connection has stood or an answer was taken.
        private var trouble: String?
        private var subscribedAt: ContinuousClock.Instant?

        init(intake: AnswerIntake, time: TimeSource, log: Logger) {
            (self.intake, self.time, self.log) = (intake, time, log)
        }

        func read(_ subscriber: MosquittoSubscriber) throws { try subscriber.read(limit: AnswerSubscription.batch) }

        func note(_ event: ConnectionEvent) throws {
            guard case .subscribed(let grants) = event else { return }
            if let failure = grants.lazy.compactMap(\.failure).first { throw failure }
            subscribedAt = .now
            log.info("listening for answers", metadata: ["filter": "\(AnswerSubscription.filter)"])
        }

        func take(_ batch: MessageBatch) throws {
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
                try intake.take(topic: batch.topic(at: index), payload: batch.payload(at: index), at: time.now())
            }
            trouble = nil
        }

        func didSend() {
            if let subscribedAt, .now - subscribedAt > AnswerSubscription.steadyAfter { trouble = nil }
        }

        func wasInterrupted(_ error: any Error, unanswered: OptionalSubscription?) {
            subscribedAt = nil
            if "\(error)" != trouble {
                log.warning("answers cannot be received, trying again", metadata: ["error": "\(error)"])
            }
            trouble = "\(error)"
        }
    }
}
