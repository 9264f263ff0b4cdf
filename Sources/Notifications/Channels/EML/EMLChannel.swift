package import Curl
import Foundation
package import Records
import Reports

/// The mail as a file that any mail program opens: `{alert id}.eml` in one directory.
///
/// A file is there whole or not at all, and survives a power cut once it is accepted; a repeat replaces it.
package struct EMLChannel: Channel {
    package let name = ChannelName.eml
    package let isReadByPeople = true
    private let directory: String
    private let from: MailAddress

    package init(directory: String, from: MailAddress) {
        self.directory = directory
        self.from = from
    }

    package func deliver(_ outgoing: OutgoingMessage, to recipient: Recipient) -> DeliveryOutcome {
        let id = outgoing.id.text
        guard DurableFile.isName(id) else {
            return DeliveryOutcome(.refused, "the alert's id \(id.debugDescription) cannot be a file name")
        }
        // The id names the channel at its end already.
        let file = "\(directory)/\(id)" + (id.hasSuffix(".eml") ? "" : ".eml")
        do {
            let mail = try AlertMail(outgoing, from: from, to: recipient)
            let bytes = Data(mail.message.rendered())
            try DurableFile.write(bytes, to: file)
            return DeliveryOutcome(.accepted, file).of(bytes)
        } catch let refusal as AlertMail.Refusal {
            return DeliveryOutcome(.refused, refusal.reason)
        } catch {
            return DeliveryOutcome(.deferred, "cannot write \(file): \(error.localizedDescription)")
        }
    }
}
