import EventTime
import Records

/// Where an alert goes when its channel has failed: through the channels that its authority keeps for that.
struct FallbackChannels: Sendable {
    private let channels: [ChannelName]
    private let recipients: RecipientBook

    /// `channels` are those that are set up.
    init(plan: Plan, channels: [ChannelName]) {
        self.channels = channels
        recipients = RecipientBook(plan)
    }

    /// The same alert through each second channel that reaches its recipient; none after a second channel itself.
    func alerts(after alert: Alert, at now: Instant) -> [Alert] {
        guard let recipient = try? recipients.recipient(of: alert), let authority = recipient.authority else {
            return []
        }
        let second = authority.secondChannels
        guard !second.contains(alert.channel) else { return [] }
        return second.filter { channels.contains($0) && $0.reaches(recipient) }.map { channel in
            var again = alert
            again.id = AlertID(
                alert.subject,
                authority: authority.id,
                officer: recipient.officer?.id,
                channel: channel
            )
            again.channel = channel
            again.attempts = 0
            again.state = .pending
            again.createdAt = alert.createdAt
            again.nextAttemptAt = now
            return again
        }
    }
}
