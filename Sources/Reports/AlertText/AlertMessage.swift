/// An alert, or several, as an officer reads it, in the recipient's language.
package struct AlertMessage: Hashable, Sendable {
    /// One line.
    package var subject: String
    /// For a phone: one fact a line.
    package var text: String
    /// The same facts as a whole document with inline styles and no outside resources.
    package var html: String
    /// The same facts one by one, for channels that lay them out by themselves.
    package var content: AlertContent
    /// What machines are to know: one for each alert, in the order of the parcel. Empty for channels that only people
    /// read.
    package var facts: [AlertFacts]
    /// Shown by the HTML, where the channel can carry it.
    package var picture: MessagePicture?

    /// Where the HTML shows the picture, until a channel gives it a place of its own.
    package static let pictureAddress = "cid:level-picture"

    package init(_ written: AlertContent, facts: [AlertFacts], picture: MessagePicture? = nil) {
        let content = written.printable
        subject = content.subject
        text = content.text
        html = content.html(picture: picture?.alternative)
        self.content = content
        self.facts = facts
        self.picture = picture
    }

    /// Of words alone.
    package init(subject: String, text: String, html: String) {
        self.subject = subject
        self.text = text
        self.html = html
        content = AlertContent(
            language: "zh-CN",
            subject: subject,
            headline: subject,
            tone: .doubt,
            warnings: [],
            rows: [],
            colon: "："
        )
        facts = []
        picture = nil
    }
}

/// A picture that goes with a message.
package struct MessagePicture: Hashable, Sendable {
    package var png: [UInt8]
    /// What it shows, in a sentence.
    package var alternative: String

    package init(png: [UInt8], alternative: String) {
        self.png = png
        self.alternative = alternative
    }
}
