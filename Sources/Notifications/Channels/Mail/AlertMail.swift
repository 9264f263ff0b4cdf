import Curl
import EventTime
import ExamCalendar
import Records
import Reports
import Sites

/// An alert as a mail message: the same bytes for the server and for an `.eml` file, on every attempt.
struct AlertMail {
    let message: MIMEMessage
    let recipients: [MailAddress]
    /// Addresses of the plan that are none, with what is wrong.
    let badAddresses: [MailAddressError]

    /// Fails with the reason when no address is one, or the alert's id cannot stand in a Message-ID.
    init(_ outgoing: OutgoingMessage, from: MailAddress, to recipient: Recipient) throws(Refusal) {
        var recipients: [MailAddress] = []
        var bad: [MailAddressError] = []
        for text in recipient.mail {
            do throws(MailAddressError) { recipients.append(try MailAddress(text)) } catch { bad.append(error) }
        }
        guard !recipients.isEmpty else {
            let reasons = bad.map(\.description).joined(separator: "; ")
            throw Refusal(reason: "\(recipient.id) has no mail address" + (reasons.isEmpty ? "" : ": \(reasons)"))
        }
        guard let id = MIMEMessage.ID(local: outgoing.id.text, domain: from) else {
            throw Refusal(reason: "the message's id \(outgoing.id.text.debugDescription) cannot stand in a Message-ID")
        }
        var html = outgoing.message.html
        var pictures: [MIMEMessage.Attachment] = []
        if let picture = outgoing.message.picture,
            let place = MIMEMessage.ID(local: outgoing.id.text + ".png", domain: from)
        {
            // A URL of the Content-ID without its brackets (RFC 2392).
            html = html.replacing(AlertMessage.pictureAddress, with: "cid:" + place.text.dropFirst().dropLast())
            let file = HeaderText(outgoing.id.text + ".png")
            pictures = [MIMEMessage.Attachment(fileName: file, mediaType: .png, bytes: picture.png, contentID: place)]
        }
        let name = HeaderText(recipient.language == .zh ? recipient.name.zh : recipient.name.en)
        message = MIMEMessage(
            id: id,
            // Of the alert and not of the attempt: a repeat has the same bytes.
            date: HeaderText(RFC2822.format(outgoing.createdAt, offset: 0)),
            from: Mailbox(name: "Quiet Hours", address: from),
            to: recipients.map { Mailbox(name: name, address: $0) },
            subject: HeaderText(outgoing.message.subject),
            fields: [
                MIMEMessage.Field("X-Quiet-Hours-Alert", HeaderText(outgoing.id.text)),
                // Vacation responders keep quiet (RFC 3834 section 5).
                MIMEMessage.Field("Auto-Submitted", "auto-generated"),
            ],
            text: outgoing.message.text,
            html: html,
            attachments: pictures
        )
        self.recipients = recipients
        badAddresses = bad
    }

    struct Refusal: Error {
        let reason: String
    }
}
