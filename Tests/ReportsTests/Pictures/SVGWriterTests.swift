import Foundation
import Testing

@testable import Reports

@Suite("The writer of pictures")
struct SVGWriterTests {
    private func drawing(_ elements: [SVGElement], title: String = "t") -> SVGDrawing {
        SVGDrawing(
            width: 100,
            height: 50.5,
            title: title,
            description: "d",
            language: "en",
            styleSheet: ".a>.b{fill:#fff}",
            elements: elements
        )
    }

    @Test(
        "numbers have at most two decimals and no sign of nothing",
        arguments: [
            (0, "0"), (-0.0, "0"), (-0.004, "0"), (0.005, "0.01"), (-0.006, "-0.01"), (1, "1"), (1.5, "1.5"),
            (1.05, "1.05"), (1.004, "1"), (99.999, "100"), (-12.345678, "-12.35"), (1.0 / 3, "0.33"), (1e-12, "0"),
            (123_456.78, "123456.78"), (1e300, "10000000"), (-Double.infinity, "-10000000"), (.nan, "0"),
        ] as [(Double, String)]
    )
    func numbers(number: Double, text: String) {
        #expect(SVGNumber.text(number) == text)
    }

    @Test("a number is read back to within half a hundredth")
    func numbersReadBack() throws {
        for step in -30_000...30_000 {
            let number = Double(step) * 0.0123
            let text = SVGNumber.text(number)
            let read = try #require(Double(text))
            #expect(abs(read - number) <= 0.005 + 1e-9, "\(text)")
            #expect(text.drop { $0 != "." }.count <= 3, "\(text)")
        }
    }

    @Test("text comes out of an XML parser as it went in")
    func texts() throws {
        let texts = [
            "<script>alert('1')</script>", "a & b &amp; c", "\"quoted\" 'single'", "]]>", "<!-- no -->",
            "<![CDATA[x]]>",
            "考点 <一> & 二", "😀 é e\u{301}", "&#x41;",
        ]
        for text in texts {
            let element = SVGElement.group(
                [.text(text, at: SVGPoint(x: 1, y: 2), style: text)],
                title: text
            )
            let root = try ReadSVG.root(of: drawing([element], title: text).text())
            #expect(root.title == text)
            let group = try #require(root.children.last)
            #expect(group.title == text)
            #expect(group.children.last?.text == text)
            #expect(group.children.last?.attributes["class"] == text)
            #expect(root.all.map(\.name) == ["svg", "title", "desc", "style", "g", "title", "text"])
        }
    }

    @Test("every control character, and what XML cannot carry, leaves the picture well-formed")
    func controls() throws {
        let values = Array(0...0x20) + Array(0x7F...0xA0) + [0x2028, 0x202E, 0x2066, 0xFFFD, 0xFFFE, 0xFFFF, 0x1FFFF]
        for value in values.compactMap({ Unicode.Scalar(UInt32($0)) }) {
            let text = "a\(Character(value))b"
            let root = try ReadSVG.root(of: drawing([.text(text, at: SVGPoint(x: 0, y: 0))], title: text).text())
            let told = try #require(root.children.last?.text)
            #expect(told.unicodeScalars.count == 3 && told.hasPrefix("a") && told.hasSuffix("b"), "\(value.value)")
            let middle = told.unicodeScalars[told.unicodeScalars.index(after: told.unicodeScalars.startIndex)]
            switch value.value {
            case 0x9, 0xA, 0xD, 0x20, 0x85, 0x2028: #expect(middle == " ", "\(value.value)")
            case 0xA0: #expect(middle == value)
            default: #expect(middle == "\u{FFFD}", "\(value.value)")
            }
        }
    }

    @Test("shapes say where they are")
    func shapes() throws {
        let box = SVGBox(x: 1.256, y: 2, width: 3, height: 4.5)
        let (a, b) = (SVGPoint(x: 0, y: 1), SVGPoint(x: 2.5, y: -3))
        let root = try ReadSVG.root(
            of: drawing([
                .rect(box, rounded: 2, style: "r"), .polyline([a, b, a], closed: true), .polyline([]),
                .lines([(a, b), (b, a)]), .circle(b, radius: 7),
                .pattern(id: "p", tile: box, [.rect(box)]),
            ]).text()
        )
        #expect(root.attributes["viewBox"] == "0 0 100 50.5")
        #expect(root.attributes["xml:lang"] == "en")
        #expect(root.children.first { $0.name == "style" }?.text == ".a>.b{fill:#fff}")
        let shapes = root.children.dropFirst(3).map { element in
            ([element.name] + element.attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
                .joined(separator: " ")
        }
        #expect(
            shapes == [
                "rect class=r height=4.5 rx=2 width=3 x=1.26 y=2", "path d=M0 1L2.5 -3L0 1Z", "path d=",
                "path d=M0 1L2.5 -3M2.5 -3L0 1", "circle cx=2.5 cy=-3 r=7",
                "pattern height=4.5 id=p patternUnits=userSpaceOnUse width=3",
            ]
        )
        #expect(box.right == 4.256 && box.bottom == 6.5)
    }

    @Test("lines are broken between words and Chinese characters, never before closing punctuation")
    func wrapping() {
        #expect(TextWidth.wrapped("", width: 50, size: 10).isEmpty)
        #expect(TextWidth.wrapped("one two three", width: 1000, size: 10) == ["one two three"])
        #expect(TextWidth.wrapped("one two three", width: 40, size: 10) == ["one two", "three"])
        #expect(TextWidth.wrapped("一二三，四五（六）", width: 30, size: 10) == ["一二", "三，四", "五", "（六）"])
        #expect(TextWidth.wrapped("gggggggggg", width: 30, size: 10) == ["ggggg", "ggggg"])
        #expect(TextWidth.wrapped("w", width: 1, size: 10) == ["w"])
        for width in stride(from: 20.0, through: 200, by: 7) {
            let text = "Noise control 高考期间噪声管控通告 (Shenzhen, 2025) and a-very-long-word-that-is-wider-than-a-line"
            let lines = TextWidth.wrapped(text, width: width, size: 10)
            #expect(lines.allSatisfy { TextWidth.of($0, size: 10) <= width }, "\(width)")
            #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
        }
    }

    @Test("a line is at least as wide as it is in Noto Sans CJK SC and in Liberation Sans")
    func widths() {
        // Advance widths summed from the fonts' own tables, for a height of 100.
        #expect(TextWidth.of("Foreign language", size: 100) >= 809)
        #expect(TextWidth.of("11:30–15:00", size: 100) >= 557)
        #expect(TextWidth.of("外语，考点", size: 100) == 500)
        #expect(TextWidth.of("Sat", size: 100, bold: true) >= 163.6)
    }
}
