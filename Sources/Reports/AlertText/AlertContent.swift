/// The facts of one alert in the order in which they are read, before they become text or HTML.
package struct AlertContent: Hashable, Sendable {
    package enum Tone: Hashable, Sendable {
        /// Something must be done.
        case alarm
        /// Back to normal.
        case relief
        /// Not known any more.
        case doubt
    }

    package struct Row: Hashable, Sendable {
        package var label: String
        package var value: String
        /// What opens by the value itself: a telephone, a map.
        package var address: String?
        /// Ways to further pages, such as where to answer what the row names.
        package var links: [Link]

        package init(label: String, value: String, address: String? = nil, links: [Link] = []) {
            (self.label, self.value, self.address, self.links) = (label, value, address, links)
        }
    }

    /// A way to a page, for its reader alone.
    package struct Link: Hashable, Sendable {
        package var text: String
        package var address: String
        /// Whoever has the address may answer: it is kept nowhere.
        package var isSecret = false
    }

    package var language: String
    package var subject: String
    package var headline: String
    /// Where and how loud, in one line; empty for what is about no violation.
    package var summary = ""
    package var tone: Tone
    /// Said before everything else: the message is late, the figure unverified.
    package var warnings: [String]
    /// What the reader acts on.
    package var rows: [Row]
    /// Where the reader answers; nil where there is nothing to answer.
    package var answer: Link?
    /// Below the button: until when to answer, and who else has it.
    package var response: [Row] = []
    /// Below the picture: what it is compared with.
    package var basis: [Row] = []
    /// What belongs to the file.
    package var details: [Row] = []
    /// Above the details.
    package var detailsHeading = ""
    /// Between label and value.
    package var colon: String

    var text: String {
        var lines = [headline] + warnings + [""]
        lines += rows.flatMap(self.lines)
        if let answer { lines.append("\(answer.text)\(colon)\(answer.address)") }
        lines += (response + basis).flatMap(self.lines)
        if !details.isEmpty { lines += ["", detailsHeading] + details.flatMap(self.lines) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The text without the addresses of secret links, for what is kept.
    package var keptText: String {
        func kept(_ link: Link) -> Link {
            var link = link
            if link.isSecret { link.address = "…" }
            return link
        }
        func kept(_ rows: [Row]) -> [Row] {
            rows.map { row in
                var row = row
                row.links = row.links.map(kept)
                return row
            }
        }
        var content = self
        content.answer = answer.map(kept)
        (content.rows, content.response) = (kept(rows), kept(response))
        (content.basis, content.details) = (kept(basis), kept(details))
        return content.text
    }

    private func lines(_ row: Row) -> [String] {
        ["\(row.label)\(colon)\(row.value)"] + row.links.map { "  \($0.text)\(colon)\($0.address)" }
    }
}
