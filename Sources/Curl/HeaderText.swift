import Foundation

/// Text for a mail header: every run of white space and control characters is one space, so no value can begin another
/// header.
package struct HeaderText: Hashable, Sendable, ExpressibleByStringLiteral {
    package let text: String

    package init(_ text: String) {
        let words = text.unicodeScalars.split {
            $0.properties.isWhitespace || $0.properties.generalCategory == .control
        }
        self.text = words.map { String($0) }.joined(separator: " ")
    }

    package init(stringLiteral value: String) {
        self.init(value)
    }

    /// As a header carries it: ASCII as it is, anything else in encoded words (RFC 2047), folded so that no line is
    /// longer than 76 characters if words allow; `used` characters are on the first line already ("Subject: ").
    func encoded(after used: Int) -> String {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
            ? folded(after: used) : HeaderText.encodedWords(text, after: used)
    }

    private func folded(after used: Int) -> String {
        var result = ""
        var column = used
        for word in text.split(separator: " ") {
            if !result.isEmpty {
                let fits = column + 1 + word.utf8.count <= 76
                result += fits ? " " : "\r\n "
                column = fits ? column + 1 : 1
            }
            result += word
            column += word.utf8.count
        }
        return result
    }

    /// `=?UTF-8?B?…?=` words of at most 75 characters that never split a character (RFC 2047 sections 2 and 5).
    static func encodedWords(_ text: String, after used: Int) -> String {
        let overhead = "=?UTF-8?B??=".utf8.count
        var words: [String] = []
        var bytes: [UInt8] = []
        var room = max(4, (75 - overhead - used) / 4 * 3)
        for scalar in text.unicodeScalars {
            let more = Array(String(scalar).utf8)
            if bytes.count + more.count > room {
                words.append("=?UTF-8?B?\(Data(bytes).base64EncodedString())?=")
                bytes = []
                room = (75 - overhead) / 4 * 3
            }
            bytes += more
        }
        if !bytes.isEmpty { words.append("=?UTF-8?B?\(Data(bytes).base64EncodedString())?=") }
        return words.joined(separator: "\r\n ")
    }
}

/// An address with the name that people see beside it.
package struct Mailbox: Hashable, Sendable {
    package var name: HeaderText?
    package var address: MailAddress

    package init(name: HeaderText? = nil, address: MailAddress) {
        self.name = name
        self.address = address
    }

    /// `"Name" <local@domain>` (RFC 5322 section 3.4).
    func encoded(after used: Int) -> String {
        guard let name, !name.text.isEmpty else { return "<\(address)>" }
        guard name.text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), !name.text.contains("=?"),
            name.text.utf8.count <= 60
        else { return "\(HeaderText.encodedWords(name.text, after: used))\r\n <\(address)>" }
        let escaped = name.text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(escaped)\" <\(address)>"
    }
}
