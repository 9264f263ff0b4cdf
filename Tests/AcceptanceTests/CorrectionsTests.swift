import EventTime
import Foundation
import GRDB
import TestSupport
import Testing

@Suite("A memory card that is read later")
struct CorrectionsTests {
    private func text(_ date: Date) -> String {
        RFC3339.format(Instant(milliseconds: Int64(date.timeIntervalSince1970) * 1000), offset: 0)
    }

    /// Seconds from `start` on, a level each.
    private func card(_ levels: [Double], from start: Date) -> String {
        let rows = levels.enumerated().map { "\(text(start + Double($0))),school/gate,1,\($1)" }
        return (["time,sensor,duration,LAeq"] + rows).joined(separator: "\n") + "\n"
    }

    @Test(
        "opens a violation after the fact, alarms nobody, and agrees with replay",
        .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed")
    )
    func card() throws {
        let broker = try MosquittoServer()
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let service = try installation.start("serve")
        defer { service.stop() }
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }

        let start = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 - 1200).rounded(.down))
        let levels = [Double](repeating: 50, count: 30) + [Double](repeating: 85, count: 60)
        try installation.directory.write(
            card(levels + [Double](repeating: 50, count: 60), from: start),
            to: "card.csv"
        )
        let csv = installation.directory.path("card.csv")
        // The store must hold more than what is undone.
        try installation.directory.write(card([50], from: start - 7200), to: "before.csv")
        let before = installation.directory.path("before.csv")
        _ = try installation.run(["import", "--config", installation.config, "--readings", before])
        let imported = try installation.run(["import", "--config", installation.config, "--readings", csv])
        #expect(imported.hasPrefix("150 new readings"), "\(imported)")
        let connection = try installation.connect()
        func count(_ sql: String) throws -> Int { try connection.read { try Int.fetchOne($0, sql: sql) ?? 0 } }
        _ = try service.wait(atMost: 90, for: "judge the card") {
            try count("SELECT COUNT(*) FROM violation WHERE closed_at IS NOT NULL") == 1 ? true : nil
        }
        #expect(try count("SELECT COUNT(*) FROM alert") == 0)
        let list = try installation.run(["violations", "list", "--config", installation.config, "--json"])
        let id = try #require(list.firstMatch(of: /"id":"([0-9A-Z-]+)"/)?.1)
        let page = try installation.run(["violations", "show", String(id), "--config", installation.config])
        #expect(
            page.contains("opened (over limit)") && page.contains("re-evaluated for ") && page.contains("; now: "),
            "\(page)"
        )

        // What the record says and what the readings say is the same.
        let span = ["--from", text(start), "--config", installation.config]
        let compared = try installation.run(["replay", "--against-record"] + span)
        #expect(compared == "1 the same, 0 appear, 0 vanish, 0 change\n")
        // A draft of another plan, on the same readings.
        let plan = try String(contentsOfFile: installation.directory.path("plan.yaml"), encoding: .utf8)
        let draft = plan.replacing("{standard: GB 12523}", with: "{level: 90, document: Draft}")
        try installation.directory.write(draft, to: "draft.yaml")
        let draftPath = installation.directory.path("draft.yaml")
        let drafted = try installation.run(["replay", "--plan", draftPath] + span)
        #expect(drafted.contains("vanishes  \(id)  "), "\(drafted)")
        #expect(drafted.hasSuffix("0 the same, 0 appear, 1 vanish, 0 change\n"), "\(drafted)")
        let planPath = installation.directory.path("plan.yaml")
        let file = ["replay", "--plan", planPath, "--against", draftPath, "--readings", csv]
        #expect(try installation.run(file).contains("appears   \(id)  "))
        let objects = try installation.run(file + ["--json"])
        #expect(objects.contains("\"difference\":\"appears\"") && objects.contains("{\"appear\":1,\"change\":0,"))

        // What a violation rests on is not taken back without a word for it.
        let undo = ["import", "undo", "2", "--by", "Li Na", "--why", "the card of another school"]
        let refused = try ChildProcess(
            Installation.program,
            undo + ["--config", installation.config],
            directory: installation.directory.subdirectory("undo")
        )
        #expect(refused.exitCode() == 1)
        #expect(refused.errors().contains("violations rest on import 2: \(id)"), "\(refused.errors())")
        #expect(try count("SELECT COUNT(*) FROM reading") == 151)
        _ = try installation.run(undo + ["--even-if-used", "--config", installation.config])
        #expect(try count("SELECT COUNT(*) FROM reading") == 1)
    }
}
