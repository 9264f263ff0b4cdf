/// The facts of one alert in the order in which they are read, before they become text or HTML.
package struct AlertSheet: Hashable, Sendable {
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
        /// Where to answer what the row tells of.
        package var answer: Link?

        package init(label: String, value: String, answer: Link? = nil) {
            (self.label, self.value, self.answer) = (label, value, answer)
        }
    }

    /// A way to a page, for its reader alone.
    package struct Link: Hashable, Sendable {
        package var text: String
        package var address: String
    }

    package var language: String
    package var subject: String
    package var headline: String
    /// Where and how loud, in one line; empty for what is about no violation.
    package var summary = ""
    package var tone: Tone
    /// Said before everything else: the message is late, the figure unverified.
    package var warnings: [String]
    package var rows: [Row]
    /// Where the reader answers; nil where there is nothing to answer.
    package var answer: Link?
    /// Between label and value.
    package var colon: String

    var text: String {
        var lines = [headline] + warnings + [""]
        if let answer { lines.insert("\(answer.text)\(colon)\(answer.address)", at: 1 + warnings.count) }
        for row in rows {
            lines.append("\(row.label)\(colon)\(row.value)")
            if let answer = row.answer { lines.append("  \(answer.text)\(colon)\(answer.address)") }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
