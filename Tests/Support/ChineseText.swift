/// Why `text` is not what a reader of Chinese expects; nil when nothing is wrong: it has Chinese characters, and no
/// word that only an English sentence has. Ids, keys and file names are no such words, and what is quoted may be
/// English.
package func faultOfChinese(_ text: String) -> String? {
    guard text.unicodeScalars.contains(where: { (0x4E00...0x9FFF).contains($0.value) }) else {
        return "no Chinese in: \(text)"
    }
    let words = text.replacing(/"[^"]*"/, with: "").lowercased().split {
        !$0.isASCII || !($0.isLetter || $0.isNumber || "_-./'".contains($0))
    }
    let english = words.filter { sentenceWords.contains(String($0)) }
    return english.isEmpty ? nil : "\(english.joined(separator: ", ")) in: \(text)"
}

private let sentenceWords: Set<String> = [
    "the", "an", "is", "are", "was", "not", "and", "or", "it", "its", "this", "that", "there", "with", "has",
    "have",
    "which", "write", "correct", "look", "does", "cannot", "must", "missing", "did", "mean", "expected", "expired",
    "between",
    "removed", "added", "changed", "warning", "problem",
]
