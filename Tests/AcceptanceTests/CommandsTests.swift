import Foundation
import TestSupport
import Testing

@Suite("Commands and their exit codes")
struct CommandsTests {
    private struct Row: CustomTestStringConvertible {
        var name: String
        var arguments: [String]
        var input = ""
        var exitCode: Int32
        /// What standard output or standard error must say.
        var says: [String]
        var testDescription: String { name }
    }

    private static func rows(_ installation: Installation) throws -> [Row] {
        let config = ["--config", installation.config]
        let directory = installation.directory
        let broken = try directory.write("sites: [\n", to: "broken.yaml")
        let bad = try directory.write(
            """
            time,sensor,duration,LAeq
            2026-06-07T09:00:00+08:00,school/gate,1,300
            yesterday,school/gate,1,50
            2026-06-07T09:00:00+08:00,school/roof,1,50

            """,
            to: "bad.csv"
        )
        return [
            Row(name: "check", arguments: ["check"] + config, exitCode: 0, says: ["no problems", "2 sensors"]),
            Row(name: "bad settings", arguments: ["check", "--config", broken], exitCode: 78, says: ["broken.yaml:"]),
            Row(
                name: "no settings",
                arguments: ["check", "--config", "/nowhere.yaml"],
                exitCode: 78,
                says: ["/nowhere"]
            ),
            Row(name: "wrong usage", arguments: ["check", "--colour"] + config, exitCode: 64, says: ["--colour"]),
            Row(
                name: "no store",
                arguments: ["violations", "list"] + config,
                exitCode: 69,
                says: ["there is no such store"]
            ),
            Row(
                name: "bad readings",
                arguments: ["import", "--readings", bad] + config,
                exitCode: 65,
                says: ["line 2, LAeq", "line 3, time", "line 4, sensor"]
            ),
            Row(
                name: "no broker",
                arguments: ["simulate", "--seconds", "1"] + config,
                exitCode: 69,
                says: ["quiethours simulate"]
            ),
            Row(
                name: "decode",
                arguments: ["decode", "--topic", "noise/1/school/gate/obs"],
                input: "{\"v\":1,\"obs\":[{\"end\":\"2026-06-07T09:00:01+08:00\",\"dur\":1,\"LAeq\":53.1}]}",
                exitCode: 0,
                says: ["\"LAeq\":53.1", "\"time\":\"2026-06-07T01:00:00Z\"", "\"sensor\":\"school/gate\""]
            ),
            Row(
                name: "decode nonsense",
                arguments: ["decode"],
                input: "NaN",
                exitCode: 1,
                says: ["rejected (malformed)"]
            ),
            Row(
                name: "unknown decoder",
                arguments: ["decode", "--decoder", "telepathy"],
                exitCode: 64,
                says: ["telepathy"]
            ),
            Row(
                name: "help",
                arguments: ["help", "export", "hourly"],
                exitCode: 0,
                says: ["--from", "--to", "valid_rate"]
            ),
        ]
    }

    @Test("each says what it should")
    func commands() throws {
        let installation = try Installation(brokerPort: try freePort(), plan: Installation.plan())
        for row in try CommandsTests.rows(installation) {
            let process = Process()
            process.executableURL = URL(filePath: Installation.program)
            process.arguments = row.arguments
            let (input, output) = (Pipe(), Pipe())
            process.standardInput = input
            process.standardOutput = output
            process.standardError = output
            try process.run()
            try input.fileHandleForWriting.write(contentsOf: Data(row.input.utf8))
            try input.fileHandleForWriting.close()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == row.exitCode, "\(row.name): \(text)")
            for part in row.says { #expect(text.contains(part), "\(row.name) does not say \(part): \(text)") }
        }
    }

    @Test("replay judges a file as the service would, and prints every change")
    func replay() throws {
        let installation = try Installation(brokerPort: 1883, plan: Installation.plan())
        let plan = installation.directory.path("plan.yaml")
        let text = try String(contentsOfFile: plan, encoding: .utf8)
        let day = try #require(text.firstMatch(of: /date: ([0-9-]+)/)?.1)
        let zone = try #require(text.firstMatch(of: /time-zone: Etc\/GMT([+-]?)([0-9]*)/))
        let hours = Int(zone.2) ?? 0
        let offset = (zone.1 == "-" ? "+" : "-") + (hours < 10 ? "0\(hours):00" : "\(hours):00")
        let lines = (0..<60).map { second in
            "\(day)T09:00:\(second < 10 ? "0" : "")\(second)\(offset),school/gate,1,\(second < 30 ? 78.4 : 50)"
        }
        let csv = try installation.directory.write(
            (["time,sensor,duration,LAeq"] + lines.reversed()).joined(separator: "\n") + "\n",
            to: "readings.csv"
        )
        let output = try installation.run(["replay", "--plan", plan, "--readings", csv, "--json"])
        let changes = output.split(separator: "\n")
        #expect(changes.count == 2)
        #expect(output.contains("\"step\":\"opened\"") && output.contains("\"level\":78.4"))
        #expect(output.contains("\"exceedance\":8.4") && output.contains("\"reason\":\"quiet\""))
        // Quiet from second 30 on: the ten-second window is clear at 40, five seconds later the violation is closed.
        #expect(changes.last?.contains("T09:00:45\(offset)") == true, "\(output)")
    }
}
