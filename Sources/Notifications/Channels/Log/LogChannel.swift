package import Logging
package import Records
import Reports

/// One line in the service's own log, with the whole message as metadata.
///
/// A line that the log has lost is worth another try: its disk may have room again, its reader may read again. A repeat
/// has the same `alert`.
package struct LogChannel: Channel {
    package let name = ChannelName.log
    private let logger: Logger

    package init(logger: Logger) {
        self.logger = logger
    }

    package func deliver(_ outgoing: OutgoingMessage, to recipient: Recipient) -> DeliveryOutcome {
        let lines = outgoing.message.text.split(separator: "\n").joined(separator: " | ")
        let metadata: Logger.Metadata = [
            "alert": "\(outgoing.id)", "authority": "\(recipient.id)", "subject": "\(outgoing.message.subject)",
            "text": "\(lines)",
        ]
        switch LogReceipt.of({ logger.notice("alert", metadata: metadata) }) {
        case .lost(let reason): return DeliveryOutcome(.deferred, "lost by the log: \(reason)")
        case .written, nil: return DeliveryOutcome(.accepted, "written to the log")
        }
    }
}
