/// Where an HTTP request goes. Path and query may hold a key, so every rendering shows scheme, host and port only.
package struct HTTPAddress: Hashable, Sendable {
    package let isEncrypted: Bool
    /// Host name, IPv4 or IPv6 address, the last without brackets.
    package let host: String
    /// As written; nil for the scheme's own.
    package let writtenPort: UInt16?
    /// From the first `/` or `?` on, as written.
    private let rest: String

    /// `https://host[:port][/path][?query]` or the same with `http` (RFC 3986 section 3), without user and fragment.
    package init(_ text: String) throws(HTTPAddressError) {
        let lower = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix) else { throw .scheme }
        isEncrypted = scheme == "https://"
        let afterScheme = text.dropFirst(scheme.count)
        guard afterScheme.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) }) else {
            throw .characters
        }
        guard !afterScheme.contains("#") else { throw .fragment }
        let authority = afterScheme.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else { throw .user }
        (host, writtenPort) = try HTTPAddress.split(authority)
        rest = String(afterScheme.dropFirst(authority.count))
    }

    private init(_ address: HTTPAddress, rest: String) {
        isEncrypted = address.isEncrypted
        host = address.host
        writtenPort = address.writtenPort
        self.rest = rest
    }

    private static func split(_ authority: Substring) throws(HTTPAddressError) -> (String, UInt16?) {
        let isBracketed = authority.hasPrefix("[")
        let end = isBracketed ? authority.firstIndex(of: "]") : authority.firstIndex(of: ":") ?? authority.endIndex
        guard let end else { throw .host }
        let host = isBracketed ? authority[..<end].dropFirst() : authority[..<end]
        let after = isBracketed ? authority[end...].dropFirst() : authority[end...]
        let isIPv6 = host.contains(":") && host.utf8.allSatisfy { "0123456789abcdefABCDEF:.".utf8.contains($0) }
        guard isBracketed ? isIPv6 : HostName.isValid(String(host)) else { throw .host }
        guard !after.isEmpty else { return (String(host), nil) }
        guard after.hasPrefix(":"), let port = UInt16(after.dropFirst()), port > 0 else { throw .port }
        return (String(host), port)
    }

    package var port: UInt16 { writtenPort ?? (isEncrypted ? 443 : 80) }

    /// The same with further fields in its query; names and values in any characters.
    package func adding(query: [(name: String, value: String)]) -> HTTPAddress {
        guard !query.isEmpty else { return self }
        let fields = query.map { "\(HTTPAddress.escaped($0.name))=\(HTTPAddress.escaped($0.value))" }
        let base = rest.isEmpty ? "/" : rest
        return HTTPAddress(self, rest: base + (base.contains("?") ? "&" : "?") + fields.joined(separator: "&"))
    }

    /// Unreserved characters as they are, the rest as %XX (RFC 3986 section 2.3).
    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                String(UnicodeScalar(byte))
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }

    /// `scheme://host:port`.
    var origin: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return (isEncrypted ? "https" : "http") + "://" + name + (writtenPort.map { ":\($0)" } ?? "")
    }

    /// For libcurl alone.
    var url: String { origin + rest }

    /// What must stand in no text: the path with its query, the values of the query, and each part of the path that is
    /// no plain word such as "webhook", which a server's own words may hold.
    var secrets: [String] {
        let pieces = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let steps = pieces[0].split(separator: "/").filter { step in
            step.utf8.count >= 16 || step.contains { !$0.isLowercase && !"-_.".contains($0) }
        }
        let values = pieces.dropFirst().flatMap { $0.split(separator: "&") }.map { field in
            field.split(separator: "=", maxSplits: 1).last ?? field
        }
        let parts = (steps + values).map(String.init).filter { $0.utf8.count >= 4 }
        return (rest.utf8.count > 1 ? [rest] : []) + parts
    }
}

extension HTTPAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// "https://host", with the port when it is written.
    package var description: String { origin }
    package var debugDescription: String { origin }
    package var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}

/// What is wrong with an address; never quotes it.
package enum HTTPAddressError: Error, Hashable, CustomStringConvertible {
    case scheme, characters, fragment, user, host, port

    package var description: String {
        switch self {
        case .scheme: "an address begins with https:// (or http:// on this machine)"
        case .characters: "a character does not belong into an address; write it as %XX"
        case .fragment: "a # does not belong into this address"
        case .user: "user and password do not belong into this address"
        case .host: "behind the scheme stands no host name or IP address"
        case .port: "the port is a number from 1 to 65535"
        }
    }
}
