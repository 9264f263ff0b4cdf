package import EventTime
package import Logging
import Machine
import Notifications
package import Records
import Running
package import ServiceSettings
import StorePorts

/// One test alert to everybody whom any route can reach.
///
/// Where the service runs, it delivers them; where it does not, the drill delivers its own alerts, and no others, by
/// itself.
package struct DrillRun {
    private let configuration: Configuration
    private let store: any Store
    private let routing: AlertRouting
    private let log: Logger

    /// Opens the store, and makes it when it is missing.
    package init(configuration: Configuration, log: Logger) throws {
        self.configuration = configuration
        self.log = log
        store = try StoreFactory.open(configuration.storePath, rejected: configuration.quarantine)
        let channels = try DrillRun.assembly(configuration, store, log).channels().map(\.name)
        routing = AlertRouting(plan: configuration.plan, channels: channels, expiry: configuration.reporters.expiry)
    }

    /// Holds the drill and waits until each alert is delivered or given up, at most for `atMost`; `progress` is told
    /// how many of how many are, again and again.
    ///
    /// - Returns: The drill's alerts with their receipts; empty when the plan's routes reach nobody.
    package func run(
        by: String,
        at now: Instant,
        atMost: TimeSpan,
        progress: @Sendable (Int, Int) -> Void
    ) async throws -> [(Alert, [Delivery])] {
        let id = "\(RFC3339.format(now, offset: 0).prefix(19).filter(\.isNumber))"
        let alerts = routing.alerts(forDrill: id, by: by, routes: routing.table.all, at: now)
        guard !alerts.isEmpty, try store.put(alerts) > 0 else { return [] }
        let lock = try InstanceLock(path: StorePlace(configuration.storePath).lock)
        defer { withExtendedLifetime(lock) {} }
        let delivery = try lock.map { _ in try deliver(id) }
        defer { delivery?.cancel() }

        var waited = TimeSpan.zero
        while true {
            let receipts = try store.alerts(ofDrill: id)
            let done = receipts.filter { $0.0.state != .pending }.count
            progress(done, receipts.count)
            if done == receipts.count || waited >= atMost {
                delivery?.cancel()
                try? await delivery?.value
                return try store.alerts(ofDrill: id)
            }
            try await Task.sleep(for: .milliseconds(200))
            waited = waited + .milliseconds(200)
        }
    }

    private static func assembly(_ configuration: Configuration, _ store: any Store, _ log: Logger) -> ChannelAssembly {
        ChannelAssembly(configuration: configuration, store: store, now: TimeSource.system.now, log: log)
    }

    private func deliver(_ drill: String) throws -> Task<Void, any Error> {
        let assembly = DrillRun.assembly(configuration, store, log)
        let channels = try assembly.channels()
        let service = DeliveryService(
            outbox: DrillOutbox(store: store, drill: drill),
            content: MessageContent(plan: configuration.plan, composer: assembly.composer(for: channels)),
            channels: channels,
            policy: DeliveryPolicy(
                retry: RetryPolicy(configuration.reporters),
                grouping: configuration.reporters.grouping
            ),
            wake: WakeSignal(),
            time: .system,
            logger: log
        )
        return Task { try await service.run() }
    }
}

/// The outbox with nothing in it but one drill.
private struct DrillOutbox: Outbox {
    let store: any Store
    let drill: String

    func dueAlerts(at now: Instant, channel: ChannelName, category: AlertCategory?, limit: Int) throws -> [Alert] {
        try pending(channel, category).filter { $0.nextAttemptAt <= now }
    }

    func nextAttempt(channel: ChannelName, category: AlertCategory?) throws -> Instant? {
        try pending(channel, category).map(\.nextAttemptAt).min()
    }

    func waitingChannels() throws -> Set<ChannelName> { [] }

    func record(_ records: [DeliveryRecord], adding alerts: [Alert]) throws {
        try store.record(records, adding: alerts)
    }

    func hold(_ alerts: [AlertID], until instant: Instant) throws {
        try store.hold(alerts, until: instant)
    }

    func hold(_ alerts: [AlertID: AlertHold.Reason], until instant: Instant) throws {
        try store.hold(alerts, until: instant)
    }

    func acceptedMessages(
        through channel: ChannelName,
        category: AlertCategory,
        since instant: Instant
    ) throws -> [SentMessage] {
        try store.acceptedMessages(through: channel, category: category, since: instant)
    }

    private func pending(_ channel: ChannelName, _ category: AlertCategory?) throws -> [Alert] {
        try store.alerts(ofDrill: drill).map(\.0).filter { alert in
            alert.state == .pending && alert.channel == channel
                && (category.map { $0 == alert.subject.category } ?? true)
        }
    }
}
