/// An alert as an officer reads it, in the authority's language.
package struct AlertMessage: Hashable, Sendable {
    /// One line.
    package var subject: String
    /// For a phone: one fact a line.
    package var text: String
    /// The same facts as a whole document with inline styles and no outside resources.
    package var html: String
    /// Shown by the HTML, where the channel can carry it.
    package var picture: MessagePicture?

    /// Where the HTML shows the picture, until a channel gives it a place of its own.
    package static let pictureAddress = "cid:level-picture"

    package init(subject: String, text: String, html: String, picture: MessagePicture? = nil) {
        self.subject = subject
        self.text = text
        self.html = html
        self.picture = picture
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
