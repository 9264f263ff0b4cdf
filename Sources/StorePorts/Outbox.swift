package import EventTime
package import Records

/// Alerts on their way. Safe from any thread; calls block.
package protocol Outbox: Sendable {
    /// Pending alerts of a channel whose next attempt is due, oldest first; of one category, or of all when it is nil.
    func dueAlerts(at now: Instant, channel: ChannelName, category: AlertCategory?, limit: Int) throws -> [Alert]
    /// When the next pending alert of a channel falls due; nil when none is pending. Of one category, or of all when it
    /// is nil.
    func nextAttempt(channel: ChannelName, category: AlertCategory?) throws -> Instant?
    /// The channels for which alerts are pending.
    func waitingChannels() throws -> Set<ChannelName>
    /// Writes the attempts and the new states of their alerts together, and puts further alerts beside them.
    func record(_ records: [DeliveryRecord], adding alerts: [Alert]) throws
    /// Moves the next attempt of pending alerts.
    func hold(_ alerts: [AlertID], until instant: Instant) throws
    /// The same, with the reasons, of which the last is kept.
    func hold(_ alerts: [AlertID: AlertHold.Reason], until instant: Instant) throws
    /// The messages of one category that were accepted after `instant`, oldest first, each with the alerts that it
    /// carried.
    func acceptedMessages(
        through channel: ChannelName,
        category: AlertCategory,
        since instant: Instant
    ) throws -> [SentMessage]
}

extension Outbox {
    /// Of all categories.
    package func dueAlerts(at now: Instant, channel: ChannelName, limit: Int) throws -> [Alert] {
        try dueAlerts(at: now, channel: channel, category: nil, limit: limit)
    }

    /// Of all categories.
    package func nextAttempt(channel: ChannelName) throws -> Instant? {
        try nextAttempt(channel: channel, category: nil)
    }
}
