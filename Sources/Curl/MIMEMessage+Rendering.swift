import Foundation

extension MIMEMessage {
    /// The whole message with CRLF line ends, as it stands in an `.eml` file and goes to a server.
    package func rendered() -> [UInt8] {
        var out = "Date: \(date.text)\r\n"
        out += "From: \(from.encoded(after: 6))\r\n"
        if !to.isEmpty {
            out += "To: \(to.map { $0.encoded(after: 4) }.joined(separator: ",\r\n "))\r\n"
        }
        out += "Subject: \(subject.encoded(after: 9))\r\n"
        out += "Message-ID: \(id.text)\r\n"
        for field in fields {
            out += "\(field.name): \(field.value.encoded(after: field.name.utf8.count + 2))\r\n"
        }
        out += "MIME-Version: 1.0\r\n"
        out += body.rendered
        return Array(out.utf8)
    }

    /// mixed(related(alternative(text, html), inline…), attachments…), each level only where it is needed.
    private var body: Part {
        var part = Part.multipart("alternative", boundary: boundary("a"), [.text(text, "plain"), .text(html, "html")])
        let shown = attachments.filter { $0.contentID != nil }
        let listed = attachments.filter { $0.contentID == nil }
        if !shown.isEmpty { part = .multipart("related", boundary: boundary("r"), [part] + shown.map(Part.file)) }
        if !listed.isEmpty { part = .multipart("mixed", boundary: boundary("m"), [part] + listed.map(Part.file)) }
        return part
    }

    /// Cannot occur in a part: neither plain ASCII text as we send it (`Part.text`) nor base64 has a line that begins
    /// so.
    private func boundary(_ level: String) -> String {
        "=_quiethours_\(level)"
    }
}

/// One MIME entity: its headers, an empty line, its content.
private struct Part {
    let rendered: String

    static func multipart(_ kind: String, boundary: String, _ parts: [Part]) -> Part {
        var out = "Content-Type: multipart/\(kind);\r\n boundary=\"\(boundary)\"\r\n\r\n"
        for part in parts {
            out += "--\(boundary)\r\n\(part.rendered)\r\n"
        }
        return Part(rendered: out + "--\(boundary)--\r\n")
    }

    /// ASCII in short lines goes as it is, anything else in base64.
    static func text(_ text: String, _ kind: String) -> Part {
        let lines = text.split(separator: /\r\n|\r|\n/, omittingEmptySubsequences: false)
        let isPlain = lines.allSatisfy { line in
            line.utf8.count <= 200 && !line.hasPrefix("--=_")
                && line.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 }
        }
        let content = lines.joined(separator: "\r\n")
        return Part(
            rendered: "Content-Type: text/\(kind); charset=utf-8\r\n"
                + "Content-Transfer-Encoding: \(isPlain ? "7bit" : "base64")\r\n\r\n"
                + (isPlain ? content : base64(Array(content.utf8)))
        )
    }

    static func file(_ file: MIMEMessage.Attachment) -> Part {
        var out = "Content-Type: \(file.mediaType.rawValue)\r\nContent-Transfer-Encoding: base64\r\n"
        let place = file.contentID == nil ? "attachment" : "inline"
        out += "Content-Disposition: \(place);\r\n filename*=UTF-8''\(percentEncoded(file.fileName.text))\r\n"
        if let id = file.contentID { out += "Content-ID: \(id.text)\r\n" }
        return Part(rendered: out + "\r\n" + base64(file.bytes))
    }

    /// Lines of 76 characters (RFC 2045 section 6.8).
    private static func base64(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString(options: [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ])
    }

    /// `ext-value` of RFC 8187: everything but letters, digits, hyphen, dot and underscore in %XX.
    private static func percentEncoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
