package import Preflight
package import Records
package import Settings

/// Every kind of channel, in the order in which their settings are read, their channels made and their checks shown.
package enum ChannelKinds {
    /// A new kind is one line here.
    package static let all: [any ChannelKind.Type] = [
        MailKind.self,
        EMLKind.self,
        LogKind.self,
        WebhookKind.self,
        SyslogKind.self,
        JSONLKind.self,
        CAPKind.self,
        MQTTKind.self,
    ]

    static func read(_ section: Section, _ secret: Parser<Secret>, into settings: inout ReporterSettings) {
        func read<Kind: ChannelKind>(_ kind: Kind.Type) {
            settings[kind] = kind.read(section, ChannelReading(secret: secret, settings: settings))
        }
        for kind in all { read(kind) }
    }

    static func isAnyAsked(for section: Section, _ settings: ReporterSettings) -> Bool {
        all.contains { $0.isAsked(for: section, settings) }
    }

    /// Reports in the settings' `document` what the plan asks for and the settings lack.
    package static func check(_ settings: ReporterSettings, with plan: Plan, in document: Section) {
        for kind in all { kind.check(settings, with: plan, in: document) }
    }

    package static func channels(_ parts: ChannelParts) throws -> [any Channel] {
        func channels<Kind: ChannelKind>(_ kind: Kind.Type) throws -> [any Channel] {
            try parts.settings[kind].map { try kind.channels($0, parts) } ?? []
        }
        return try all.flatMap { try channels($0) }
    }

    package static func checks(_ settings: ReporterSettings, _ preflight: ChannelPreflight) -> [Check] {
        func checks<Kind: ChannelKind>(_ kind: Kind.Type) -> [Check] { kind.checks(settings[kind], preflight) }
        return all.flatMap { checks($0) }
    }

    package static func chineseName(ofCheck name: String) -> String? {
        all.lazy.compactMap { $0.chineseName(ofCheck: name) }.first
    }

    package static func certificates(_ settings: ReporterSettings) -> [WatchedCertificate] {
        func certificates<Kind: ChannelKind>(_ kind: Kind.Type) -> [WatchedCertificate] {
            settings[kind].map { kind.certificates($0) } ?? []
        }
        return all.flatMap { certificates($0) }
    }
}

extension ChannelName {
    private var kind: (any ChannelKind.Type)? { ChannelKinds.all.first { $0.owns(self) } }

    /// Tells of everything once, not once to each recipient.
    package var isBroadcast: Bool { kind?.isBroadcast ?? false }

    /// What people get, one by one.
    package var isGrouped: Bool { kind?.isGrouped ?? true }

    /// Read as a mail, which can show pictures.
    package var showsPictures: Bool { kind?.showsPictures ?? false }

    /// Whether there is an address for it; never through a channel that tells everybody.
    package func reaches(_ recipient: Recipient) -> Bool {
        !isBroadcast && kind?.reaches(recipient, through: self) ?? true
    }
}
