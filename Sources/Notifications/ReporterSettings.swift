package import EventTime
package import Reports

/// Through which channels alerts leave, and how long they are tried.
package struct ReporterSettings: Sendable {
    package var mail: MailSettings?
    /// Directory for `.eml` files.
    package var emlDirectory: String?
    package var webhooks: [WebhookSettings] = []
    package var syslog: SyslogSettings?
    /// File for a line of JSON each.
    package var jsonlFile: String?
    package var cap: CAPSettings?
    package var mqtt: MQTTClient?
    /// On which messages show a site; telephones use their own where it is nil.
    package var map: MapService?
    /// Whether each alert is written to the service's log.
    package var log: Bool
    /// Wait before the second attempt; it doubles with each further one.
    package var firstRetry: TimeSpan
    package var longestRetry: TimeSpan
    /// After this long an alert is not news any more and is given up.
    package var expiry: TimeSpan
    /// How messages are gathered, and how many one recipient gets.
    package var grouping: Grouping

    /// As whom alerts are published at the broker of the readings.
    package struct MQTTClient: Hashable, Sendable {
        /// Nil for that of the readings with "-alerts" behind it.
        package var clientID: String?

        package init(clientID: String? = nil) {
            self.clientID = clientID
        }
    }

    package init(
        mail: MailSettings? = nil,
        emlDirectory: String? = nil,
        log: Bool = true,
        firstRetry: TimeSpan = .seconds(2),
        longestRetry: TimeSpan = .minutes(5),
        expiry: TimeSpan = .hours(24),
        grouping: Grouping = Grouping()
    ) {
        self.mail = mail
        self.emlDirectory = emlDirectory
        self.log = log
        self.firstRetry = firstRetry
        self.longestRetry = longestRetry
        self.expiry = expiry
        self.grouping = grouping
    }
}
