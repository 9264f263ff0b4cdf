package import Logging
package import Records
import Reports

/// One line in the service's own log, with the whole message as metadata.
package struct LogChannel: Channel {
    package let name = ChannelName.log
    private let logger: Logger

    package init(logger: Logger) {
        self.logger = logger
    }

    package func deliver(_ outgoing: OutgoingMessage, to recipient: Recipient) -> DeliveryOutcome {
        let lines = outgoing.message.text.split(separator: "\n").joined(separator: " | ")
        logger.notice(
            "alert",
            metadata: [
                "alert": "\(outgoing.id)", "authority": "\(recipient.id)", "subject": "\(outgoing.message.subject)",
                "text": "\(lines)",
            ]
        )
        return DeliveryOutcome(.accepted, "written to the log")
    }
}
