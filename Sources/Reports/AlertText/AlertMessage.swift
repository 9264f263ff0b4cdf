/// An alert, or several, as an officer reads it, in the recipient's language.
package struct AlertMessage: Hashable, Sendable {
    /// One line.
    package var subject: String
    /// For a phone: one fact a line.
    package var text: String
    /// The same facts as a whole document with inline styles and no outside resources.
    package var html: String
    /// The same facts one by one, for channels that lay them out by themselves.
    package var sheet: AlertSheet
    /// What machines are told: one for each alert, in the order of the parcel.
    package var facts: [AlertFacts]

    package init(_ sheet: AlertSheet, facts: [AlertFacts]) {
        subject = sheet.subject
        text = sheet.text
        html = sheet.html
        self.sheet = sheet
        self.facts = facts
    }

    /// Of words alone.
    package init(subject: String, text: String, html: String) {
        self.subject = subject
        self.text = text
        self.html = html
        sheet = AlertSheet(
            language: "zh-CN",
            subject: subject,
            headline: subject,
            tone: .doubt,
            warnings: [],
            rows: [],
            colon: "："
        )
        facts = []
    }
}
