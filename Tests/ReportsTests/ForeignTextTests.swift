import EventTime
import ExamCalendar
import Foundation
import NoiseRules
import Records
import Sites
import Testing

@testable import Reports

/// One name that tries everything, at every place where names are written.
@Suite("A hostile name")
struct ForeignTextTests {
    private static let name =
        "=1+1\u{202E}gnp\u{1b}[2J\u{9b}31m\r\nfine 1,2\u{2066}\u{2028}\u{7f}\u{200b}</text><script>alert(1)</script>\"';x"

    /// What may stand in no line that anybody reads.
    private static func signs(in text: String) -> [String] {
        text.unicodeScalars.filter { $0.isUnfitForLine && $0 != "\n" }.map(\.code)
    }

    @Test("is printed by commands in one line, with its signs spelt out")
    func lines() {
        let line = PayloadText.oneLine(Self.name)
        #expect(line.hasPrefix(#"=1+1\u{202e}gnp\u{1b}[2J\u{9b}31m\u{d}\u{a}fine"#), "\(line)")
        #expect(!line.contains("\n") && Self.signs(in: line).isEmpty)
        #expect(PayloadText.joined("first\nsecond\u{1b}") == #"first / second\u{1b}"#)
    }

    @Test("is the same name in JSON, and nothing but ASCII escapes")
    func json() throws {
        var object = JSONObject()
        object.set("name", Self.name + "\u{E0041}")
        let lines = [object.text, try JSONLine.encode(["name": Self.name + "\u{E0041}"])]
        for line in lines {
            #expect(!line.contains("\n") && Self.signs(in: line).isEmpty, "\(line)")
            let decoded = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
            #expect(decoded["name"] == Self.name + "\u{E0041}")
        }
        let quoted = HourlyJSON.quoted(Self.name)
        #expect(Self.signs(in: quoted).isEmpty && !quoted.contains("\n"))
        #expect(try JSONDecoder().decode([String].self, from: Data("[\(quoted)]".utf8)) == [Self.name])
    }

    @Test("is no formula in a spreadsheet, and one cell", arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
    func csv(_ text: String) {
        #expect(HourlyCSV.quoted(text).drop { $0 == "\"" }.hasPrefix("'"))
        #expect(HourlyCSV.quoted("gate-1") == "gate-1")
        #expect(HourlyCSV.quoted("=a,\"b\"") == "\"'=a,\"\"b\"\"\"")
    }

    @Test("is text in HTML, SVG, XML and iCalendar")
    func markup() {
        for text in [Markup.escaped(Self.name), Markup.escapedLine(Self.name)] {
            #expect(!text.contains("<") && Self.signs(in: text).allSatisfy { $0 == "U+000D" }, "\(text)")
        }
        let line = ICSLine.escaped(Self.name)
        #expect(!line.contains("\n") && Self.signs(in: line).isEmpty && line.contains(#"\nfine 1\,2"#), "\(line)")
    }

    @Test("changes nothing but itself in a message", arguments: [Language.zh, .en])
    func message(_ language: Language) throws {
        var plan = SamplePlan.plan()
        plan.sites[0].name = Name(zh: Self.name, en: Self.name)
        plan.sites[0].address = Self.name
        plan.rules[0].name = Name(Self.name)
        for index in plan.authorities.indices {
            plan.authorities[index].name = Name(Self.name)
            plan.authorities[index].language = language
        }
        let alert = SamplePlan.alert(.violation(try SamplePlan.change()), to: "bureau")
        let composer = AlertComposer(plan: plan)
        let message = composer.message(for: alert, now: SamplePlan.opening)
        let facts = try #require(message.facts.first)
        #expect(message.subject.contains("gnp") && message.text.contains("gnp"))
        for text in [message.subject, facts.zh.subject, facts.en.subject, message.content.headline] {
            #expect(!text.contains("\n") && Self.signs(in: text).isEmpty, "\(text)")
        }
        for text in [message.text, message.html, facts.zh.text, facts.en.text, facts.json] {
            #expect(Self.signs(in: text).isEmpty, "\(text)")
        }
        #expect(!message.html.contains("<script"))
        // No line of the text is the name's own.
        #expect(!message.text.split(separator: "\n").contains { $0.hasPrefix("fine") }, "\(message.text)")
    }
}
