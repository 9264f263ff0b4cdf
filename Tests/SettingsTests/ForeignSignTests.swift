import Settings
import Testing

@Suite("Signs of an input method where YAML needs those of ASCII") struct ForeignSignTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var yaml: String
        var problems: [String]

        init(_ name: String, _ yaml: String, _ problems: [String]) {
            testDescription = name
            self.yaml = yaml
            self.problems = problems
        }
    }

    /// What the rows are read as: a list of places, each with an id, a city, a name, hours and kinds.
    private static func read(_ section: Section) {
        for place in section.required("places", .sections) ?? [] {
            _ = place.required("id", .text)
            _ = place.optional("city", .text)
            let name = place.optional("name", .section)
            _ = name?.required("zh", .text)
            _ = name?.required("en", .text)
            name?.finish()
            _ = place.optional("depth", .integer(in: 1...9))
            _ = place.optional("kinds", Parser<SectionTests.Color>.choice("color").set)
            place.finish()
        }
        section.finish()
    }

    private static let colon = "a full-width ：(U+FF1A) stands here; write ':' and a space"
    private static let comma = "a full-width ，(U+FF0C) stands here; write ',' and a space"
    private static let ideographic = "an ideographic space (U+3000) stands here; write spaces"
    private static let noBreak = "a no-break space (U+00A0) stands here; write a space"

    static let rows = [
        Row("colon in a block", "places:\n  - id: a\n    city：深圳\n    depth: 1\n", ["3:9: \(colon)"]),
        Row("colon with a blank", "places:\n  - id: a\n    city： 深圳\n    depth: 1\n", ["3:9: \(colon)"]),
        Row("colon on the last line", "places:\n  - id: a\n    depth: 1\n    city：深圳\n", ["4:9: \(colon)"]),
        Row("colon of a section", "places：\n  - id: a\n", ["1:7: \(colon)"]),
        Row(
            "colon on the first line",
            "x：1\nplaces:\n  - id: a\n",
            ["1:1: x: this key is not known; the keys here are places", "1:2: \(colon)"]
        ),
        Row("comma in braces", "places:\n  - {id: a, name: {zh: 语文，en: Chinese}}\n", ["2:26: \(comma)"]),
        Row(
            "comma and colon in braces",
            "places:\n  - {id: a, name: {zh: 语文，en：Chinese}}\n",
            ["2:26: \(comma)", "2:29: \(colon)"]
        ),
        Row(
            "nothing else in braces",
            "places:\n  - {id: a, name: {zh：语文，en：Chinese}}\n",
            ["2:22: \(colon)", "2:25: \(comma)", "2:28: \(colon)"]
        ),
        Row(
            "a list",
            "places:\n  - {id: a, kinds: [red，green]}\n",
            ["2:24: \(comma)"]
        ),
        Row(
            "an enumeration",
            "places:\n  - {id: a, kinds: [red、green]}\n",
            ["2:24: an ideographic comma 、(U+3001) stands here; write ',' and a space"]
        ),
        Row("indent", "places:\n  - id: a\n　　city: 深圳\n    depth: 1\n", ["3:1: \(ideographic)"]),
        Row("indent on the last line", "places:\n  - id: a\n    depth: 1\n　　city: 深圳\n", ["4:1: \(ideographic)"]),
        Row(
            "no-break indent",
            "places:\n  - id: a\n\u{A0}\u{A0}\u{A0}\u{A0}city: x\n    depth: 1\n",
            ["3:1: \(noBreak)"]
        ),
        Row("blank behind a colon", "places:\n  - id: a\n    city:　深圳\n    depth: 1\n", ["3:10: \(ideographic)"]),
        Row(
            "no blank behind a colon",
            "places:\n  - id: a\n    city:深圳\n    depth: 1\n",
            ["3:9: a colon without a space behind it stands here; write ':' and a space"]
        ),
        Row(
            "braces",
            "places:\n  - ｛id: a, city: b｝\n",
            [
                "2:5: a full-width ｛(U+FF5B) stands here; write '{'",
                "2:20: a full-width ｝(U+FF5D) stands here; write '}'",
            ]
        ),
        Row(
            "a dash of a list",
            "places:\n  － id: a\n    depth: 1\n",
            ["2:3: a full-width －(U+FF0D) stands here; write '-'"]
        ),
        Row(
            "a number",
            "places:\n  - {id: a, depth: １}\n",
            ["2:20: a full-width １(U+FF11) stands here; write '1'"]
        ),
        Row(
            "an invisible sign",
            "places:\n  - {id: a, depth: \"1\u{200B}\"}\n",
            ["2:22: an invisible sign (U+200B) stands here; take it out"]
        ),
        Row(
            "quotes",
            "places:\n  - {id: a, depth: “1”}\n",
            ["2:20: a typographic quote “(U+201C) stands here; write '\"' (and 1 more such sign in this value)"]
        ),
        Row(
            "a tab",
            "places:\n\t- id: a\n",
            ["2:1: a tab stands here; indent with spaces"]
        ),
        Row(
            "a sign that begins no value",
            "places:\n  - {id: a, city: @b}\n",
            ["2:19: no value begins with '@'; put the value in quotes"]
        ),
        Row(
            "what is wrong besides is found too, where it stands",
            "places:\n  - id: a\n    city：深圳\n  - {id：b, depth: 12, city: c}\n",
            [
                "3:9: \(colon)", "4:8: \(colon)",
                "4:19: places[1].depth: \"12\" does not fit; write a whole number from 1 to 9",
            ]
        ),
        Row(
            "lines ended by CR",
            "places:\r  - id: a\r    city：深圳\r    depth: 1\r",
            ["3:9: \(colon)"]
        ),
    ]

    @Test("are one problem each, with their own place and what to write", arguments: rows)
    func signs(row: Row) {
        let found = problems(of: row.yaml, Self.read)
        #expect(found == row.problems.map { "a.yaml:\($0)" })
    }

    static let right = [
        Row("in texts", "places:\n  - {id: a, city: \"x，y：z\", name: {zh: 注：见附件，第二页。, en: “x” — y}}\n", []),
        Row("in comments", "places: # 说明：，　\n  - id: a # 名称：甲，乙\n", []),
        Row("in a text over two lines", "places:\n  - id: a\n    city: 甲，\n      乙：丙\n", []),
        Row("a byte order mark", "\u{FEFF}places:\n  - id: a\n", []),
        Row("addresses and times", "places:\n  - {id: a, city: 12:30:00}\n  - {id: b, city: http://a.example}\n", []),
    ]

    @Test("stand where any sign may", arguments: right)
    func texts(row: Row) {
        #expect(problems(of: row.yaml, Self.read) == [])
    }

    @Test("a key that may be absent is not lost without a word in its neighbour's text")
    func swallowed() throws {
        let problems = ProblemCollector()
        let yaml = "places:\n  - {id: a，city：深圳}\n"
        let section = try #require(SettingsFile.parse(yaml, path: "a.yaml", reportingTo: problems))
        Self.read(section)
        #expect(problems.isEmpty)
        #expect(
            problems.warnings.map(\.description) == [
                "a.yaml:2:11: warning: \(Self.comma), if city is meant as a key",
                "a.yaml:2:16: warning: \(Self.colon), if city is meant as a key",
            ]
        )
    }

    @Test("no problem shows what stands beside the sign: a password may")
    func secrets() {
        for yaml in ["a: {password：geheim，b: c}\n", "password：geheim\nb: c\n", "a: {password:geheim}\n"] {
            let found = problems(of: yaml) { section in
                _ = section.optional("a", Parser<Secret>.secret(environment: [:]))
                section.finish()
            }
            #expect(!found.isEmpty)
            #expect(found.allSatisfy { !$0.contains("geheim") }, "\(found)")
        }
    }

    @Test("any text ends, without a crash, in problems or none", arguments: 1...40)
    func fuzz(seed: Int) {
        let pieces = [
            "places:", "\n", "  - id: a", "：", "，", "　", "\u{A0}", "{", "}", "[", "]", "｛", "｝", "\"", "'", "“", "”",
            "#", ": ",
            ", ", "\t", "\r", "city", "深圳", "－ ", "- ", "*", "&", "|", ">", "\u{FEFF}", "\u{0}",
        ]
        var state = UInt64(seed)
        for _ in 0..<20 {
            var yaml = "places:\n  - id: a\n"
            for _ in 0..<12 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                yaml += pieces[Int(state >> 33) % pieces.count]
            }
            _ = problems(of: yaml, Self.read)
        }
    }
}
