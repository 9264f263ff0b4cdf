package import Preflight
package import Records
package import Settings

/// `webhooks`: web addresses to which alerts are posted, each under the name by which recipients of the plan have it.
package enum WebhookKind: ChannelKind {
    package struct Setup: Sendable {
        /// Those without a problem.
        package var webhooks: [WebhookSettings]
        /// Of all that are written.
        package var names: Set<String>
    }

    package static let key = "webhooks"

    package static func owns(_ name: ChannelName) -> Bool { name.webhook != nil }

    package static func reaches(_ recipient: Recipient, through name: ChannelName) -> Bool {
        name.webhook.map(recipient.webhooks.contains) ?? false
    }

    package static func read(_ section: Section, _ reading: ChannelReading) -> Setup? {
        section.optionalItems(key, Parser<WebhookSettings>.webhooks(reading.secret, reading.settings.mail?.from))
            .map { Setup(webhooks: $0.settings, names: $0.names) }
    }

    package static func isAsked(for section: Section, _ settings: ReporterSettings) -> Bool { section.hasItems(key) }

    /// Names of webhooks in the plan that no setting explains, each once.
    package static func check(_ settings: ReporterSettings, with plan: Plan, in document: Section) {
        var seen = settings[WebhookKind.self]?.names ?? []
        for authority in plan.authorities {
            let named =
                authority.webhooks.map { (RecipientID(authority: authority.id), $0) }
                + authority.staff.officers.flatMap { officer in
                    officer.webhooks.map { (RecipientID(authority: authority.id, officer: officer.id), $0) }
                }
                + authority.secondChannels.compactMap(\.webhook).map { (RecipientID(authority: authority.id), $0) }
            for (recipient, webhook) in named where seen.insert(webhook).inserted {
                document.report(
                    "reporters",
                    Wording(
                        "the plan tells \(recipient) through the webhook \(webhook), which is not set up here; add it under "
                            + "reporters.webhooks, or take it out of the plan",
                        zh: "预案通过 webhook \(webhook) 通知 \(recipient)，而此处没有设置；请在 reporters.webhooks 下添加，或从预案中删去"
                    )
                )
            }
        }
    }

    package static func channels(_ setup: Setup, _ parts: ChannelParts) throws -> [any Channel] {
        setup.webhooks.map { WebhookChannel($0, earlier: parts.earlierMessages, now: parts.now) }
    }

    package static func checks(_ setup: Setup?, _ preflight: ChannelPreflight) -> [Check] {
        WebhookPreflight.checks(setup?.webhooks ?? [], preflight)
    }

    package static func chineseName(ofCheck name: String) -> String? {
        let prefix = "webhook "
        return name.hasPrefix(prefix) ? "Webhook " + name.dropFirst(prefix.count) : nil
    }

    package static func certificates(_ setup: Setup) -> [WatchedCertificate] {
        setup.webhooks.compactMap(\.certificate)
    }
}

extension ReporterSettings {
    package var webhooks: [WebhookSettings] {
        get { self[WebhookKind.self]?.webhooks ?? [] }
        set { self[WebhookKind.self] = WebhookKind.Setup(webhooks: newValue, names: Set(newValue.map(\.name))) }
    }
}
