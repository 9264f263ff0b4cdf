package import Preflight
package import Settings

/// `cap: {directory: PATH}`: CAP 1.2 documents as files.
package enum CAPKind: ChannelKind {
    package static let key = "cap"
    package static let isBroadcast = true

    package static func read(_ section: Section, _ reading: ChannelReading) -> CAPSettings? {
        section.optional(key, .cap(mailSender: reading.settings.mail?.from))
    }

    package static func channels(_ settings: CAPSettings, _ parts: ChannelParts) throws -> [any Channel] {
        [CAPChannel(settings, earlier: parts.earlierMessages)]
    }

    package static func checks(_ settings: CAPSettings?, _ preflight: ChannelPreflight) -> [Check] {
        guard let settings else { return [] }
        let disk = Wording("Look whether the disk under it answers.", zh: "请检查其所在磁盘是否响应。")
        return [Check("CAP files", limit: 5, remedy: disk) { [FolderCheck.look(at: settings.directory)] }]
    }

    package static func chineseName(ofCheck name: String) -> String? { name == "CAP files" ? "CAP 文件" : nil }
}

extension ReporterSettings {
    package var cap: CAPSettings? {
        get { self[CAPKind.self] }
        set { self[CAPKind.self] = newValue }
    }
}

extension Parser where T == CAPSettings {
    /// `mailSender` sends where no sender is written.
    fileprivate static func cap(mailSender: String?) -> Parser {
        Parser(expected: Wording("a section with directory", zh: "含有 directory 的一节")) { value in
            guard let section = value.section() else { return nil }
            let directory = section.required("directory", .path)
            let sender = section.optional("sender", .capSender, default: mailSender ?? CAPSettings.usualSender)
            section.finish()
            return directory.map { CAPSettings(directory: $0, sender: sender) }
        }
    }
}

extension Parser where T == String {
    /// CAP 1.2 clause 3.2.1.
    static var capSender: Parser {
        Parser(
            expected: Wording(
                "a name like quiethours@example.org, without spaces, commas, < and &",
                zh: "形如 quiethours@example.org 的名称，不含空格、逗号、< 和 &"
            )
        ) { text in
            !text.isEmpty && text.utf8.count <= 254 && !text.contains { " ,<&".contains($0) || $0.isNewline }
                ? text : nil
        }
    }
}
