import EventTime
import Foundation
import GRDB
import TestSupport
import Testing

@Suite("Importing files of readings")
struct ImportTests {
    private static func text(_ date: Date) -> String {
        RFC3339.format(Instant(milliseconds: Int64(date.timeIntervalSince1970) * 1000), offset: 0)
    }

    private func run(_ installation: Installation, _ arguments: [String]) throws -> (code: Int32, ChildProcess) {
        let child = try ChildProcess(
            Installation.program,
            arguments + ["--config", installation.config],
            directory: installation.directory.subdirectory(UUID().uuidString)
        )
        return (child.exitCode(), child)
    }

    @Test("times that cannot be are refused by line, unless they are asked for, and can be taken back")
    func years() throws {
        let installation = try Installation(brokerPort: 1883, plan: Installation.plan())
        let now = Date()
        let csv = try installation.directory.write(
            """
            time,sensor,duration,LAeq
            \(Self.text(now - 60)),school/gate,1,50
            2099-01-01T00:00:00Z,school/gate,1,51
            0001-01-01T00:00:00Z,school/yard,1,52
            \(Self.text(now + 3600)),school/yard,1,53

            """,
            to: "card.csv"
        )
        let refused = try run(installation, ["import", "--readings", csv])
        #expect(refused.code == 65)
        #expect(refused.1.errors().contains("line 3, time: 2099-01-01T00:00:00Z is more than a day ahead of now"))
        #expect(refused.1.errors().contains("line 4, time: 0001-01-01T00:00:00Z is more than ten years ago"))
        #expect(!FileManager.default.fileExists(atPath: installation.store))

        let dry = try run(installation, ["import", "--readings", csv, "--any-time", "--dry-run"])
        #expect(dry.code == 0 && !FileManager.default.fileExists(atPath: installation.store))
        #expect(dry.1.output().contains("4 readings of 2 sensors, 000"), "\(dry.1.output())")
        #expect(dry.1.output().contains("2 end in the future"))
        #expect(dry.1.output().contains("2 are more than a day ahead of now or more than ten years back"))

        let taken = try run(installation, ["import", "--readings", csv, "--any-time", "--by", "Wang Fang"])
        #expect(taken.1.output().hasPrefix("4 new readings") && taken.1.errors().contains("4 new, 0 there already"))
        let list = try run(installation, ["import", "list"]).1.output()
        #expect(list.hasPrefix("1  ") && list.contains("by Wang Fang  \(csv)  SHA-256 "), "\(list)")

        // A reading of another way, so that the store holds more than the import.
        let other = try installation.directory.write(
            "time,sensor,duration,LAeq\n\(Self.text(now - 90)),school/gate,1,50\n",
            to: "other.csv"
        )
        #expect(try run(installation, ["import", "--readings", other]).code == 0)
        let undo = ["import", "undo", "1", "--by", "Li Na", "--why", "a logger without a clock"]
        let undone = try run(installation, undo)
        #expect(undone.code == 0 && undone.1.output().hasPrefix("import 1 undone: 4 readings of 2 sensors removed"))
        #expect(try installation.connect().read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM reading") } == 1)
        #expect(try run(installation, undo).code == 1)
        #expect(try run(installation, ["import", "list", "--json"]).1.output().contains("\"undoneByOrder\":1"))
    }
}
