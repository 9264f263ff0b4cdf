extension Parser where T == String {
    /// An id of the plan. It is a level of MQTT topics and a part of file names, so it has no `/`, `+`, `#` or space.
    package static var id: Parser {
        Parser(
            expected: Wording(
                "an id of at most 63 letters, digits, - and _, the first a letter or a digit",
                zh: "编号：至多 63 个字母、数字、- 和 _，首字符为字母或数字"
            )
        ) { text in
            guard let first = text.utf8.first, isLetterOrDigit(first), text.utf8.count <= 63,
                text.utf8.allSatisfy({ isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") })
            else { return nil }
            return text
        }
    }
}
