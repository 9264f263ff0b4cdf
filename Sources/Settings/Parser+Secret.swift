import Foundation

extension Parser where T == Secret {
    /// A secret by reference, `{env: NAME}` or `{file: PATH}`; one that stands in the settings themselves is refused.
    ///
    /// The file holds the secret in its only line. No problem quotes what stands here, apart from the name of a
    /// variable, to be found in `environment`, and the path of a file. `noteFile` is given the path of every file that
    /// a secret came from.
    package static func secret(
        environment: [String: String],
        noteFile: @escaping (String) -> Void = { _ in }
    ) -> Parser {
        let wanted = "{env: NAME} or {file: PATH}"
        return Parser(wanted: wanted) { value in
            guard value.isSection else {
                value.reportAsIs(
                    "a secret does not belong in this file; keep it in the environment or in a file of its own, and "
                        + "write \(wanted)"
                )
                return nil
            }
            guard let section = value.section(quotableKeys: ["env", "file"]) else { return nil }
            let fromEnvironment = section.optional("env", .variable(of: environment))
            let fromFile = section.optional("file", .secretFile(noteFile))
            section.finish()
            guard section.has("env") != section.has("file") else {
                section.report("write either \(wanted)")
                return nil
            }
            return fromEnvironment ?? fromFile
        }
    }

    private static func variable(of environment: [String: String]) -> Parser {
        let wanted = "the name of an environment variable: letters, digits and _"
        return Parser(wanted: wanted) { value in
            guard let name = value.text(wanted: wanted) else { return nil }
            guard isVariableName(name) else {
                value.reportAsIs("this is not the name of an environment variable; write \(wanted)")
                return nil
            }
            guard let content = environment[name] else {
                value.reportAsIs("the environment has no variable \(name); set it before the start")
                return nil
            }
            return secret(content, from: "variable \(name)", value)
        }
    }

    private static func secretFile(_ noteFile: @escaping (String) -> Void) -> Parser {
        Parser(wanted: "the path of a file") { value in
            guard let path = Parser<String>.path.read(value) else { return nil }
            do {
                let data = try Data(contentsOf: URL(fileURLWithPath: path))
                noteFile(path)
                guard let content = String(data: data, encoding: .utf8) else {
                    value.reportAsIs("\(path) is not UTF-8 text; save the secret as one line of text")
                    return nil
                }
                let endsLine = content.last?.isNewline ?? false
                return secret(endsLine ? String(content.dropLast()) : content, from: path, value)
            } catch {
                value.reportAsIs("\(path): \(reasonForNotReading(path, error))")
                return nil
            }
        }
    }

    private static func secret(_ content: String, from place: String, _ value: Value) -> Secret? {
        guard !content.isEmpty else {
            value.reportAsIs("\(place) is empty; put the secret there")
            return nil
        }
        guard !content.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            value.reportAsIs("\(place) holds a line break or another control character; keep the secret in one line")
            return nil
        }
        return Secret(content)
    }

    private static func isVariableName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !isDigit(first) else { return false }
        return name.utf8.allSatisfy { byte in
            isDigit(byte) || byte == UInt8(ascii: "_")
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
    }
}
