import Foundation

/// A mail message with a plain text and an HTML form of the same content, in UTF-8 (RFC 5322, RFC 2045 to 2047).
///
/// Rendering is a function of the values alone: the same message has the same bytes on every attempt, as a file and on
/// the wire. libcurl's own `curl_mime` draws a random boundary for each transfer and is read only by its SMTP, IMAP and
/// HTTP senders, so it cannot give that.
package struct MIMEMessage: Hashable, Sendable {
    /// `<local@domain>`, the same for every attempt.
    package struct ID: Hashable, Sendable {
        package let text: String

        /// Nil when `local` is empty or holds anything but the characters of an address's local part.
        package init?(local: String, domain of: MailAddress) {
            guard !local.isEmpty, local.utf8.allSatisfy(MailAddress.isAtom) else { return nil }
            text = "<\(local)@\(of.domain)>"
        }
    }

    /// A header beyond the usual ones; its name is written in the source, never taken from data.
    package struct Field: Hashable, Sendable {
        package let name: String
        package let value: HeaderText

        package init(_ name: StaticString, _ value: HeaderText) {
            self.name = name.description
            self.value = value
        }
    }

    /// A file that goes with the message.
    package struct Attachment: Hashable, Sendable {
        package var fileName: HeaderText
        package var mediaType: MediaType
        package var bytes: [UInt8]
        /// With an id the HTML shows it in place (`<img src="cid:…">`); without, it is listed beside the text.
        package var contentID: ID?

        package enum MediaType: String, Hashable, Sendable {
            case png = "image/png"
            case csv = "text/csv"
        }

        package init(fileName: HeaderText, mediaType: MediaType, bytes: [UInt8], contentID: ID? = nil) {
            self.fileName = fileName
            self.mediaType = mediaType
            self.bytes = bytes
            self.contentID = contentID
        }
    }

    package var id: ID
    /// The Date header, as RFC 5322 section 3.3 writes it.
    package var date: HeaderText
    package var from: Mailbox
    package var to: [Mailbox]
    package var subject: HeaderText
    package var fields: [Field]
    package var text: String
    package var html: String
    package var attachments: [Attachment]

    package init(
        id: ID,
        date: HeaderText,
        from: Mailbox,
        to: [Mailbox],
        subject: HeaderText,
        fields: [Field] = [],
        text: String,
        html: String,
        attachments: [Attachment] = []
    ) {
        self.id = id
        self.date = date
        self.from = from
        self.to = to
        self.subject = subject
        self.fields = fields
        self.text = text
        self.html = html
        self.attachments = attachments
    }
}
