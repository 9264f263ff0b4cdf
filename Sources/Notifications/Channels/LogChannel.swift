package import Logging
package import Records
package import Reports

/// One line in the service's own log, with the whole message as metadata.
package struct LogChannel: Channel {
    package let name = ChannelName.log
    private let logger: Logger

    package init(logger: Logger) {
        self.logger = logger
    }

    package func deliver(_ alert: Alert, _ message: AlertMessage, to authority: Authority) -> DeliveryOutcome {
        let lines = message.text.split(separator: "\n").joined(separator: " | ")
        logger.notice(
            "alert",
            metadata: [
                "alert": "\(alert.id)", "authority": "\(authority.id)", "subject": "\(message.subject)",
                "text": "\(lines)",
            ]
        )
        return DeliveryOutcome(.accepted, "written to the log")
    }
}
