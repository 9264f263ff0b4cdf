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
        let other = try directory.write(
            String(contentsOfFile: directory.path("plan.yaml"), encoding: .utf8).replacing("duty@", with: "night@"),
            to: "other.yaml"
        )
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
            Row(
                name: "check in Chinese",
                arguments: ["check", "--language", "zh"] + config,
                exitCode: 0,
                says: ["没有问题", "测点 2"]
            ),
            Row(
                name: "bad settings in Chinese",
                arguments: ["check", "--language", "zh", "--config", broken],
                exitCode: 78,
                says: ["broken.yaml:", "不是有效的 YAML"]
            ),
            Row(
                name: "plan diff in Chinese",
                arguments: ["plan", "diff", "--language", "zh", directory.path("plan.yaml"), other],
                exitCode: 1,
                says: ["单位 bureau：删除邮箱：duty@bureau.example", "单位 bureau：新增邮箱：night@bureau.example"]
            ),
            Row(
                name: "bad settings in Chinese, of another command",
                arguments: ["violations", "list", "--language", "zh", "--config", "/nowhere.yaml"],
                exitCode: 78,
                says: ["/nowhere.yaml: 文件不存在；请检查路径"]
            ),
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
                name: "bad readings in Chinese",
                arguments: ["import", "--language", "zh", "--readings", bad] + config,
                exitCode: 65,
                says: [
                    "第 2 行，LAeq：“300”不符合要求；应为声级，0 至 160 dB", "第 3 行，time：“yesterday”不符合要求；应为 RFC 3339 时间",
                    "第 4 行，sensor：预案中没有测点 school/roof；请在预案中添加，或更正名称",
                ]
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

    @Test("check warns, and with --strict that is a problem; a script reads both")
    func warnings() throws {
        // Tomorrow's paper, so that it is not over in the other zone either.
        let tomorrow = Installation.plan(now: Date(timeIntervalSinceNow: 86_400))
        let installation = try Installation(brokerPort: 1883, plan: tomorrow)
        let plan = installation.directory.path("plan.yaml")
        let text = try String(contentsOfFile: plan, encoding: .utf8)
        let zone = try #require(text.firstMatch(of: /time-zone: (.*)/))
        try installation.directory.write(text.replacing(zone.1, with: "Etc/GMT+8"), to: "plan.yaml")
        func check(_ arguments: String...) throws -> (code: Int32, output: String, errors: String) {
            let process = Process()
            process.executableURL = URL(filePath: Installation.program)
            process.arguments = ["check", "--config", installation.config] + arguments
            let (output, errors) = (Pipe(), Pipe())
            process.standardOutput = output
            process.standardError = errors
            try process.run()
            let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            let told = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            return (process.terminationStatus, said, told)
        }
        let plain = try check()
        #expect(plain.code == 0)
        #expect(plain.output.hasPrefix("no problems, 1 warning: 1 sites"))
        #expect(plain.errors.contains("plan.yaml:2:12: time-zone: warning: Etc/GMT+8 is 8 h behind UTC"))
        #expect(plain.errors.contains("Asia/Shanghai"))
        let strict = try check("--strict")
        #expect(strict.code == 78)
        #expect(strict.output.isEmpty)
        #expect(strict.errors.contains("1 warning; with --strict these are problems"))
        let chinese = try check("--strict", "--language", "zh")
        #expect(chinese.errors.contains("plan.yaml:2:12: time-zone: 警告：Etc/GMT+8 比 UTC 慢 8 小时"), "\(chinese.errors)")
        #expect(chinese.code == 78 && chinese.errors.contains("1 个警告；--strict 时视为问题"), "\(chinese.errors)")
        #expect(try check("--language", "zh").output.hasPrefix("没有问题，1 个警告：考点 1，测点 2，考试 1（场次 1），规则 1，单位 1"))
        let json = try check("--json", "--language", "zh")
        #expect(json.code == 0 && json.output.contains("behind UTC"))
        #expect(json.output.split(separator: "\n").count == 1)
        #expect(json.output.contains(#""severity":"warning""#) && json.output.contains(#""keyPath":"time-zone""#))
        #expect(try check("--strict", "--json").code == 78)
        #expect(try check("--list-sensors").output == "school/gate\nschool/yard\n")
    }

    @Test("a calendar that is written again after an edit goes forward, with and without what was written before")
    func calendarRevisions() throws {
        let plan = """
            version: 1
            time-zone: Europe/Paris
            authorities:
              - {id: bureau, name: Bureau, language: en, mail: [duty@bureau.example]}
            sites:
              - {id: school, name: School, zone: "1", sensors: [{id: gate, placement: construction boundary, class: "1"}]}
            exams:
              - id: bac
                name: Bac
                sessions:
                  - {name: Maths, date: 2027-06-17, from: "09:00", to: "11:00"}
            rules:
              - {id: loud, name: T, when: always, limit: {level: 60, document: D}, window: 5s}

            """
        let installation = try Installation(brokerPort: 1883, plan: plan)
        func write(_ name: String) throws -> [String: String] {
            let file = installation.directory.path(name)
            _ = try installation.run([
                "calendar", "--config", installation.config, "--site", "school", "--from", "2027-06-01T00:00:00Z",
                "--to",
                "2027-07-01T00:00:00Z", "--ics", file,
            ])
            let text = try String(contentsOfFile: file, encoding: .utf8)
            #expect(!text.contains("METHOD"))
            let pairs = text.split(separator: "\r\n").map { $0.split(separator: ":", maxSplits: 1).map(String.init) }
            return Dictionary(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { first, _ in first }
        }
        let before = try write("a.ics")
        let bytes = try Data(contentsOf: URL(filePath: installation.directory.path("a.ics")))
        _ = try write("a.ics")
        #expect(try Data(contentsOf: URL(filePath: installation.directory.path("a.ics"))) == bytes)
        for (edit, day) in [(#"to: "11:30""#, "a later end"), (#"from: "08:30", to: "11:30""#, "an earlier start")] {
            let old = try write("a.ics")
            let fresh = try write("\(day).before.ics")
            // LAST-MODIFIED tells times apart by the second.
            Thread.sleep(forTimeInterval: 1.1)
            try installation.directory.write(
                plan.replacing(
                    #"from: "09:00", to: "11:00""#,
                    with: edit.contains("from") ? edit : "from: \"09:00\", \(edit)"
                ),
                to: "plan.yaml"
            )
            for (earlier, later) in [(old, try write("a.ics")), (fresh, try write("\(day).after.ics"))] {
                #expect(later["UID"] == earlier["UID"])
                let numbers = [earlier, later].map { Int($0["SEQUENCE"] ?? "") ?? -1 }
                #expect(numbers[1] > numbers[0], "\(day)")
                #expect(later["LAST-MODIFIED"] ?? "" > earlier["LAST-MODIFIED"] ?? "")
                #expect(later["STATUS"] == "CONFIRMED")
            }
        }
        #expect(before["UID"] == "session-bac-written-1.school@quiethours")
    }

    @Test("replay judges a file as the service would, and prints every change")
    func replay() throws {
        let installation = try Installation(brokerPort: 1883, plan: Installation.plan())
        let plan = installation.directory.path("plan.yaml")
        let text = try String(contentsOfFile: plan, encoding: .utf8)
        let day = try #require(text.firstMatch(of: /date: ([0-9-]+)/)?.1)
        let zone = try #require(text.firstMatch(of: /time-zone: Etc\/GMT([+-]?)([0-9]*)/))
        let hours = Int(zone.2) ?? 0
        // The plan's place has no offset from ten to eleven.
        let sign = zone.1 == "-" ? "+" : "-"
        let offset = hours == 0 ? "Z" : sign + (hours < 10 ? "0\(hours):00" : "\(hours):00")
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
