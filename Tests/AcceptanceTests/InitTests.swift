import ExamCalendar
import Foundation
import TestSupport
import Testing

@Suite("A first plan and settings by command")
struct InitTests {
    private static let options = [
        "--site-name", "No 1 School", "--office", "Environment Bureau", "--mail", "duty@bureau.example",
    ]

    private let directory: TemporaryDirectory
    private var folder: String { directory.path("site") }

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func check(_ folder: String) throws -> CommandRun {
        try CommandRun(["check", "--strict", "--config", folder + "/quiethours.yaml"])
    }

    @Test("options alone answer everything; check finds neither problem nor warning", arguments: ["zh", "en"])
    func options(language: String) throws {
        let run = try CommandRun(["init", folder, "--yes", "--language", language] + Self.options)
        #expect(run.code == 0 && run.errors.isEmpty, "\(run)")
        #expect(run.output.contains("\(folder)/plan.yaml") && run.output.contains("\(folder)/quiethours.yaml"))
        let check = try check(folder)
        #expect(check.code == 0 && check.output.contains("1 sites, 2 sensors, 1 exams"), "\(check)")
        let plan = try String(contentsOfFile: folder + "/plan.yaml", encoding: .utf8)
        #expect(plan.contains(language == "zh" ? "# 考点和传感器。" : "# Exam sites and their sensors."))
        #expect(plan.contains("language: \(language)"))
    }

    @Test("what options leave open is read from standard input, one line an answer")
    func piped() throws {
        let lines = [
            "North School", "north", "", "Europe/Berlin", "2", "yard=yard", "", "2027-06-16 09:00-11:30", "", "",
            "data/q.db",
        ]
        let run = try CommandRun(
            ["init", folder, "--office", "Bureau", "--mail", "duty@bureau.example"],
            input: lines.joined(separator: "\n") + "\n"
        )
        // Nobody reads questions there.
        #expect(run.code == 0 && run.errors.isEmpty, "\(run)")
        #expect(try check(folder).code == 0)
        let listed = try CommandRun(["check", "--list-sensors", "--config", folder + "/quiethours.yaml"])
        #expect(listed.output == "north/yard\n")
        let exams = try CommandRun(["exam", "list", "--json", "--config", folder + "/quiethours.yaml"])
        #expect(exams.output.contains("2027-06-16T09:00:00+02:00"), "\(exams)")
        #expect(
            try String(contentsOfFile: folder + "/quiethours.yaml", encoding: .utf8).contains("path: \"data/q.db\"")
        )
    }

    @Test("answers that do not fit are a line each, and nothing is written")
    func mistakes() throws {
        let run = try CommandRun(
            ["init", folder, "--zone", "5", "--exam", "gaokao-3+1+3", "--office", "Bureau"],
            input: "No 1 School\n"
        )
        #expect(run.code == 64 && run.output.isEmpty, "\(run)")
        let lines = run.errors.split(separator: "\n")
        #expect(lines.count == 3, "\(run)")
        #expect(lines.allSatisfy { $0.hasPrefix("quiethours: --") })
        #expect(lines[0].contains("--zone: there is no zone \"5\"; write one of 0, 1, 2, 3, 4a, 4b"))
        #expect(lines[1].contains("--mail is missing; write a mail address"))
        #expect(lines[2].contains("--exam: there is no timetable gaokao-3+1+3; did you mean gaokao-3+1+2?"))
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test("files that are there stay as they are", arguments: ["plan.yaml", "quiethours.yaml"])
    func existing(name: String) throws {
        _ = try directory.subdirectory("site")
        try directory.write("mine\n", to: "site/\(name)")
        let run = try CommandRun(["init", folder, "--yes"] + Self.options)
        #expect(run.code == 1 && run.output.isEmpty, "\(run)")
        #expect(
            run.errors
                == "quiethours: \(folder)/\(name) is there already and stays as it is; name another folder, or move it away\n"
        )
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [name])
        #expect(try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) == "mine\n")
    }

    @Test("a link that leads nowhere is not written through")
    func link() throws {
        _ = try directory.subdirectory("site")
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/plan.yaml",
            withDestinationPath: directory.path("elsewhere.yaml")
        )
        let run = try CommandRun(["init", folder, "--yes"] + Self.options)
        #expect(run.code == 1 && run.errors.contains("is there already"), "\(run)")
        #expect(!FileManager.default.fileExists(atPath: directory.path("elsewhere.yaml")))
    }

    @Test("a folder that cannot be made is one line")
    func noFolder() throws {
        try directory.write("", to: "file")
        let run = try CommandRun(["init", directory.path("file/site"), "--yes"] + Self.options)
        #expect(run.code == 73 && run.errors.split(separator: "\n").count == 1, "\(run)")
    }

    @Test("the files are readable for others as the user's umask lets them, so that the service can read them")
    func modes() throws {
        #expect(try CommandRun(["init", folder, "--yes"] + Self.options).code == 0)
        for name in ["", "/plan.yaml", "/quiethours.yaml"] {
            let mode = try FileManager.default.attributesOfItem(atPath: folder + name)[.posixPermissions] as? Int
            let mask = umask(0)
            umask(mask)
            #expect(mode == (name.isEmpty ? 0o777 : 0o666) & ~Int(mask), "\(name)")
        }
    }

    @Test(
        "at a terminal each question is put, and again after an answer that does not fit",
        .disabled(if: ChildProcess.find("script") == nil, "script is not installed")
    )
    func terminal() throws {
        let program = try #require(ChildProcess.find("script"))
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = [
            "-qec",
            "'\(Installation.program)' init '\(folder)' --language zh --office Bureau --mail duty@bureau.example",
            "/dev/null",
        ]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        // The name, the id, the address, the zone's clock, a wrong and a right functional area, and what is usual.
        let typed = ["第一中学", "", "", "Asia/Shanghai", "5", "2"] + [String](repeating: "", count: 8)
        try input.fileHandleForWriting.write(contentsOf: Data((typed.joined(separator: "\n") + "\n").utf8))
        let shown = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(shown)")
        // The question, why the answer does not fit, and the question again.
        #expect(shown.components(separatedBy: "声环境功能区").count == 4, "\(shown)")
        #expect(shown.contains("“5”不符合要求；请填写“声环境功能区") && shown.contains("[Asia/Shanghai]"), "\(shown)")
        #expect(try check(folder).code == 0)
        #expect(try String(contentsOfFile: folder + "/plan.yaml", encoding: .utf8).contains("name: \"第一中学\""))
    }
}
