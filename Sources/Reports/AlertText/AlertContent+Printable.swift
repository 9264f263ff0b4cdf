import Records

extension AlertContent {
    /// The same without any sign that ends a line, moves a cursor or turns the direction of writing: names of the plan,
    /// what people have entered and words of other programs stand in it.
    ///
    /// Line ends become spaces, except in the values of rows, which may have several lines.
    var printable: AlertContent {
        var content = self
        content.subject = MessageText.line(subject)
        content.headline = MessageText.line(headline)
        content.summary = MessageText.line(summary)
        content.warnings = warnings.map(MessageText.line)
        content.rows = rows.map(\.printable)
        content.response = response.map(\.printable)
        content.basis = basis.map(\.printable)
        content.details = details.map(\.printable)
        return content
    }
}

extension AlertContent.Row {
    fileprivate var printable: AlertContent.Row {
        var row = self
        row.label = MessageText.line(label)
        row.value = MessageText.lines(value)
        return row
    }
}

/// Foreign text in messages to people.
enum MessageText {
    /// Line ends and tabs become spaces, and what is unfit for a line U+FFFD.
    static func line(_ text: String) -> String { replaced(text, keeping: []) }

    /// The same, where line feeds stay and push what follows in, so that it is not taken for a row of its own.
    static func lines(_ text: String) -> String {
        replaced(text, keeping: ["\n"]).split(separator: "\n").joined(separator: "\n  ")
    }

    private static func replaced(_ text: String, keeping kept: Set<Unicode.Scalar>) -> String {
        guard text.unicodeScalars.contains(where: \.isUnfitForLine) else { return text }
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if !scalar.isUnfitForLine || kept.contains(scalar) {
                line.append(scalar)
            } else {
                line.append(scalar.isLineBreak || scalar == "\t" ? " " : "\u{FFFD}")
            }
        }
        return String(line)
    }
}
