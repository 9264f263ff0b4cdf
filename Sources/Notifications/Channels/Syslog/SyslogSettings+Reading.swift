import EventTime
import Machine
import Settings

extension Parser where T == SyslogSettings {
    static var syslog: Parser {
        Parser(
            expected: Wording(
                "a section with socket, or with host and protocol",
                zh: "含有 socket，或含有 host 和 protocol 的一节"
            )
        ) { value in
            guard let section = value.section() else { return nil }
            let socket = section.optional("socket", .path)
            let host = section.optional("host", .host)
            let port = section.optional("port", .port)
            let transport = section.optional("protocol", Parser<SyslogTransport>.choice("protocol"), default: .udp)
            let facility = section.optional(
                "facility",
                Parser<SyslogSettings.Facility>.choice("facility"),
                default: .local0
            )
            let id = section.optional("sd-id", .structuredDataID, default: SyslogSettings.usualID)
            let timeout = section.optional("timeout", .span(from: .seconds(1), to: .minutes(1)), default: .seconds(5))
            section.finish()

            guard section.has("socket") != section.has("host") else {
                section.report(Wording("write either socket: /dev/log or host", zh: "请填写 socket: /dev/log 或 host 其中之一"))
                return nil
            }
            if section.has("socket") {
                for key in ["port", "protocol"] where section.has(key) {
                    section.report(key, Wording("a socket on this machine has none; take it out", zh: "本机套接字没有该项；请删去"))
                }
            }
            let address = socket.map { SocketAddress.path($0) } ?? host.map { transport.address($0, port) }
            guard let address else { return nil }
            return SyslogSettings(address: address, facility: facility, structuredDataID: id, timeout: timeout)
        }
    }
}

/// How syslog is spoken over a network.
private enum SyslogTransport: String, CaseIterable {
    case udp, tcp

    /// UDP 514 (RFC 5426), TCP 601 (RFC 6587 clause 5).
    func address(_ host: String, _ port: Int?) -> SocketAddress {
        switch self {
        case .udp: .udp(host: host, port: port ?? 514)
        case .tcp: .tcp(host: host, port: port ?? 601)
        }
    }
}

extension Parser where T == String {
    /// `name@number`, 32 characters at most (RFC 5424 clause 7.2.2).
    fileprivate static var structuredDataID: Parser {
        Parser(
            expected: Wording(
                "a name, @ and an enterprise number, like quiethours@32473, 32 characters at most",
                zh: "名称、@ 和企业编号，例如 quiethours@32473，至多 32 个字符"
            )
        ) { text in
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            guard text.utf8.count <= 32, parts.count == 2, !parts[0].isEmpty,
                parts[0].utf8.allSatisfy({ isLetterOrDigit($0) || "-_.".utf8.contains($0) }),
                UInt32(parts[1]) != nil, !parts[1].hasPrefix("+")
            else { return nil }
            return text
        }
    }
}
