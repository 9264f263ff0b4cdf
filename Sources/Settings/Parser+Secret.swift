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
        let expected = Wording("{env: NAME} or {file: PATH}", zh: "{env: 变量名} 或 {file: 路径}")
        return Parser(expected: expected) { value in
            guard value.isSection else {
                value.reportAsIs(
                    Wording(
                        "a secret does not belong in this file; keep it in the environment or in a file of its own, and "
                            + "write \(expected.en)",
                        zh: "密码或密钥不应写在本文件中；请放在环境变量或单独的文件里，\(expected.request)"
                    )
                )
                return nil
            }
            guard let section = value.section(quotableKeys: ["env", "file"]) else { return nil }
            let fromEnvironment = section.optional("env", .variable(of: environment))
            let fromFile = section.optional("file", .secretFile(noteFile))
            section.finish()
            guard section.has("env") != section.has("file") else {
                section.report(Wording("write either \(expected.en)", zh: "请填写其中之一：\(expected.zh)"))
                return nil
            }
            return fromEnvironment ?? fromFile
        }
    }

    private static func variable(of environment: [String: String]) -> Parser {
        let expected = Wording("the name of an environment variable: letters, digits and _", zh: "环境变量名：字母、数字和 _")
        return Parser(expected: expected) { value in
            guard let name = value.text(expected: expected) else { return nil }
            guard isVariableName(name) else {
                value.reportAsIs(
                    Wording(
                        "this is not the name of an environment variable; write \(expected.en)",
                        zh: "不是环境变量名；\(expected.request)"
                    )
                )
                return nil
            }
            guard let content = environment[name] else {
                value.reportAsIs(
                    Wording(
                        "the environment has no variable \(name); set it before the start",
                        zh: "没有环境变量 \(name)；请在启动前设置"
                    )
                )
                return nil
            }
            return secret(content, from: Wording("variable \(name)", zh: "环境变量 \(name) "), value)
        }
    }

    private static func secretFile(_ noteFile: @escaping (String) -> Void) -> Parser {
        Parser(expected: Wording("the path of a file", zh: "文件路径")) { value in
            guard let path = Parser<String>.path.read(value) else { return nil }
            do {
                let data = try Data(contentsOf: URL(fileURLWithPath: path))
                noteFile(path)
                guard let content = String(data: data, encoding: .utf8) else {
                    value.reportAsIs(
                        Wording(
                            "\(path) is not UTF-8 text; save the secret as one line of text",
                            zh: "\(path) 不是 UTF-8 文本；请将密码或密钥存为一行文字"
                        )
                    )
                    return nil
                }
                let endsLine = content.last?.isNewline ?? false
                return secret(
                    endsLine ? String(content.dropLast()) : content,
                    from: Wording(path, zh: "\(path) "),
                    value
                )
            } catch {
                let reason = reasonForNotReading(path, error)
                value.reportAsIs(Wording("\(path): \(reason.en)", zh: "\(path)：\(reason.zh)"))
                return nil
            }
        }
    }

    private static func secret(_ content: String, from place: Wording, _ value: Value) -> Secret? {
        guard !content.isEmpty else {
            value.reportAsIs(Wording("\(place.en) is empty; put the secret there", zh: "\(place.zh)为空；请在其中写入密码或密钥"))
            return nil
        }
        guard !content.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            value.reportAsIs(
                Wording(
                    "\(place.en) holds a line break or another control character; keep the secret in one line",
                    zh: "\(place.zh)含有换行或其他控制字符；密码或密钥须为一行"
                )
            )
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
