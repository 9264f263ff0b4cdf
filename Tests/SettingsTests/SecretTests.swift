import Foundation
import Settings
import Testing

@Suite("Secrets") struct SecretTests {
    struct Account: CustomTestStringConvertible {
        var user: String
        var password: Secret?
        var spare: [String: Secret]

        var testDescription: String { user }
    }

    /// Every way in which Swift turns a value into text.
    static func renderings(_ value: some Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        var printed = ""
        print(value, to: &printed)
        var debugged = ""
        debugPrint(value, to: &debugged)
        return [
            String(describing: value), String(reflecting: value), "\(value)", dumped, printed, debugged,
            mirrored(value), mirrored([value]), "\(Optional(value) as Any)",
        ]
    }

    private static func mirrored(_ value: Any) -> String {
        let mirror = Mirror(reflecting: value)
        return mirror.children.map { "\($0.label ?? "")=\($0.value) \(mirrored($0.value))" }.joined(separator: "\n")
    }

    @Test("no rendering of a secret or of what holds it shows it")
    func rendering() {
        let secret = Secret("hunter2")
        let account = Account(user: "me", password: secret, spare: ["b": Secret("hunter2")])
        #expect(secret.description == "<secret>")
        #expect(secret.debugDescription == "<secret>")
        for text in SecretTests.renderings(secret) + SecretTests.renderings(account) {
            #expect(!text.contains("hunter2"))
        }
        #expect(SecretTests.renderings(account)[0].contains("<secret>"))
        #expect(secret.reveal() == "hunter2")
    }

    @Test("comes from the environment or from a file")
    func sources() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("pw", Data("from file\r\n".utf8))
        let problems = ProblemCollector()
        let yaml = "a: {env: QH_PW}\nb: {file: pw}"
        let section = try #require(
            SettingsFile.parse(yaml, path: "\(folder.path)/a.yaml", reportingTo: problems)
        )
        let parser = Parser.secret(environment: ["QH_PW": "from environment"])
        #expect(section.required("a", parser)?.reveal() == "from environment")
        #expect(section.required("b", parser)?.reveal() == "from file")
        #expect(problems.isEmpty)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var defect: String
        var yaml: String
        var problems: [String]

        var testDescription: String { defect }
    }

    static let rows = [
        Row(
            defect: "literal",
            yaml: "p: hunter2",
            problems: [
                "a.yaml:1:4: p: a secret does not belong in this file; keep it in the environment or in a file of its "
                    + "own, and write {env: NAME} or {file: PATH}"
            ]
        ),
        Row(
            defect: "literal number in a list",
            yaml: "p: [hunter2]",
            problems: [
                "a.yaml:1:4: p: a secret does not belong in this file; keep it in the environment or in a file of its "
                    + "own, and write {env: NAME} or {file: PATH}"
            ]
        ),
        Row(
            defect: "literal in braces",
            yaml: "p: {hunter2}",
            problems: [
                "a.yaml:1:4: p: write either {env: NAME} or {file: PATH}",
                "a.yaml:1:5: p: this key is not known; the keys here are env, file",
            ]
        ),
        Row(
            defect: "literal twice in braces",
            yaml: "p: {hunter2: 1, hunter2: 2, env: A}",
            problems: [
                "a.yaml:1:5: p: this key is not known; the keys here are env, file",
                "a.yaml:1:17: p: this key stands here a second time, the first is on line 1; keep one",
            ]
        ),
        Row(
            defect: "both",
            yaml: "p: {env: A, file: /nowhere/pw}",
            problems: [
                "a.yaml:1:4: p: write either {env: NAME} or {file: PATH}",
                "a.yaml:1:19: p.file: /nowhere/pw: there is no such file; check the path",
            ]
        ),
        Row(
            defect: "a password for a variable's name",
            yaml: "p: {env: hunter2!}",
            problems: [
                "a.yaml:1:10: p.env: this is not the name of an environment variable; "
                    + "write the name of an environment variable: letters, digits and _"
            ]
        ),
        Row(
            defect: "unset variable",
            yaml: "p: {env: QH_PW}",
            problems: ["a.yaml:1:10: p.env: the environment has no variable QH_PW; set it before the start"]
        ),
        Row(
            defect: "empty variable",
            yaml: "p: {env: EMPTY}",
            problems: ["a.yaml:1:10: p.env: variable EMPTY is empty; put the secret there"]
        ),
        Row(
            defect: "variable with two lines",
            yaml: "p: {env: LINES}",
            problems: [
                "a.yaml:1:10: p.env: variable LINES holds a line break or another control character; "
                    + "keep the secret in one line"
            ]
        ),
        Row(
            defect: "absent file",
            yaml: "p: {file: /nowhere/pw}",
            problems: ["a.yaml:1:11: p.file: /nowhere/pw: there is no such file; check the path"]
        ),
        Row(
            defect: "broken YAML around a literal",
            yaml: "p: hunter2: x",
            problems: ["a.yaml:1:11: is not YAML: mapping values are not allowed in this context"]
        ),
    ]

    @Test("anything else is a problem that does not quote it", arguments: rows)
    func defects(row: Row) {
        let parser = Parser.secret(environment: ["A": "a", "EMPTY": "", "LINES": "hunter2\nx"])
        let found = problems(of: row.yaml) { section in
            _ = section.required("p", parser)
            section.finish()
        }
        #expect(found == row.problems)
        #expect(!found.contains { $0.contains("hunter2") })
    }
}
