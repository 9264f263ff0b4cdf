package import Mosquitto
package import Records
import Reports
package import Settings
package import Sites

/// The broker at which alerts are published, and as whom.
package struct MQTTSettings: Sendable {
    /// With a client id of its own, and a session that ends with the connection.
    package var connection: ConnectionOptions
    package var password: Secret?
    /// Ids of the sites at which is told what is about none.
    package var sites: [SiteID]

    /// At the broker of the readings, as `clientID`.
    package init(_ broker: ConnectionOptions, password: Secret?, clientID: String, sites: [SiteID]) {
        connection = broker
        connection.clientID = clientID
        connection.cleanSession = true
        self.password = password
        self.sites = sites
    }
}

/// The violations of a site that are open and were told. Blocks on the store.
package typealias OpenViolations = @Sendable (SiteID) throws -> [ViolationRecord]

/// Alerts on `noise/1/{site}/alerts`, QoS 1, as JSON (version 1).
///
/// What tells of a violation is retained while any violation is open at the site, so that whoever comes later learns of
/// it. When the last one is over, that is told without being retained, and an empty message takes the retained one
/// away. What is about no site is told at all of them. Accepted when the broker has acknowledged every message
/// (PUBACK); every failure is worth another try, and a repeat has the same `event.alert`.
package struct MQTTChannel: Channel {
    package let name = ChannelName.mqtt
    package let readsFacts = true
    private let settings: MQTTSettings
    private let openViolations: OpenViolations
    /// For the broker's answer, and again for the acknowledgements; how long an address that never answers is tried is
    /// the system's to say, two minutes as a rule, and holds nothing back but this channel.
    private static let patience = 10_000

    package init(_ settings: MQTTSettings, open: @escaping OpenViolations) {
        self.settings = settings
        openViolations = open
    }

    package func deliver(_ outgoing: OutgoingMessage, to recipient: Recipient) -> DeliveryOutcome {
        do {
            var messages: [Message] = []
            for facts in outgoing.message.facts { messages += try self.messages(facts) }
            let publisher = try MosquittoPublisher(
                options: settings.connection,
                password: settings.password?.reveal(),
                milliseconds: MQTTChannel.patience
            )
            for message in messages {
                try publisher.publish(
                    topic: message.topic,
                    payload: Array(message.payload.utf8),
                    retained: message.isRetained
                )
            }
            try publisher.flush(milliseconds: MQTTChannel.patience)
            // Everything is acknowledged by now: how the connection ends changes nothing.
            try? publisher.disconnect()
            let topics = messages.map(\.topic).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            return DeliveryOutcome(
                .accepted,
                "PUBACK of \(settings.connection.address) for \(topics.joined(separator: ", "))"
            )
        } catch {
            return DeliveryOutcome(.deferred, "\(error)")
        }
    }

    private struct Message {
        var topic: String
        var payload: String
        var isRetained = false
    }

    private func messages(_ facts: AlertFacts) throws -> [Message] {
        guard let site = facts.site?.id else {
            return try settings.sites.map { site in
                Message(topic: topic(site), payload: payload(facts, open: try openViolations(site)))
            }
        }
        let open = try openViolations(site)
        let message = Message(topic: topic(site), payload: payload(facts, open: open))
        // Only a violation stays: a retained sensor alert would be shown for ever.
        guard facts.change != nil else { return [message] }
        guard open.isEmpty else {
            return [Message(topic: message.topic, payload: message.payload, isRetained: true)]
        }
        return [message, Message(topic: message.topic, payload: "", isRetained: true)]
    }

    private func topic(_ site: SiteID) -> String { "noise/1/\(site)/alerts" }

    private func payload(_ facts: AlertFacts, open: [ViolationRecord]) -> String {
        var object = JSONObject()
        object.set("v", 1)
        object.set("state", open.isEmpty ? "quiet" : "open")
        object.set("open", json: open.map { facts.json(open: $0) })
        object.set("event", json: facts.json)
        return object.text
    }
}
