package import Preflight
package import Settings

/// `jsonl: {file: PATH}`: a line of JSON for each alert.
package enum JSONLKind: ChannelKind {
    package static let key = "jsonl"
    package static let isBroadcast = true

    /// The file.
    package static func read(_ section: Section, _ reading: ChannelReading) -> String? {
        section.optional(key, .jsonlFile)
    }

    package static func channels(_ file: String, _ parts: ChannelParts) throws -> [any Channel] {
        [JSONLChannel(file: file)]
    }

    package static func checks(_ file: String?, _ preflight: ChannelPreflight) -> [Check] {
        guard let file else { return [] }
        let disk = Wording("Look whether the disk under it answers.", zh: "请检查其所在磁盘是否响应。")
        return [Check("alert lines", limit: 5, remedy: disk) { [JSONLPreflight.look(at: file)] }]
    }

    package static func chineseName(ofCheck name: String) -> String? { name == "alert lines" ? "告警文件" : nil }
}

extension ReporterSettings {
    /// File for a line of JSON each.
    package var jsonlFile: String? {
        get { self[JSONLKind.self] }
        set { self[JSONLKind.self] = newValue }
    }
}

extension Parser where T == String {
    /// `{file: PATH}`
    fileprivate static var jsonlFile: Parser {
        Parser(expected: Wording("{file: PATH}", zh: "{file: 路径}")) { value in
            guard let section = value.section() else { return nil }
            let file = section.required("file", .path)
            section.finish()
            return file
        }
    }
}
