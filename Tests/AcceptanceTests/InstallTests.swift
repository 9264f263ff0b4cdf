import Foundation
import TestSupport
import Testing

/// What deploy/install puts where, in a root of the test's own.
@Suite("deploy/install")
struct InstallTests {
    private static let script = BrokerSite.script.replacingOccurrences(of: "mosquitto/site", with: "install")

    private let root: TemporaryDirectory

    init() throws {
        root = try TemporaryDirectory()
    }

    private func install(_ arguments: [String] = []) throws -> (code: Int32, output: String, errors: String) {
        var environment = ProcessInfo.processInfo.environment
        environment["DESTDIR"] = root.url.path
        let child = try ChildProcess(
            Self.script,
            ["--program", Installation.program] + arguments,
            directory: root.subdirectory("run-\(UUID().uuidString)"),
            environment: environment
        )
        return (child.exitCode(), child.output(), child.errors())
    }

    private func run(_ program: String, _ arguments: [String]) throws -> String {
        try ChildProcess.run(program, arguments, directory: root.subdirectory("run-\(UUID().uuidString)"))
    }

    @Test("program, unit, samples and completion are in place, and the program needs no toolchain")
    func places() throws {
        for _ in 1...2 {
            // Once more is an update.
            let run = try install()
            #expect(run.code == 0 && run.errors.isEmpty, "\(run)")
            #expect(run.output.contains("/usr/local/bin/quiethours") && !run.output.contains(root.url.path), "\(run)")
        }
        let local = root.path("usr/local")
        let version = try run(Installation.program, ["--version"])
        #expect(try run(local + "/bin/quiethours", ["--version"]) == version)

        let libraries = try run("/usr/bin/ldd", [Installation.program]).split(separator: "\n").filter {
            $0.contains("/lib/swift/")
        }
        #expect(!libraries.isEmpty)
        for line in libraries {
            let name = line.split(separator: " ")[0].trimmingCharacters(in: .whitespaces)
            #expect(FileManager.default.fileExists(atPath: "\(local)/lib/quiethours/\(name)"), "\(name)")
        }
        // They are looked for beside the program where the toolchain is out of sight, as it is for the service.
        let header = try Data(contentsOf: URL(filePath: local + "/lib/quiethours/quiethours"))
        #expect(header.range(of: Data("$ORIGIN".utf8)) != nil)

        let unit = try String(contentsOfFile: local + "/lib/systemd/system/quiethours.service", encoding: .utf8)
        #expect(unit.contains("ExecStart=/usr/local/bin/quiethours serve"))
        for file in [
            "samples/plan.yaml", "schema/plan.schema.json", "mosquitto/site", "examples/sensor.py",
            "plans/hong-kong.yaml",
        ] {
            #expect(FileManager.default.fileExists(atPath: "\(local)/share/quiethours/\(file)"), "\(file)")
        }
        #expect(FileManager.default.isExecutableFile(atPath: local + "/share/quiethours/mosquitto/site"))
        _ = try run("/bin/bash", ["-n", local + "/share/bash-completion/completions/quiethours"])
        for file in ["zsh/site-functions/_quiethours", "fish/vendor_completions.d/quiethours.fish"] {
            let script = try String(contentsOfFile: "\(local)/share/\(file)", encoding: .utf8)
            #expect(script.contains("quiethours") && script.contains("evidence"), "\(file)")
        }
        let isFolder =
            try FileManager.default.attributesOfItem(atPath: root.path("etc/quiethours"))[.type] as? FileAttributeType
        #expect(isFolder == .typeDirectory)
        #expect(try FileManager.default.contentsOfDirectory(atPath: root.path("etc/quiethours")).isEmpty)
        let leftovers = try FileManager.default.contentsOfDirectory(atPath: local + "/lib/quiethours").filter {
            $0.hasPrefix(".") || $0.hasSuffix(".new")
        }
        #expect(leftovers.isEmpty, "\(leftovers)")
    }

    @Test("bash completes the installed command")
    func completion() throws {
        #expect(try install().code == 0)
        let script = root.path("usr/local/share/bash-completion/completions/quiethours")
        let asked = """
            source '\(script)'; export PATH='\(root.path("usr/local/bin"))':$PATH
            COMP_WORDS=(quiethours in); COMP_CWORD=1; COMP_LINE='quiethours in'; COMP_POINT=13
            function_name=$(complete -p quiethours | sed 's/.*-F \\([^ ]*\\).*/\\1/'); $function_name quiethours in quiethours
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        #expect(try run("/bin/bash", ["-c", asked]).split(separator: "\n").contains("init"))
    }

    @Test("another prefix is where the unit finds the program")
    func prefix() throws {
        let run = try install(["--prefix", "/opt/quiethours/"])
        #expect(run.code == 0, "\(run)")
        let unit = try String(
            contentsOfFile: root.path("opt/quiethours/lib/systemd/system/quiethours.service"),
            encoding: .utf8
        )
        #expect(unit.contains("ExecStart=/opt/quiethours/bin/quiethours serve"))
        #expect(unit.contains("ExecReload=/opt/quiethours/bin/quiethours reload"))
        #expect(!unit.contains("/usr/local/bin"))
    }

    @Test(
        "a wrong use is one line",
        arguments: [
            (["--prefix", "here"], 64, "--prefix takes an absolute path"), (["--now"], 64, "there is no option --now"),
            (["--program", "/nowhere"], 66, "/nowhere is no program"), (["--prefix"], 64, "--prefix takes a value"),
        ]
    )
    func wrongUse(arguments: [String], code: Int32, says: String) throws {
        let run = try install(arguments)
        #expect(run.code == code && run.errors.contains(says), "\(run)")
        #expect(run.errors.split(separator: "\n").count == 1 && run.output.isEmpty, "\(run)")
        #expect(!FileManager.default.fileExists(atPath: root.path("usr")))
    }
}
