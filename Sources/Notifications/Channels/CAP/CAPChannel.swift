package import EventTime
import Foundation
package import Records
import Reports

/// The folder for CAP documents, and who sends them.
package struct CAPSettings: Sendable {
    package var directory: String
    /// Globally unique, such as a mail address; no spaces, commas, `<` or `&` (CAP 1.2 clause 3.2.1).
    package var sender: String

    /// Where the settings have no mail address either.
    package static let usualSender = "quiethours@localhost"

    package init(directory: String, sender: String = CAPSettings.usualSender) {
        self.directory = directory
        self.sender = sender
    }
}

/// What the same recipient was told before of the same violation, through the same channel: the messages that were
/// delivered, oldest first. Blocks on the store.
package typealias EarlierMessages = @Sendable (Alert) throws -> [EarlierMessage]

/// A message that was delivered.
package struct EarlierMessage: Hashable, Sendable {
    /// The parcel's.
    package var id: AlertID
    /// When its first alert was made.
    package var createdAt: Instant

    package init(id: AlertID, createdAt: Instant) {
        self.id = id
        self.createdAt = createdAt
    }
}

/// CAP 1.2 documents as files, one for each alert: `{alert id}.xml` in one directory.
///
/// A file is there whole or not at all, and survives a power cut once it is accepted; a repeat replaces it. Whatever
/// hinders the writing may be mended, so every failure is worth another try, but for an id that is no file name.
package struct CAPChannel: Channel {
    package let name = ChannelName.cap
    package let readsFacts = true
    private let settings: CAPSettings
    private let earlier: EarlierMessages

    package init(_ settings: CAPSettings, earlier: @escaping EarlierMessages) {
        self.settings = settings
        self.earlier = earlier
    }

    package func deliver(_ outgoing: OutgoingMessage, to recipient: Recipient) -> DeliveryOutcome {
        let id = outgoing.id.text
        guard DurableFile.isName(id) else {
            return DeliveryOutcome(.refused, "the alert's id \(id.debugDescription) cannot be a file name")
        }
        // The id names the channel at its end.
        let file = "\(settings.directory)/\(id.hasSuffix(".cap") ? String(id.dropLast(4)) : id).xml"
        do {
            let document = try CAPForm(sender: settings.sender, earlier: earlier).document(outgoing, to: recipient)
            try DurableFile.write(document, to: file, isShared: true)
            return DeliveryOutcome(.accepted, file).of(document.utf8)
        } catch {
            return DeliveryOutcome(.deferred, "cannot write \(file): \(error.localizedDescription)")
        }
    }
}

/// A CAP 1.2 document as the body of a POST.
struct CAPForm: WebhookForm {
    let isSignedInHeaders = true
    let sender: String
    let earlier: EarlierMessages

    func post(_ outgoing: OutgoingMessage, to recipient: Recipient, at now: Instant) throws -> WebhookPost {
        WebhookPost(body: try document(outgoing, to: recipient), contentType: "application/cap+xml; charset=utf-8")
    }

    /// The same for the same parcel, but for what was told before and for how late it is.
    func document(_ outgoing: OutgoingMessage, to recipient: Recipient) throws -> String {
        var references: [CAPAlert.Reference] = []
        for alert in outgoing.alerts {
            for known in try earlier(alert) where known.id != outgoing.id {
                let reference = CAPAlert.Reference(identifier: known.id.text, sent: known.createdAt)
                if !references.contains(reference) { references.append(reference) }
            }
        }
        return CAPAlert(
            identifier: outgoing.id.text,
            sender: sender,
            sent: outgoing.createdAt,
            addresses: recipient.authority == nil ? [] : [recipient.id.text],
            references: references,
            facts: outgoing.message.facts
        )
        .document
    }
}
