package import Preflight
package import Settings

/// `syslog`: RFC 5424 messages to a server.
package enum SyslogKind: ChannelKind {
    package static let key = "syslog"
    package static let isBroadcast = true

    package static func read(_ section: Section, _ reading: ChannelReading) -> SyslogSettings? {
        section.optional(key, .syslog)
    }

    package static func channels(_ settings: SyslogSettings, _ parts: ChannelParts) throws -> [any Channel] {
        [SyslogChannel(settings, now: parts.now)]
    }

    package static func checks(_ settings: SyslogSettings?, _ preflight: ChannelPreflight) -> [Check] {
        guard let settings else { return [] }
        let remedy = Wording(
            "Look whether the syslog server runs at \(settings.address).",
            zh: "请检查 \(settings.address) 的 syslog 服务器是否运行。"
        )
        return [Check("syslog", limit: 20, remedy: remedy) { [SyslogPreflight.look(at: settings)] }]
    }
}

extension ReporterSettings {
    package var syslog: SyslogSettings? {
        get { self[SyslogKind.self] }
        set { self[SyslogKind.self] = newValue }
    }
}
