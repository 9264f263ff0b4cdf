import Settings
import Testing

/// What one reading of `yaml` reports, one problem a line.
func problems(of yaml: String, _ read: (Section) -> Void = { $0.finish() }) -> [String] {
    let problems = ProblemCollector()
    guard let section = SettingsFile.parse(yaml, path: "a.yaml", reportingTo: problems) else {
        return lines(problems)
    }
    read(section)
    return lines(problems)
}

private func lines(_ problems: ProblemCollector) -> [String] {
    guard case .failure(let invalid) = problems.result(()) else { return [] }
    for problem in invalid.problems {
        let isChinese = problem.wording.zh.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
        #expect(isChinese, "\(problem.chinese)")
    }
    return invalid.problems.map(\.description)
}

@Suite("Reading a section") struct SectionTests {
    enum Color: String, CaseIterable {
        case red, green
    }

    @Test("reads every kind of value as it is written")
    func values() throws {
        let yaml = """
            name: 2026-06-07
            from: 09:00
            zone: 1
            port: 1883
            level: 50.5
            log: true
            wait: 10min
            color: green
            colors: [red, green]
            inner: {depth: 7}
            """
        let problems = ProblemCollector()
        let section = try #require(SettingsFile.parse(yaml, path: "a.yaml", reportingTo: problems))
        #expect(section.required("name", .text) == "2026-06-07")
        #expect(section.required("from", .text) == "09:00")
        #expect(section.required("zone", .text) == "1")
        #expect(section.required("port", .integer(in: 1...65_535)) == 1883)
        #expect(section.required("level", .decimal(in: 0...160, fractionDigits: 1, unit: .decibels)) == 50.5)
        #expect(section.required("log", .flag) == true)
        #expect(section.required("wait", .duration(in: 0...3_600_000)) == 600_000)
        #expect(section.required("color", Parser<Color>.choice("color")) == .green)
        #expect(section.optional("colors", Parser<Color>.choice("color").set) == [.red, .green])
        #expect(section.required("inner", .section)?.required("depth", .integer(in: 0...9)) == 7)
        #expect(section.optional("absent", .text) == nil)
        #expect(section.optional("absent", .text, default: "x") == "x")
        section.finish()
        #expect(problems.isEmpty)
        #expect(problems.knownKeys.contains("inner.depth"))
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var defect: String
        var yaml: String
        var parser: @Sendable (Section) -> Void
        var problem: String

        var testDescription: String { defect }
    }

    static var rows: [Row] {
        [
            Row(
                defect: "missing key",
                yaml: "a: {b: 1}",
                parser: {
                    let inner = $0.required("a", .section)
                    _ = inner?.required("host", .text)
                    _ = inner?.required("b", .text)
                    inner?.finish()
                },
                problem: "a.yaml:1:4: a.host: is missing; write one line of text"
            ),
            Row(
                defect: "no value",
                yaml: "a:",
                parser: { _ = $0.optional("a", .text) },
                problem: "a.yaml:1:3: a: has no value; write one line of text"
            ),
            Row(
                defect: "null",
                yaml: "a: null",
                parser: { _ = $0.optional("a", .flag) },
                problem: "a.yaml:1:4: a: has no value; write true or false"
            ),
            Row(
                defect: "empty text",
                yaml: "a: ''",
                parser: { _ = $0.required("a", .text) },
                problem: "a.yaml:1:4: a: is empty; write one line of text"
            ),
            Row(
                defect: "control character",
                yaml: "a: \"x\\r\\ny\"",
                parser: { _ = $0.required("a", .text) },
                problem:
                    "a.yaml:1:4: a: has a line break or another control character; write one line of text"
            ),
            Row(
                defect: "list for text",
                yaml: "a: [1]",
                parser: { _ = $0.required("a", .text) },
                problem: "a.yaml:1:4: a: is a list; write one line of text"
            ),
            Row(
                defect: "section for text",
                yaml: "a:\n  b: 1",
                parser: { _ = $0.required("a", .text) },
                problem: "a.yaml:2:3: a: is a section; write one line of text"
            ),
            Row(
                defect: "text for a section",
                yaml: "a: mqtt://me:pw@host",
                parser: { _ = $0.required("a", .section) },
                problem: "a.yaml:1:4: a: is a single value; write a section of keys and values"
            ),
            Row(
                defect: "text for a list",
                yaml: "a: red",
                parser: { _ = $0.required("a", Parser<Color>.choice("color").list) },
                problem: "a.yaml:1:4: a: is a single value; write a list, each item one of red, green"
            ),
            Row(
                defect: "empty list",
                yaml: "a: []",
                parser: { _ = $0.required("a", Parser<Color>.choice("color").list) },
                problem: "a.yaml:1:4: a: is an empty list; write a list, each item one of red, green"
            ),
            Row(
                defect: "twice in a list",
                yaml: "a: [red, red]",
                parser: { _ = $0.required("a", Parser<Color>.choice("color").set) },
                problem: "a.yaml:1:10: a[1]: stands in this list a second time; keep one"
            ),
            Row(
                defect: "no such choice, one near",
                yaml: "a: gren",
                parser: { _ = $0.required("a", Parser<Color>.choice("color")) },
                problem:
                    "a.yaml:1:4: a: there is no color \"gren\"; did you mean green? write one of red, green"
            ),
            Row(
                defect: "no such choice, none near",
                yaml: "a: 5",
                parser: { _ = $0.required("a", Parser<Color>.choice("zone")) },
                problem: "a.yaml:1:4: a: there is no zone \"5\"; write one of red, green"
            ),
            Row(
                defect: "integer out of range",
                yaml: "a: 65536",
                parser: { _ = $0.required("a", .integer(in: 1...65_535)) },
                problem: "a.yaml:1:4: a: \"65536\" does not fit; write a whole number from 1 to 65535"
            ),
            Row(
                defect: "integer with a fraction",
                yaml: "a: 1.5",
                parser: { _ = $0.required("a", .integer(in: 1...9)) },
                problem: "a.yaml:1:4: a: \"1.5\" does not fit; write a whole number from 1 to 9"
            ),
            Row(
                defect: "number too fine",
                yaml: "a: 50.55",
                parser: { _ = $0.required("a", .decimal(in: 0...160, fractionDigits: 1, unit: .decibels)) },
                problem: "a.yaml:1:4: a: \"50.55\" does not fit; "
                    + "write a number of decibels from 0 to 160 with at most 1 decimal"
            ),
            Row(
                defect: "flag in other words",
                yaml: "a: yes",
                parser: { _ = $0.required("a", .flag) },
                problem: "a.yaml:1:4: a: \"yes\" does not fit; write true or false"
            ),
            Row(
                defect: "duration without a unit",
                yaml: "a: 30",
                parser: { _ = $0.required("a", .duration(in: 0...1000)) },
                problem:
                    "a.yaml:1:4: a: \"30\" is not a time; write a whole number and one of ms, s, min, h, d, like 30s"
            ),
            Row(
                defect: "duration out of range",
                yaml: "a: 2h",
                parser: { _ = $0.required("a", .duration(in: 1000...3_600_000)) },
                problem: "a.yaml:1:4: a: \"2h\" is out of range; write a time from 1s to 1h, like 30s"
            ),
            Row(
                defect: "duration beyond 64 bits",
                yaml: "a: 99999999999999999d",
                parser: { _ = $0.required("a", .duration(in: 1000...3_600_000)) },
                problem: "a.yaml:1:4: a: \"99999999999999999d\" is not a time; "
                    + "write a whole number and one of ms, s, min, h, d, like 30s"
            ),
            Row(
                defect: "YAML tag",
                yaml: "a: !vault x",
                parser: { _ = $0.required("a", .text) },
                problem: "a.yaml:1:4: a: has a YAML tag, which is not read here; write one line of text without one"
            ),
            Row(
                defect: "home folder",
                yaml: "a: ~/x",
                parser: { _ = $0.required("a", .path) },
                problem: "a.yaml:1:4: a: ~ is not expanded here; write the whole path"
            ),
        ]
    }

    @Test("says where, what and what to do", arguments: rows)
    func defects(row: Row) {
        #expect(problems(of: row.yaml, row.parser) == [row.problem])
    }

    @Test("an unknown key is a problem, and the nearest known key is suggested")
    func unknownKeys() {
        let found = problems(of: "prot: 1\nhost: x\ncolour-of-the-hat: red") { section in
            _ = section.optional("port", .integer(in: 1...9))
            _ = section.optional("host", .text)
            section.finish()
        }
        #expect(
            found == [
                "a.yaml:1:1: prot: this key is not known; did you mean port?",
                "a.yaml:3:1: colour-of-the-hat: this key is not known; the keys here are host, port",
            ]
        )
    }

    @Test("a key that is no text is a problem")
    func oddKey() {
        #expect(
            problems(of: "? [a]\n: 1") == [
                "a.yaml:1:3: a key here is not text; write a name, a colon and a value"
            ]
        )
    }

    @Test("what an operator wrote cannot break a line of a log")
    func escaping() {
        #expect(
            problems(of: "\"a\\nb\": 1") == [
                "a.yaml:1:1: \"a\\nb\": this key is not known; the keys here are "
            ]
        )
    }

    @Test("problems come in the order of the lines, whatever the order of reading")
    func order() {
        let found = problems(of: "a: x\nb: x\nc: x") { section in
            for key in ["c", "a", "b"] { _ = section.required(key, .flag) }
        }
        #expect(found.map { $0.prefix(9) } == ["a.yaml:1:", "a.yaml:2:", "a.yaml:3:"])
    }

    @Test("a relative path starts from the folder of the file that names it")
    func paths() throws {
        let problems = ProblemCollector()
        let yaml = "a: var/x.db\nb: /var/x.db"
        let section = try #require(SettingsFile.parse(yaml, path: "etc/a.yaml", reportingTo: problems))
        #expect(section.required("a", .path) == "etc/var/x.db")
        #expect(section.required("b", .path) == "/var/x.db")
        let here = try #require(SettingsFile.parse(yaml, path: "a.yaml", reportingTo: problems))
        #expect(here.required("a", .path) == "var/x.db")
    }
}
