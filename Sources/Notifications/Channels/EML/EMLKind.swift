import Curl
package import Preflight
package import Records
package import Settings

/// `eml: {directory: PATH}`: mails as files.
package enum EMLKind: ChannelKind {
    package static let key = "eml"
    package static let isGrouped = false
    package static let showsPictures = true

    package static func reaches(_ recipient: Recipient, through name: ChannelName) -> Bool { !recipient.mail.isEmpty }

    /// The folder.
    package static func read(_ section: Section, _ reading: ChannelReading) -> String? {
        section.optional(key, .directory)
    }

    package static func channels(_ directory: String, _ parts: ChannelParts) throws -> [any Channel] {
        let sender = try MailAddress(parts.settings.mail?.from ?? "quiethours@localhost")
        return [EMLChannel(directory: directory, from: sender)]
    }

    package static func checks(_ directory: String?, _ preflight: ChannelPreflight) -> [Check] {
        guard let directory else { return [] }
        return [Check("mail files", limit: 5, remedy: MailKind.remedy) { [FolderCheck.look(at: directory)] }]
    }

    package static func chineseName(ofCheck name: String) -> String? { name == "mail files" ? "邮件文件" : nil }
}

extension ReporterSettings {
    /// Folder for `.eml` files.
    package var emlDirectory: String? {
        get { self[EMLKind.self] }
        set { self[EMLKind.self] = newValue }
    }
}

extension Parser where T == String {
    /// `{directory: PATH}`
    fileprivate static var directory: Parser {
        Parser(expected: Wording("{directory: PATH}", zh: "{directory: 路径}")) { value in
            guard let section = value.section() else { return nil }
            let directory = section.required("directory", .path)
            section.finish()
            return directory
        }
    }
}
