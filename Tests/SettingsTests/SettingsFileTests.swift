import Foundation
import Settings
import Testing

@Suite("Reading a file") struct SettingsFileTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var defect: String
        var yaml: String
        var problems: [String]

        var testDescription: String { defect }
    }

    static let rows = [
        Row(defect: "empty", yaml: "", problems: ["a.yaml: is empty; write its keys, one a line"]),
        Row(defect: "comment only", yaml: "# x\n", problems: ["a.yaml: is empty; write its keys, one a line"]),
        Row(
            defect: "one word",
            yaml: "hello",
            problems: ["a.yaml:1:1: is a single value; write a section of keys and values"]
        ),
        Row(
            defect: "a list",
            yaml: "- a\n",
            problems: ["a.yaml:1:1: is a list; write a section of keys and values"]
        ),
        Row(
            defect: "two documents",
            yaml: "a: 1\n---\na: 1\n",
            problems: ["a.yaml:2:1: holds a second YAML document; keep one and take out the line ---"]
        ),
        Row(
            defect: "tab for indentation",
            yaml: "a:\n\tb: 1\n",
            problems: [
                "a.yaml:2:1: a tab stands here; indent with spaces"
            ]
        ),
        Row(
            defect: "open bracket",
            yaml: "a: [1, 2\nb: 3\n",
            problems: [
                "a.yaml:2:2: is not YAML: while parsing a flow sequence from line 1, did not find expected ',' or ']'"
            ]
        ),
        Row(
            defect: "control character",
            yaml: "a: 1\nbc: \u{1}\n",
            problems: ["a.yaml:2:5: is not YAML: control characters are not allowed"]
        ),
        Row(
            defect: "undefined alias",
            yaml: "a: *b\n",
            problems: ["a.yaml:1:4: is not YAML: found undefined alias"]
        ),
    ]

    @Test("text that is not settings has one problem with its line", arguments: rows)
    func syntax(row: Row) {
        #expect(problems(of: row.yaml) == row.problems)
    }

    @Test("what the parser says is in Chinese as well")
    func chineseSyntax() {
        func line(_ yaml: String) -> String? {
            let problems = ProblemCollector()
            #expect(SettingsFile.parse(yaml, path: "a.yaml", reportingTo: problems) == nil)
            return problems.findings.first?.chinese
        }
        #expect(line("a: [1, 2\nb: 3\n") == "a.yaml:2:2: 不是有效的 YAML：读取 [ ] 列表时（始于第 1 行），缺少 ',' 或 ']'")
        #expect(line("a:\n\tb: 1\n") == "a.yaml:2:1: 此处为制表符；请用空格缩进")
        #expect(line("a: *b\n") == "a.yaml:1:4: 不是有效的 YAML：别名没有定义")
    }

    @Test("every repeated key is told with both lines, and reading goes on")
    func repeatedKeys() {
        let yaml = """
            host: a
            inner: {x: 1, 'y': 2, x: 3, "y": 4, x: 5}
            host: b
            port: none
            """
        let found = problems(of: yaml) { section in
            #expect(section.required("host", .text) == "a")
            let inner = section.required("inner", .section)
            #expect(inner?.required("x", .integer(in: 0...9)) == 1)
            #expect(inner?.required("y", .integer(in: 0...9)) == 2)
            inner?.finish()
            _ = section.required("port", .integer(in: 1...9))
            section.finish()
        }
        #expect(
            found == [
                "a.yaml:2:23: inner.x: this key stands here a second time, the first is on line 2; keep one",
                "a.yaml:2:29: inner.y: this key stands here a second time, the first is on line 2; keep one",
                "a.yaml:2:37: inner.x: this key stands here a second time, the first is on line 2; keep one",
                "a.yaml:3:1: host: this key stands here a second time, the first is on line 1; keep one",
                "a.yaml:4:7: port: \"none\" does not fit; write a whole number from 1 to 9",
            ]
        )
    }

    @Test("a repeated key in an odd spelling is one problem with its line")
    func oddRepeatedKey() {
        #expect(
            problems(of: "a: 1\n!!str b: 1\n!!str b: 2") == [
                "a.yaml:2:1: this key stands twice in its section; keep one"
            ]
        )
    }

    @Test(
        "a file that cannot be read says so",
        arguments: [("absent.yaml", "there is no such file"), ("", "is a folder")]
    )
    func unreadable(name: String, reason: String) throws {
        let folder = try TemporaryFolder()
        let problems = ProblemCollector()
        #expect(SettingsFile.open("\(folder.path)/\(name)", reportingTo: problems) == nil)
        guard case .failure(let invalid) = problems.result(()) else {
            Issue.record("no problem was reported")
            return
        }
        #expect(invalid.description.hasPrefix("\(folder.path)/\(name): \(reason)"))
    }

    @Test("a file that is not UTF-8 says so")
    func encoding() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("latin.yaml", Data([0x61, 0x3A, 0x20, 0xE9]))
        let problems = ProblemCollector()
        #expect(SettingsFile.open(path, reportingTo: problems) == nil)
        #expect(!problems.isEmpty)
    }
}

/// A folder of its own for one test, gone with it.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("settings-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ name: String, _ data: Data) throws -> String {
        let file = "\(path)/\(name)"
        try data.write(to: URL(fileURLWithPath: file))
        return file
    }
}
