/// Joins the lines of each paragraph, so that only the width of the terminal wraps help. Blank lines and lines that
/// begin with a blank, such as examples, stay as they are.
func paragraphs(_ text: String) -> String {
    var lines: [String] = []
    var isOpen = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        let isProse = !line.isEmpty && line.first != " "
        if isProse, isOpen, let last = lines.popLast() {
            lines.append("\(last) \(line)")
        } else {
            lines.append(String(line))
        }
        isOpen = isProse
    }
    return lines.joined(separator: "\n")
}
