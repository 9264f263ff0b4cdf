/// An alert as an officer reads it, in the authority's language.
package struct AlertMessage: Hashable, Sendable {
    /// One line.
    package var subject: String
    /// For a phone: one fact a line.
    package var text: String
    /// The same facts as a whole document with inline styles and no outside resources.
    package var html: String

    package init(subject: String, text: String, html: String) {
        self.subject = subject
        self.text = text
        self.html = html
    }
}
