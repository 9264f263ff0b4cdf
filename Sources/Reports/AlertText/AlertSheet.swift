/// The facts of one alert in the order in which they are read, before they become text or HTML.
struct AlertSheet {
    enum Tone {
        /// Something must be done.
        case alarm
        /// Back to normal.
        case relief
        /// Not known any more.
        case doubt
    }

    struct Row {
        var label: String
        var value: String
    }

    var language: String
    var subject: String
    var headline: String
    var tone: Tone
    /// Said before everything else: the message is late, the figure unverified.
    var warnings: [String]
    var rows: [Row]
    /// Between label and value.
    var colon: String

    var text: String {
        var lines = [headline] + warnings + [""]
        lines += rows.map { "\($0.label)\(colon)\($0.value)" }
        return lines.joined(separator: "\n") + "\n"
    }
}
