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
    }

    package var language: String
    package var subject: String
    package var headline: String
    package var tone: Tone
    /// Said before everything else: the message is late, the figure unverified.
    package var warnings: [String]
    package var rows: [Row]
    /// Between label and value.
    package var colon: String

    var text: String {
        var lines = [headline] + warnings + [""]
        lines += rows.map { "\($0.label)\(colon)\($0.value)" }
        return lines.joined(separator: "\n") + "\n"
    }
}
