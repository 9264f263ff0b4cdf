package import Settings

/// `log: true`: a line in the service's own log, unless the settings say `false`.
package enum LogKind: ChannelKind {
    package static let key = "log"
    package static let isGrouped = false
    package static let usual: Bool? = true

    package static func read(_ section: Section, _ reading: ChannelReading) -> Bool? {
        section.optional(key, .flag, default: true)
    }

    package static func isAsked(for section: Section, _ settings: ReporterSettings) -> Bool { settings.log }

    package static func channels(_ isOn: Bool, _ parts: ChannelParts) throws -> [any Channel] {
        isOn ? [LogChannel(logger: parts.log)] : []
    }
}

extension ReporterSettings {
    /// Whether each alert is written to the service's log.
    package var log: Bool {
        get { self[LogKind.self] ?? true }
        set { self[LogKind.self] = newValue }
    }
}
