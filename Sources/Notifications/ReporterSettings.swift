package import EventTime

/// Through which channels alerts leave, and how long they are tried.
package struct ReporterSettings: Sendable {
    package var mail: MailSettings?
    /// Directory for `.eml` files.
    package var emlDirectory: String?
    /// Whether each alert is written to the service's log.
    package var log: Bool
    /// Wait before the second attempt; it doubles with each further one.
    package var firstRetry: Span
    package var longestRetry: Span
    /// After this long an alert is not news any more and is given up.
    package var expiry: Span
    /// How messages are gathered, and how many one recipient gets.
    package var packing: Packing

    package init(
        mail: MailSettings? = nil,
        emlDirectory: String? = nil,
        log: Bool = true,
        firstRetry: Span = .seconds(2),
        longestRetry: Span = .minutes(5),
        expiry: Span = .hours(24),
        packing: Packing = Packing()
    ) {
        self.mail = mail
        self.emlDirectory = emlDirectory
        self.log = log
        self.firstRetry = firstRetry
        self.longestRetry = longestRetry
        self.expiry = expiry
        self.packing = packing
    }
}
