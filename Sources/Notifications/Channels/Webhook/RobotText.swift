import Records
import Reports

/// A message as lines that a robot's group shows: what it is, warnings, a fact a line, and the id by which a repeat is
/// recognised.
struct RobotText {
    private let content: AlertContent
    private let id: String

    init(_ outgoing: OutgoingMessage) {
        content = outgoing.message.content
        id = outgoing.id.text
    }

    /// `dialect` marks the parts up; `most` bytes of UTF-8 at most: whole lines are left out before the id, never part
    /// of a character.
    func text(_ dialect: Dialect, most: Int) -> String {
        func lines(_ row: AlertContent.Row) -> [String] {
            // Robots open nothing but web pages.
            let links = row.links.filter { $0.address.hasPrefix("https:") }
            return [dialect.row(row, content.colon)] + links.map { dialect.link($0, content.colon) }
        }
        let lines =
            [dialect.title(content.subject, content.tone)] + content.warnings.map(dialect.warning)
            + content.rows.flatMap(lines) + (content.answer.map { [dialect.link($0, content.colon)] } ?? [])
            + (content.response + content.basis).flatMap(lines)
            + (content.details.isEmpty ? [] : [dialect.warning(content.detailsHeading)])
            + content.details.flatMap(lines)
        let footer = dialect.footer(id)
        let whole = (lines + [footer]).joined(separator: dialect.lineEnd)
        guard whole.utf8.count > most else { return whole }
        let end = [dialect.ellipsis, footer].joined(separator: dialect.lineEnd)
        var kept = ""
        for line in lines {
            let more = kept + line + dialect.lineEnd
            // A long line is left out and shorter ones behind it stay: the link for the answer is one of them.
            guard more.utf8.count + end.utf8.count <= most else { continue }
            kept = more
        }
        return kept + end
    }

    struct Dialect: Sendable {
        var title: @Sendable (String, AlertContent.Tone) -> String
        var warning: @Sendable (String) -> String
        var row: @Sendable (AlertContent.Row, String) -> String
        /// With the colon of the sheet's language.
        var link: @Sendable (AlertContent.Link, String) -> String = { link, _ in "[\(link.text)](\(link.address))" }
        var footer: @Sendable (String) -> String
        var lineEnd: String
        let ellipsis = "…"
    }
}

/// Text in which no character marks anything up: what would is replaced by its full-width form.
func withoutMarkup(_ text: String) -> String {
    String(
        text.map { character in
            switch character {
            case "<": "＜"
            case ">": "＞"
            case "*": "＊"
            case "`": "｀"
            case "[": "［"
            case "]": "］"
            case "#": "＃"
            default: character
            }
        }
    )
}

/// A mobile number of mainland China as robots mention it, eleven digits; nil for any other telephone.
func mobileNumber(_ phone: String?) -> String? {
    let digits = (phone ?? "").filter { !" -()".contains($0) }
    let number = digits.hasPrefix("+86") ? String(digits.dropFirst(3)) : digits
    let isMobile = number.count == 11 && number.hasPrefix("1") && number.utf8.allSatisfy { (0x30...0x39).contains($0) }
    return isMobile ? number : nil
}
