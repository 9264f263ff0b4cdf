import Records
import Testing

@Suite("What people enter")
struct EnteredTextTests {
    private struct Refusal: CustomTestStringConvertible {
        var text: String
        var parser = EnteredText.Kind.line
        var says: String
        var testDescription: String { says }
    }

    private static let refusals = [
        Refusal(text: " \n\t", says: "is empty; write it"),
        Refusal(text: "fine\nforged", says: "has a line break (U+000A) as character 5; write it in one line"),
        Refusal(text: "a\r\nb", says: "has a line break (U+000A) as character 2; write it in one line"),
        Refusal(text: "a\rb", parser: .paragraphs, says: "has a line break (U+000D) as character 2"),
        Refusal(text: "a\u{2028}b", parser: .paragraphs, says: "has a line break (U+2028) as character 2"),
        Refusal(text: "a\tb", says: "has a tab (U+0009) as character 2; take it out"),
        Refusal(text: "  Wang\u{1b}[2J", says: "has an escape sign (U+001B) as character 7; take it out"),
        Refusal(text: "a\u{9b}1m", parser: .paragraphs, says: "has a control character (U+009B) as character 2"),
        Refusal(text: "a\u{7f}", says: "has a control character (U+007F) as character 2"),
        Refusal(text: "a\u{202e}b", says: "has a sign that turns the direction of writing (U+202E) as character 2"),
        Refusal(text: "a\u{2066}b", parser: .paragraphs, says: "(U+2066) as character 2"),
        Refusal(text: "a\u{200b}b", says: "has an invisible sign (U+200B) as character 2"),
        Refusal(text: "a\u{feff}b", says: "has an invisible sign (U+FEFF) as character 2"),
        Refusal(text: "aZ" + String(repeating: "\u{300}", count: 400), says: "has 401 signs piled up in character 2"),
        Refusal(text: String(repeating: "名", count: 101), parser: .name, says: "has 101 characters, of 100"),
        Refusal(text: String(repeating: "a", count: 501), says: "has 501 characters, of 500"),
        Refusal(text: String(repeating: "a", count: 2001), parser: .paragraphs, says: "has 2001 characters, of 2000"),
    ]

    @Test("is refused with the sign, where it is and what to do", arguments: refusals)
    private func refused(_ row: Refusal) {
        do throws(EnteredTextFault) {
            _ = try EnteredText(row.text, as: row.parser)
            Issue.record("\(row.text.debugDescription) was taken")
        } catch {
            #expect("\(error)".hasPrefix(row.says) || "\(error)".contains(row.says), "\(error)")
        }
    }

    @Test("is kept as it was written otherwise, without space around it")
    func kept() throws {
        #expect(try EnteredText("  王芳 \r\n", as: .name).text == "王芳")
        #expect(try EnteredText("第一段\r\n\r\n\t第二段\n", as: .paragraphs).text == "第一段\n\n\t第二段")
        // A family of emoji, a Persian word with a joiner, an accent.
        let words = "👨‍👩‍👧‍👦 می‌خواهم é \u{65}\u{301}"
        #expect(try EnteredText(words, as: .line).text == words)
        #expect(try EnteredText(String(repeating: "名", count: 100), as: .name).text.count == 100)
        #expect(try EnteredText("", as: .line, mayBeEmpty: true).text.isEmpty)
    }

    @Test("is never printed otherwise than it was taken, and takes no sign that does anything to a line")
    func scalars() throws {
        let values =
            Array(UInt32(0)..<0x3100) + Array(0xFE00..<0x10000) + Array(0xE0000..<0xE0200)
            + Array(stride(from: 0x3100, to: 0x110000, by: 97))
        for value in values {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let isTaken = (try? EnteredText("a\(scalar)b", as: .line)) != nil
            guard isTaken == scalar.isUnfitForLine else { continue }
            Issue.record("\(scalar.code) is \(isTaken ? "taken" : "refused")")
        }
    }
}
