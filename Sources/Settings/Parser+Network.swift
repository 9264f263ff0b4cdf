extension Parser where T == String {
    /// A host name or an address; a problem does not quote it, since a password often stands in a URL.
    package static var host: Parser {
        let expected = Wording(
            "a host name or an IP address, without scheme, user and port",
            zh: "主机名或 IP 地址，不含协议、用户名和端口"
        )
        return Parser(expected: expected) { value in
            guard let text = value.text(expected: expected) else { return nil }
            let isIPv6 = text.count(where: { $0 == ":" }) >= 2
            let isHost =
                (1...253).contains(text.utf8.count)
                && text.utf8.allSatisfy { byte in
                    isLetterOrDigit(byte) || [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")].contains(byte)
                        || (isIPv6 && byte == UInt8(ascii: ":"))
                }
            guard isHost else {
                value.report(Wording("this is not a host; write \(expected.en)", zh: "不是主机名或地址；\(expected.request)"))
                return nil
            }
            return text
        }
    }

    /// An ASCII address `local@domain` (RFC 5321 section 4.1.2 without quoted local parts).
    package static var mailAddress: Parser {
        Parser(expected: Wording("a mail address, like duty@example.org", zh: "邮箱地址，例如 duty@example.org")) { text in
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            guard text.utf8.count <= 254, parts.count == 2, isDotted(parts[0], allowing: "!#$%&'*+/=?^_`{|}~-"),
                isDotted(parts[1], allowing: "-")
            else { return nil }
            return text
        }
    }

    private static func isDotted(_ text: Substring, allowing symbols: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { isLetterOrDigit($0) || symbols.utf8.contains($0) }
        }
    }
}

extension Parser where T == String {
    /// A client id that every broker takes: printable ASCII without the topic signs (MQTT 3.1.1 section 3.1.3.1).
    package static var clientID: Parser {
        Parser(expected: Wording("1 to 64 letters, digits, -, _ and .", zh: "1 至 64 个字母、数字、-、_ 和 .")) { text in
            let allowed = text.utf8.allSatisfy { isLetterOrDigit($0) || "-_.".utf8.contains($0) }
            return allowed && (1...64).contains(text.utf8.count) ? text : nil
        }
    }
}

extension Parser where T == Int {
    package static var port: Parser { .integer(in: 1...65_535) }
}

/// Whether `host` is this machine: `localhost`, 127.0.0.0/8 (RFC 1122 section 3.2.1.3) or ::1.
package func isLoopback(_ host: String) -> Bool {
    if host.lowercased() == "localhost" || host == "::1" { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return numbers.count == 4 && !numbers.contains(nil) && numbers[0] == 127
}

package func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
}
