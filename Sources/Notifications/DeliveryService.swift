package import Logging
package import Records
package import Running
import ServiceLifecycle
package import StorePorts

/// Takes due alerts from the outbox, puts them into words, hands them to their channels, and records what became of
/// each attempt before the next.
///
/// ```
/// signal ──┬─▶ lane mail, violations ─▶ compose ─▶ channel ─▶ record
/// timer ───┼─▶ lane mail, sensors    ─▶    …
///          ├─▶ lane mail, operation  ─▶    …
///          └─▶ lane log              ─▶    …
/// ```
/// Each channel has lanes of its own, so that a mail server that hangs holds no file and no log line back. Channels
/// that people read have one for each category of alerts, so that nothing technical delays a violation; in the others
/// violations go first. An alert is delivered at least once: when its receipt cannot be recorded it may be sent again
/// after a restart, with the same id.
package struct DeliveryService: Service {
    private let lanes: [DeliveryLane]
    /// Signalled when the outbox has grown, also by a lane that has put an alert into it for another.
    private let wake: WakeSignal
    package let statistics: DeliveryStatistics

    /// `wake` is signalled when an alert was written; it wakes the lanes while the service runs. Alerts of
    /// `waiting` channels that are not given wait until they expire.
    package init(
        outbox: any Outbox,
        content: MessageContent,
        channels: [any Channel],
        waiting: Set<ChannelName> = [],
        policy: DeliveryPolicy,
        wake: WakeSignal,
        time: TimeSource,
        statistics: DeliveryStatistics = DeliveryStatistics(),
        logger: Logger
    ) {
        let recipients = RecipientBook(content.plan)
        // Alerts of a channel that the settings have lost expire and are seen, instead of waiting for ever.
        let missing = waiting.subtracting(channels.map(\.name)).sorted()
        let fallback = DeliveryLane.Fallback(
            channels: FallbackChannels(plan: content.plan, channels: channels.map(\.name)),
            due: { wake.signal() }
        )
        lanes = (channels + missing.map { MissingChannel(name: $0) }).flatMap { channel in
            let log = DeliveryLog(channel: channel.name, logger: logger)
            let categories = channel.name.isGrouped ? AlertCategory.allCases.map { [$0] } : [AlertCategory.allCases]
            return categories.map { categories in
                DeliveryLane(
                    scope: DeliveryLane.Scope(channel: channel, categories: categories),
                    outbox: outbox,
                    content: content,
                    recipients: recipients,
                    policy: policy,
                    fallback: fallback,
                    time: time,
                    statistics: statistics,
                    log: log
                )
            }
        }
        self.wake = wake
        self.statistics = statistics
    }

    /// Until shutdown or cancellation; attempts that are under way are finished and recorded.
    package func run() async throws {
        wake.forward(to: lanes.map(\.wake))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in lanes { group.addTask { try await lane.run() } }
            try await group.waitForAll()
        }
    }
}
