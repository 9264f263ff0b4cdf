/// The name of a way by which alerts leave, as the outbox keeps it.
package struct ChannelName: RawRepresentable, Hashable, Comparable, Sendable {
    /// Letters, digits and `-`.
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// E-mail by SMTP.
    package static let mail = ChannelName(rawValue: "mail")
    /// The same e-mail as an `.eml` file.
    package static let eml = ChannelName(rawValue: "eml")
    /// A line in the service's own log.
    package static let log = ChannelName(rawValue: "log")
    /// A line of JSON in a file.
    package static let jsonl = ChannelName(rawValue: "jsonl")
    /// RFC 5424.
    package static let syslog = ChannelName(rawValue: "syslog")
    /// Common Alerting Protocol 1.2, as files.
    package static let cap = ChannelName(rawValue: "cap")
    /// The topic of a site's alerts.
    package static let mqtt = ChannelName(rawValue: "mqtt")

    /// A webhook by its name in the settings.
    package static func webhook(_ name: String) -> ChannelName { ChannelName(rawValue: "webhook-\(name)") }

    /// Nil for what is no webhook.
    package var webhook: String? {
        rawValue.hasPrefix("webhook-") ? String(rawValue.dropFirst("webhook-".count)) : nil
    }

    package static func < (a: ChannelName, b: ChannelName) -> Bool { a.rawValue < b.rawValue }
}
