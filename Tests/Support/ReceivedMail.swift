package import Foundation

/// A message with its envelope as the server saw it.
package struct ReceivedMail: Sendable, Decodable {
    package let envelopeFrom: String
    package let envelopeTo: [String]
    /// The name that the client gave in EHLO.
    package let helo: String
    package let encrypted: Bool
    package let authenticated: Bool
    package let mail: ParsedMail
}

/// A message as Python's `email` package reads it: a form that shares nothing with our writer.
package struct ParsedMail: Sendable, Decodable {
    package struct Person: Sendable, Decodable {
        package let name: String
        package let address: String
    }

    package struct Part: Sendable, Decodable {
        package let type: String
        package let disposition: String?
        package let fileName: String?
        package let contentID: String?
        package let text: String?
        package let bytes: Int
    }

    /// By name in lower case, decoded.
    package let headers: [String: String]
    package let from: [Person]
    package let to: [Person]
    /// What the form found wrong.
    package let defects: [String]
    /// Without the containers, in order.
    package let parts: [Part]
    package let longestLine: Int
    package let bareLineFeeds: Int

    package func text(_ type: String) -> String? {
        parts.first { $0.type == type }?.text
    }

    package static func read(file: URL) throws -> ParsedMail {
        let json = try Python.run([Python.script("read_mail.py"), file.path])
        return try JSONDecoder().decode(ParsedMail.self, from: Data(json.utf8))
    }
}
