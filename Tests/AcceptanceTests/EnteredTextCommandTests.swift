import Foundation
import GRDB
import TestSupport
import Testing

@Suite("What people enter with commands")
struct EnteredTextCommandTests {
    private static let forged =
        "fine\n2026-11-30T00:00:00+0000 notice quiethours: violation=X [Evaluation] violation withdrawn\u{1b}[2J"

    @Test("a line break or an escape sign in a name or a reason is a wrong use, and nothing is recorded")
    func refused() throws {
        let installation = try Installation(brokerPort: try freePort(), plan: Installation.plan())
        let rows: [(arguments: [String], option: String)] = [
            (["mute", "add", "--site", "school", "--until", "21:00", "--by", Self.forged, "--why", "x"], "--by"),
            (["mute", "add", "--site", "school", "--until", "21:00", "--by", "Wang", "--why", Self.forged], "--why"),
            (["exam", "extend", "--exam", "gaokao", "--until", "12:10", "--by", Self.forged, "--why", "x"], "--by"),
            (["calibration", "add", "--sensor", "school/gate", "--level", "93.9", "--by", Self.forged], "--by"),
            (
                [
                    "calibration", "add", "--sensor", "school/gate", "--level", "93.9", "--by", "W", "--note",
                    Self.forged,
                ],
                "--note"
            ),
            (["drill", "--by", Self.forged], "--by"),
            (["violations", "ack", "20260607-7K3M9Q2A", "--by", Self.forged], "--by"),
            (["violations", "ack", "20260607-7K3M9Q2A", "--by", "W", "--note", "a\u{202e}b"], "--note"),
            (["evidence", "make", "20260607-7K3M9Q2A", "-o", "x", "--by", Self.forged], "--by"),
            (["rejected", "retry", "1", "--replace", "--why", "x", "--by", Self.forged], "--by"),
            (["rejected", "retry", "1", "--replace", "--by", "x", "--why", Self.forged], "--why"),
            (["import", "--readings", "x.csv", "--by", Self.forged], "--by"),
            (["import", "undo", "1", "--by", "x", "--why", Self.forged], "--why"),
        ]
        for (arguments, option) in rows {
            let child = try ChildProcess(
                Installation.program,
                arguments + ["--config", installation.config],
                directory: installation.directory.subdirectory(UUID().uuidString)
            )
            #expect(child.exitCode() == 64, "\(arguments)")
            let errors = child.errors()
            #expect(errors.contains("\(option) has "), "\(errors)")
            #expect(errors.contains("as character "), "\(errors)")
            #expect(!errors.contains("\u{1b}") && !errors.contains("\n2026-11-30"), "\(errors.debugDescription)")
        }
        #expect(!FileManager.default.fileExists(atPath: installation.store))
    }

    @Test("what a topic and a payload hold does nothing to a terminal that shows it decoded")
    func decoded() throws {
        let directory = try TemporaryDirectory()
        let hostile = "s\u{9b}31m\u{202e}\u{7f}"
        for (body, says) in [
            (#"[{"end":"2026-06-07T09:00:01+08:00","dur":1,"LAeq":53.1}]"#, #"s\u009b31m\u202e\u007f/gate"#),
            (#"[{"end":"\#(hostile)","dur":1,"LAeq":53.1}]"#, "rejected"),
            (#"[{"\#(hostile)":1}]"#, "rejected"),
        ] {
            let child = try ChildProcess(
                "/bin/sh",
                [
                    "-c", #"printf '{"v":1,"obs":%s}' "$1" | "$0" decode --topic "noise/1/$2/gate/obs""#,
                    Installation.program, body, hostile,
                ],
                directory: directory.subdirectory(UUID().uuidString)
            )
            _ = child.exitCode()
            let text = child.output() + child.errors()
            #expect(text.contains(says), "\(text.debugDescription)")
            let signs = text.unicodeScalars.filter { scalar in
                scalar != "\n" && [.control, .format].contains(scalar.properties.generalCategory)
            }
            #expect(signs.isEmpty, "\(text.debugDescription)")
        }
    }

    @Test("rows of a store that hold such text from before are one line each, with the signs spelt out")
    func old() throws {
        let installation = try Installation(brokerPort: 1883, plan: Installation.plan())
        func run(_ arguments: String...) throws -> String {
            try installation.run(arguments + ["--config", installation.config])
        }
        let person = ["--by", "Wang Fang", "--why", "replaced below"]
        _ = try installation.run(
            ["mute", "add", "--site", "school", "--until", "21:00", "--config", installation.config] + person
        )
        try installation.connect().write { db in
            try db.execute(
                sql: "INSERT INTO orders (at, by, why, kind, body) SELECT at, ?, ?, kind, body FROM orders",
                arguments: [Self.forged + "\u{9b}\u{202e}", Self.forged]
            )
        }
        for arguments in [["mute", "list"], ["mute", "list", "--json"]] {
            let list = try installation.run(arguments + ["--config", installation.config])
            #expect(list.split(separator: "\n").count == 2, "\(list.debugDescription)")
            #expect(list.contains("violation withdrawn"))
            let controls = list.unicodeScalars.filter { $0.properties.generalCategory == .control && $0 != "\n" }
            #expect(controls.isEmpty && !list.contains("\u{202e}"), "\(list.debugDescription)")
        }
    }
}
