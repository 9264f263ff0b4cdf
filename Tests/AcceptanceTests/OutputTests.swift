import Foundation
import GRDB
import Mosquitto
import TestSupport
import Testing

/// Commands whose output cannot be written, whose files are none, and whose reader goes.
@Suite("Output that fails")
struct OutputTests {
    private struct Run {
        var code: Int32
        var signal: Bool
        var output: String
        var errors: String
        var lines: [Substring] { errors.split(separator: "\n") }
    }

    /// With standard output into `path`; `errors` goes there too when that is asked for.
    private static func run(
        _ arguments: [String],
        into path: String? = nil,
        errorsToo: Bool = false,
        input: String = ""
    ) throws -> Run {
        let process = Process()
        process.executableURL = URL(filePath: Installation.program)
        process.arguments = arguments
        let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
        process.standardInput = stdin
        let file = try path.map { try #require(FileHandle(forWritingAtPath: $0)) }
        if let file { process.standardOutput = file } else { process.standardOutput = stdout }
        if errorsToo, let file { process.standardError = file } else { process.standardError = stderr }
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try stdin.fileHandleForWriting.close()
        try? stdout.fileHandleForWriting.close()
        try? stderr.fileHandleForWriting.close()
        let output = String(decoding: stdout.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let errors = String(decoding: stderr.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Run(
            code: process.terminationStatus,
            signal: process.terminationReason == .uncaughtSignal,
            output: output,
            errors: errors
        )
    }

    /// What makes each command print something; nil for one that prints nothing to standard output.
    private static func arguments(_ violation: String, _ alert: String, _ rejected: Int, _ folder: String) -> [String:
        [String]?]
    {
        let person = ["--by", "Wang Fang", "--why", "a test"]
        let span = ["--from", "2026-06-07T00:00:00Z", "--to", "2026-06-07T02:00:00Z"]
        let lately = ["--last", "2h"]
        return [
            "init": [folder + "/first", "--yes", "--site-name", "A", "--office", "B", "--mail", "c@d.example"],
            "serve": nil, "reload": [], "plan diff": [folder + "/plan.yaml", folder + "/other.yaml"], "check": [],
            "calendar": ["--site", "school"], "standards": [], "watch": ["--seconds", "1"],
            "replay": ["--from", "2020-01-01T00:00:00Z"],
            "import add": ["--readings", folder + "/good.csv"], "import list": [],
            "import undo": ["1", "--even-if-used"] + person,
            "simulate": ["--seconds", "1", "--json"], "decode": [], "export hourly": span, "export violations": lately,
            "export readings": lately, "ledger": [],
            "violations list": [], "violations show": [violation],
            "violations ack": [violation, "--by", "Wang"], "violations on-site": [violation, "--by", "Wang"],
            "violations dispose": [violation, "--by", "Wang"],
            "violations close": [violation, "--by", "Wang", "--yes"],
            "violations correct": [violation, "1", "--by", "Wang"],
            "violations evidence": [violation, "--by", "Wang", "-o", folder + "/bundle-1"],
            "alerts list": [], "alerts show": [alert], "drill": ["--wait", "30"],
            "evidence make": [violation, "--by", "Wang", "-o", folder + "/bundle-2"], "evidence list": [],
            "evidence verify": [folder + "/bundle-1"],
            "exam list": [], "exam extend": ["--exam", "gaokao", "--until", "12:20"] + person,
            "mute add": ["--site", "school", "--until", "21:00"] + person, "mute list": ["--all"],
            "mute end": ["2"] + person,
            "calibration add": ["--sensor", "school/gate", "--level", "93.9", "--by", "Wang"], "calibration list": [],
            "rejected list": [], "rejected show": ["\(rejected)"], "rejected retry": ["--all", "--dry-run"],
            "rejected replaced": nil, "doctor": [],
            "store backup": [folder + "/backup.db"],
            "store restore": [folder + "/backup.db", "--store", folder + "/restored.db"], "store verify": [],
        ]
    }

    @Test("help of every command, at a full device: one line and 74")
    func help() throws {
        for command in try CommandRun.commands() {
            let run = try Self.run(command.split(separator: " ").map(String.init) + ["--help"], into: "/dev/full")
            #expect(run.code == 74 && !run.signal, "\(command): \(run)")
            #expect(
                run.errors == "quiethours: standard output cannot be written: No space left on device\n",
                "\(command)"
            )
        }
        #expect(try Self.run(["--version"], into: "/dev/full").code == 74)
        // Where nobody can be told, the code says it.
        #expect(try Self.run(["--help"], into: "/dev/full", errorsToo: true).code == 74)
    }

    @Test(
        "every command that prints, at a full device: one line and 74",
        .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed")
    )
    func full() throws {
        let broker = try MosquittoServer()
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let service = try installation.start("serve")
        defer { service.stop() }
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "gate"))
        for payload in payloads([Double](repeating: 85, count: 30), endingAt: Date()) + [Array("junk\u{1b}".utf8)] {
            try publisher.publish(topic: "noise/1/school/gate/obs", payload: payload)
        }
        try publisher.flush()
        let connection = try installation.connect()
        func first(_ sql: String) throws -> String? { try connection.read { try String.fetchOne($0, sql: sql) } }
        let alert = try service.wait(for: "tell of the violation") {
            try first("SELECT id FROM alert WHERE violation > ''")
        }
        let rejected = try service.wait(for: "keep the junk") {
            try connection.read { try Int.fetchOne($0, sql: "SELECT id FROM rejected") }
        }
        let violation = try #require(try first("SELECT id FROM violation"))
        let folder = installation.directory.url.path
        try installation.directory.write(
            "time,sensor,duration,LAeq\n2026-06-07T09:00:00+08:00,school/yard,1,50\n",
            to: "good.csv"
        )
        try installation.directory.write(
            Installation.plan().replacing("duty@bureau", with: "other@bureau"),
            to: "other.yaml"
        )
        let table = Self.arguments(violation, alert, rejected, folder)
        let input = "{\"v\":1,\"obs\":[{\"end\":\"2026-06-07T09:00:01+08:00\",\"dur\":1,\"LAeq\":53.1}]}"
        var left = Set(table.keys)
        // What is listed later is made by what comes earlier.
        let order = [
            "import add", "import list", "exam extend", "mute add", "violations evidence", "violations ack",
            "violations on-site", "violations dispose", "violations close", "violations correct",
        ]
        let commands = try CommandRun.commands().sorted {
            (order.firstIndex(of: $0) ?? 99, $0) < (order.firstIndex(of: $1) ?? 99, $1)
        }
        for command in commands {
            guard let known = table[command] else {
                Issue.record("the table of this test does not say how '\(command)' prints something")
                continue
            }
            left.remove(command)
            guard let arguments = known else { continue }
            let words = command.split(separator: " ").map(String.init)
            let needsNoConfig = ["decode", "evidence verify", "init", "plan diff", "store restore"].contains(command)
            let all = words + arguments + (needsNoConfig ? [] : ["--config", installation.config])
            let run = try Self.run(all, into: "/dev/full", input: input)
            #expect(run.code == 74 && !run.signal, "\(command): \(run)")
            let last = run.lines.last
            #expect(
                last == "quiethours: standard output cannot be written: No space left on device",
                "\(command): \(run)"
            )
        }
        #expect(left.isEmpty, "the program has no command \(left)")
    }

    @Test("a reader that has gone ends a command as the signal of a closed pipe does, without a word")
    func closedPipe() throws {
        for arguments in [["--help"], ["help", "import"], ["--version"]] {
            let process = Process()
            process.executableURL = URL(filePath: Installation.program)
            process.arguments = arguments
            let (output, errors) = (Pipe(), Pipe())
            process.standardOutput = output
            process.standardError = errors
            try output.fileHandleForReading.close()
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGPIPE)
            try? errors.fileHandleForWriting.close()
            #expect(errors.fileHandleForReading.readDataToEndOfFile().isEmpty)
        }
    }

    @Test(
        "a service whose log cannot be written goes on, and ends when it is asked to",
        .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed"),
        arguments: [["--json"], []],
        ["full device", "reader gone", "reader asleep"]
    )
    func service(_ options: [String], _ log: String) throws {
        let broker = try MosquittoServer()
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let process = Process()
        process.executableURL = URL(filePath: Installation.program)
        process.arguments = ["serve", "--config", installation.config] + options
        let pipe = Pipe()
        process.standardError =
            log == "full device" ? try #require(FileHandle(forWritingAtPath: "/dev/full")) : pipe.fileHandleForWriting
        if log == "reader asleep" {
            // What nobody reads fills the pipe.
            let filler = pipe.fileHandleForWriting
            let flags = fcntl(filler.fileDescriptor, F_GETFL)
            #expect(fcntl(filler.fileDescriptor, F_SETFL, flags | O_NONBLOCK) == 0)
            while (try? filler.write(contentsOf: Data(count: 4096))) != nil {}
            #expect(fcntl(filler.fileDescriptor, F_SETFL, flags) == 0)
        }
        try process.run()
        defer { if process.isRunning { process.terminate() } }
        if log == "reader gone" {
            _ = pipe.fileHandleForReading.availableData
            try pipe.fileHandleForReading.close()
        }
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "gate"))
        var count = 0
        for _ in 0..<200 where count == 0 && process.isRunning {
            for payload in payloads([85], endingAt: Date()) {
                try publisher.publish(topic: "noise/1/school/gate/obs", payload: payload)
            }
            try publisher.flush()
            Thread.sleep(forTimeInterval: 0.1)
            guard FileManager.default.fileExists(atPath: installation.store) else { continue }
            count =
                (try? installation.connect().read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM reading") }) ?? 0
        }
        #expect(count > 0 && process.isRunning)
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
    }

    private struct Place: CustomTestStringConvertible {
        var name: String
        var path: @Sendable (String) -> String
        var code: Int32
        var says: String
        var testDescription: String { name }
    }

    private static let outputs = [
        Place(name: "a folder", path: { $0 }, code: 73, says: "is a folder; name a file in it"),
        Place(name: "a folder with a slash", path: { $0 + "/" }, code: 73, says: "is a folder"),
        Place(name: "no parent", path: { $0 + "/none/x.csv" }, code: 73, says: "No such file or directory"),
        Place(name: "a file as parent", path: { $0 + "/plan.yaml/x.csv" }, code: 73, says: "Not a directory"),
        Place(name: "a full device", path: { _ in "/dev/full" }, code: 74, says: "No space left on device"),
        Place(name: "standard output", path: { _ in "-" }, code: 0, says: ""),
        Place(name: "standard output by its path", path: { _ in "/dev/stdout" }, code: 0, says: ""),
        Place(name: "a file", path: { $0 + "/x.csv" }, code: 0, says: ""),
    ]

    @Test("export into what is no file: one line, a code of its own, and nothing left behind", arguments: outputs)
    private func output(_ place: Place) throws {
        let installation = try Installation(brokerPort: 1883, plan: Installation.plan())
        let folder = installation.directory.url.path
        let csv = try installation.directory.write(
            "time,sensor,duration,LAeq\n2026-06-07T09:00:00+08:00,school/yard,1,50\n",
            to: "good.csv"
        )
        _ = try installation.run(["import", "--readings", csv, "--config", installation.config])
        let span = ["--from", "2026-06-07T00:00:00Z", "--to", "2026-06-07T03:00:00Z", "--config", installation.config]
        let run = try Self.run(["export", "hourly", "-o", place.path(folder)] + span)
        #expect(run.code == place.code, "\(run)")
        #expect(
            (place.says.isEmpty || run.errors.contains(place.says)) && run.lines.count == (place.code == 0 ? 0 : 1),
            "\(run)"
        )
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(!names.contains { $0.hasSuffix(".part") }, "\(names)")
        if place.code == 0 {
            let written =
                place.name == "a file" ? try String(contentsOfFile: folder + "/x.csv", encoding: .utf8) : run.output
            #expect(written.split(separator: "\r\n").count == 7, "\(written)")
        }
    }

    @Test("on a full disk the file that was there stays", .enabled(if: SmallDisk.isAllowed, "mounting is not allowed"))
    func fullDisk() throws {
        let disk = try SmallDisk(megabytes: 1)
        let installation = try Installation(brokerPort: 1883, plan: Installation.plan())
        let path = disk.path + "/calendar.ics"
        try Data("before".utf8).write(to: URL(fileURLWithPath: path))
        try disk.fill()
        let run = try Self.run([
            "calendar", "--site", "school", "--from", "2026-01-01T00:00:00Z", "--to", "2028-01-01T00:00:00Z", "--svg",
            path,
            "--config", installation.config,
        ])
        #expect(run.code == 74 || run.code == 73, "\(run)")
        #expect(run.lines.count == 1 && run.errors.contains("No space left on device"), "\(run)")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "before")
        #expect(try !FileManager.default.contentsOfDirectory(atPath: disk.path).contains { $0.hasSuffix(".part") })
    }

    @Test("readings from what is no file: one line and 66", arguments: ["import", "replay"])
    func input(_ command: String) throws {
        let installation = try Installation(brokerPort: 1883, plan: Installation.plan())
        let folder = installation.directory.url.path
        let plan = command == "import" ? ["--config", installation.config] : ["--plan", folder + "/plan.yaml"]
        for (path, says) in [
            (folder, "Is a directory"), (folder + "/none.csv", "No such file or directory"),
            (folder + "/plan.yaml/x", "Not a directory"),
        ] {
            let run = try Self.run([command, "--readings", path] + plan)
            #expect(run.code == 66 && run.lines.count == 1 && run.errors.contains(says), "\(run)")
        }
        let csv = "time,sensor,duration,LAeq\n2026-06-07T09:00:00+08:00,school/yard,1,50\n"
        #expect(try Self.run([command, "--readings", "-"] + plan, input: csv).code == 0)
        #expect(try Self.run([command, "--readings", "/dev/null"] + plan).code == 65)
    }
}
