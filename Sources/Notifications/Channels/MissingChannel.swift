import Records

/// Stands in for a channel that is not set up: its alerts wait, so that they still leave when it comes back before they
/// expire.
struct MissingChannel: Channel {
    let name: ChannelName

    func deliver(_ outgoing: OutgoingMessage, to recipient: Recipient) -> DeliveryOutcome {
        DeliveryOutcome(.deferred, "the channel \(name.rawValue) is not set up")
    }
}
