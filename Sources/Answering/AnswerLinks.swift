package import EventTime
import Foundation
import OpenSSL
package import Records
package import Settings

/// Makes links that cannot be forged, and reads them.
///
/// `{url}/a/{token}`, where the token is base64url (RFC 4648 section 5, without padding) of
/// ```
/// version 1 (1 byte) | number (2) | expiry, s since 1970 (4) | the alert's id, UTF-8 | HMAC-SHA256 of all before (32)
/// ```
/// Integers are big-endian. The same alert always has the same link, so that a message that is sent again carries it
/// again. A token is a secret: whoever has it may answer. It stands in no log and no error.
package struct AnswerLinks: Equatable, Sendable {
    private let key: SecretKey
    /// Without a slash at its end.
    private let url: String
    /// How long a link may be used.
    package let validity: TimeSpan

    /// Fewest bytes of a key.
    package static let leastKey = 32
    /// Longest token that is looked at, in characters.
    package static let longestToken = 512

    private static let version: UInt8 = 1
    private static let head = 7
    private static let code = 32
    /// So that the key may serve other purposes without one's code being good for another.
    private static var purpose: Data { Data("quiethours answer link\n".utf8) }

    /// `key` has ``leastKey`` bytes at least; `url` is where people reach the listener, without path `/a`.
    package init(key: Secret, url: String, validity: TimeSpan) {
        self.key = SecretKey(utf8: key.reveal())
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.validity = validity
    }

    /// Every link begins with it; by itself it is none.
    package var door: String { "\(url)/a/" }

    /// What the alert's message carries.
    package func address(for alert: Alert) -> String {
        address(of: AnswerLink(alert: alert.id, expiresAt: alert.createdAt + validity))
    }

    package func address(of link: AnswerLink) -> String { door + token(of: link) }

    /// The link that using `link` at `now` gives; nil after 65,535 of them.
    package func next(after link: AnswerLink, now: Instant) -> AnswerLink? {
        guard link.number < Int(UInt16.max) else { return nil }
        return AnswerLink(alert: link.alert, number: link.number + 1, expiresAt: now + validity)
    }

    package func token(of link: AnswerLink) -> String {
        var body = Data([AnswerLinks.version])
        body += AnswerLinks.bytes(UInt64(clamping: link.number), count: 2)
        body += AnswerLinks.bytes(UInt64(clamping: link.expiresAt.wholeSeconds), count: 4)
        body += Data(link.alert.text.utf8)
        return AnswerLinks.text(body + code(of: body))
    }

    /// Nil for everything that ``token(of:)`` has not given with this key, to the character; whatever is wrong takes
    /// the same way.
    package func link(in token: some StringProtocol) -> AnswerLink? {
        guard token.utf8.count <= AnswerLinks.longestToken, let bytes = AnswerLinks.data(token),
            bytes.count > AnswerLinks.head + AnswerLinks.code
        else { return nil }
        let body = bytes.prefix(bytes.count - AnswerLinks.code)
        // Compares in constant time.
        let isOurs = HMACSHA256.isValid(
            Array(bytes.suffix(AnswerLinks.code)),
            for: Array(AnswerLinks.purpose + body),
            key: key
        )
        guard isOurs, body.first == AnswerLinks.version,
            let alert = String(bytes: body.dropFirst(AnswerLinks.head), encoding: .utf8)
        else { return nil }
        return AnswerLink(
            alert: AlertID(alert),
            number: Int(AnswerLinks.number(body.dropFirst(1).prefix(2))),
            expiresAt: Instant(milliseconds: Int64(AnswerLinks.number(body.dropFirst(3).prefix(4))) * 1000)
        )
    }

    private func code(of body: Data) -> Data {
        Data(HMACSHA256.code(of: Array(AnswerLinks.purpose + body), key: key))
    }

    private static func bytes(_ number: UInt64, count: Int) -> Data {
        Data((0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) })
    }

    private static func number(_ bytes: Data) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func text(_ bytes: Data) -> String {
        bytes.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Nil for any text but the one that ``text(_:)`` gives for the same bytes.
    private static func data(_ token: some StringProtocol) -> Data? {
        let standard = String(token).replacing("-", with: "+").replacing("_", with: "/")
        let padded = standard + String(repeating: "=", count: (4 - token.utf8.count % 4) % 4)
        guard let bytes = Data(base64Encoded: padded), text(bytes) == String(token) else { return nil }
        return bytes
    }
}

extension AnswerLinks: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<links>" }
    package var debugDescription: String { "<links>" }
    package var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
