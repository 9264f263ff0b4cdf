/// A mail address that is safe in a header and in an SMTP command: `local@domain` of plain ASCII (RFC 5321 section
/// 4.1.2, without quoted local parts and address literals).
package struct MailAddress: Hashable, Sendable, CustomStringConvertible {
    package let local: String
    package let domain: String

    /// No white space, control character, angle bracket or list separator gets through, so an address can neither end
    /// a header nor start another command.
    package init(_ text: String) throws(MailAddressError) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw MailAddressError(text, .parser) }
        guard (1...64).contains(parts[0].utf8.count), parts[0].utf8.allSatisfy(MailAddress.isAtom),
            !parts[0].hasPrefix("."), !parts[0].hasSuffix("."), !parts[0].contains("..")
        else { throw MailAddressError(text, .local) }
        guard HostName.isValid(parts[1]) else { throw MailAddressError(text, .domain) }
        local = String(parts[0])
        domain = String(parts[1])
    }

    package var description: String { "\(local)@\(domain)" }

    /// `atext` of RFC 5322 section 3.2.3, and the dot.
    static func isAtom(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "!#$%&'*+-/=?^_`{|}~.".utf8.contains(byte)
        }
    }
}

/// What a text that should be a mail address lacks.
package struct MailAddressError: Error, Hashable, CustomStringConvertible {
    package enum Part: String, Hashable, Sendable {
        case parser = "exactly one @ is needed"
        case local =
            "the part before @ may hold 1 to 64 ASCII letters, digits and !#$%&'*+-/=?^_`{|}~ with single dots between"
        case domain = "the part after @ must be a host name such as example.org"
    }

    package let text: String
    package let part: Part

    init(_ text: String, _ part: Part) {
        self.text = text
        self.part = part
    }

    /// The address in quotes with control characters escaped, and what is wrong with it.
    package var description: String { "\(text.debugDescription) is not a mail address: \(part.rawValue)" }
}

/// The form of host names.
enum HostName {
    /// Labels of ASCII letters, digits and hyphens, 253 characters in all (RFC 1123 section 2.1); IPv4 in digits
    /// passes.
    static func isValid(_ text: some StringProtocol) -> Bool {
        guard (1...253).contains(text.utf8.count) else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy(isLabelCharacter)
        }
    }

    private static func isLabelCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default:
            false
        }
    }
}
