import Foundation
import GRDB
import Mosquitto
import TestSupport
import Testing

/// Every command that the program lists, by --help, by --json and by a typical mistake.
@Suite("Every command")
struct CommandTableTests {
    private static func table(_ violation: String, _ alert: String, _ rejected: Int, _ folder: String) -> [String:
        CommandTry]
    {
        let person = ["--by", "Wang Fang", "--why", "a test"]
        let end = String(violation.suffix(6))
        let lately = ["--last", "2h"]
        let reading = "{\"v\":1,\"obs\":[{\"end\":\"2026-06-07T09:00:01+08:00\",\"dur\":1,\"LAeq\":53.1}]}"
        return [
            "init": CommandTry(
                [folder + "/first", "--yes", "--site-name", "A", "--office", "B", "--mail", "c@d.example"],
                mistake: [folder + "/first", "--yes", "--site-name", "A", "--office", "B", "--mail", "c"],
                64,
                "--mail: \"c\" does not fit; write a mail address",
                takesConfig: false
            ),
            "serve": CommandTry(nil, mistake: ["--jsn"], 64, "--json"),
            "reload": CommandTry([], mistake: ["--now"], 64, "--now"),
            "plan diff": CommandTry(
                [folder + "/plan.yaml", folder + "/other.yaml"],
                mistake: [folder + "/plan.yaml", folder + "/nowhere.yaml"],
                78,
                "nowhere.yaml",
                takesConfig: false
            ),
            "check": CommandTry(["--list-sensors"], mistake: ["--strickt"], 64, "--strict"),
            "calendar": CommandTry(
                ["--site", "school", "--today"],
                mistake: ["--site", "scool"],
                65,
                "the plan has no site scool; did you mean school?"
            ),
            "standards": CommandTry([], mistake: ["--day", "7.6.2026"], 64, "7.6.2026"),
            "watch": CommandTry(["--seconds", "1"], mistake: ["--every", "0"], 64, "--every takes 1 or more seconds"),
            "replay": CommandTry(["--against-record"] + lately, mistake: [], 64, "--readings"),
            "import add": CommandTry(
                ["--readings", folder + "/good.csv"],
                mistake: ["--readings", folder + "/nowhere.csv"],
                66,
                "nowhere.csv"
            ),
            "import list": CommandTry([], mistake: ["3"], 64, "Unexpected argument '3'"),
            "import undo": CommandTry(
                ["1", "--even-if-used"] + person,
                mistake: ["99"] + person,
                65,
                "there is no import 99; 'quiethours import list' lists them"
            ),
            "simulate": CommandTry(
                ["--seconds", "1", "--act", "school/yard=quiet"],
                mistake: ["--seconds", "1", "--act", "school/yrad=quiet"],
                65,
                "the plan has no sensor school/yrad; did you mean school/yard?"
            ),
            "decode": CommandTry(
                [],
                mistake: ["--decoder", "nativ"],
                64,
                "did you mean native?",
                input: reading,
                takesConfig: false
            ),
            "export hourly": CommandTry(lately, mistake: [], 64, "write a span"),
            "export violations": CommandTry(
                lately,
                mistake: ["--day", "2026-06-07", "--today"],
                64,
                "write one of --from and --to, --day, --today, --last"
            ),
            "export readings": CommandTry(
                lately,
                mistake: lately + ["--sensor", "school/gat"],
                65,
                "the plan has no sensor school/gat; did you mean school/gate?"
            ),
            "ledger": CommandTry(
                lately,
                mistake: ["--from", "12:00", "--to", "11:00"],
                64,
                "--to must be later than --from"
            ),
            "violations list": CommandTry(["--state", "closed"], mistake: ["--state", "closd"], 64, "closd"),
            "violations show": CommandTry([end], mistake: ["ZZZZZZ"], 65, "there is no violation ZZZZZZ"),
            "violations ack": CommandTry([end, "--by", "Wang"], mistake: [end], 64, "--by"),
            "violations on-site": CommandTry(
                [end, "--by", "Wang"],
                mistake: [end, "--by", "Wang", "--at", "2026-06-07"],
                64,
                "--at needs a time of day"
            ),
            "violations dispose": CommandTry(
                [end, "--by", "Wang"],
                mistake: ["ZZZZZZ", "--by", "Wang"],
                65,
                "there is no violation ZZZZZZ"
            ),
            "violations close": CommandTry(
                [end, "--by", "Wang"],
                mistake: [end, "--who", "Wang"],
                64,
                "--by"
            ),
            "violations correct": CommandTry(
                [end, "1", "--by", "Wang", "--note", "another number"],
                mistake: [end, "9", "--by", "Wang"],
                1,
                "9"
            ),
            "violations evidence": CommandTry(
                [end, "--by", "Wang", "-o", folder + "/bundle-1"],
                mistake: [end, "--by", "Wang"],
                64,
                "--output"
            ),
            "alerts list": CommandTry(["--site", "school"], mistake: ["--site", "shool"], 65, "did you mean school?"),
            "alerts show": CommandTry(
                [alert],
                mistake: ["bureau.log"],
                65,
                "several alerts end in bureau.log: "
            ),
            "drill": CommandTry(["--wait", "30"], mistake: ["--show", "nothing"], 65, "there is no drill nothing"),
            "evidence make": CommandTry(
                [end, "--by", "Wang", "-o", folder + "/bundle-2"],
                mistake: ["ZZZZZZ", "--by", "Wang", "-o", folder + "/bundle-3"],
                65,
                "there is no violation ZZZZZZ"
            ),
            "evidence list": CommandTry(["--violation", end], mistake: ["--violation", "ZZZZZZ"], 65, "ZZZZZZ"),
            "evidence verify": CommandTry(
                [folder + "/bundle-1"],
                mistake: [folder + "/nowhere"],
                65,
                "nowhere",
                takesConfig: false
            ),
            "exam list": CommandTry([], mistake: ["--exam", "gaokoa"], 65, "did you mean gaokao?"),
            "exam extend": CommandTry(
                ["--exam", "gaokao", "--until", "12:20"] + person,
                mistake: ["--exam", "gaokao", "--minutes", "600"] + person,
                64,
                "--minutes takes 1 to 240"
            ),
            "mute add": CommandTry(
                ["--site", "school", "--until", "21:00"] + person,
                mistake: ["--site", "school", "--until", "09:00"] + person,
                64,
                "--until 09:00 has passed"
            ),
            "mute list": CommandTry(["--all"], mistake: ["--site", "shool"], 65, "did you mean school?"),
            "mute end": CommandTry(["2"] + person, mistake: ["1"] + person, 65, "there is no mute 1"),
            "calibration add": CommandTry(
                ["--sensor", "school/gate", "--level", "93.9", "--by", "Wang"],
                mistake: ["--sensor", "school/gaet", "--level", "93.9", "--by", "Wang"],
                65,
                "the plan has no sensor school/gaet; did you mean school/gate?"
            ),
            "calibration list": CommandTry([], mistake: ["--sensor", "gate"], 65, "the plan has no sensor gate"),
            "rejected list": CommandTry([], mistake: ["--reason", "malfromed"], 64, "did you mean malformed?"),
            "rejected show": CommandTry(["\(rejected)"], mistake: ["999"], 65, "rejected payload 999 not found"),
            "rejected retry": CommandTry(
                ["--all", "--dry-run"],
                mistake: ["999"],
                65,
                "rejected payload 999 not found"
            ),
            "rejected replaced": CommandTry([], mistake: ["--limit", "x"], 64, "--limit"),
            "store backup": CommandTry(
                [folder + "/backup.db"],
                mistake: [folder + "/good.csv"],
                64,
                "good.csv"
            ),
            "store restore": CommandTry(
                [folder + "/backup.db", "--store", folder + "/restored.db"],
                mistake: [folder + "/nowhere.db", "--store", folder + "/restored.db"],
                64,
                "nowhere.db",
                takesConfig: false
            ),
            "store verify": CommandTry([], mistake: ["--store", folder + "/nowhere.db"], 64, "name either"),
            "doctor": CommandTry([], mistake: ["--probe-queue", "0"], 64, "--probe-queue takes 1 to 1000000"),
        ]
    }

    @Test("--help says how it is called, in lines of a terminal's width")
    func help() throws {
        for command in try CommandRun.commands() {
            let run = try CommandRun(command.split(separator: " ").map(String.init) + ["--help"])
            #expect(run.code == 0 && run.errors.isEmpty, "\(command): \(run)")
            #expect(run.output.contains("USAGE: quiethours \(command)"), "\(command): \(run.output)")
            // A word that is longer than the line, as an example may have, stays whole.
            for line in run.output.split(separator: "\n") where line.count > 80 && !line.hasPrefix("USAGE:") {
                #expect(
                    line.trimmingCharacters(in: .whitespaces).split(separator: " ").count <= 2,
                    "\(command): \(line)"
                )
            }
        }
    }

    @Test(
        "--json prints one object a line; a typical mistake is answered with its code and what to do",
        .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed")
    )
    func table() throws {
        let broker = try MosquittoServer()
        let plan = Installation.plan().replacing(
            "mail: [duty@bureau.example]",
            with: "mail: [duty@bureau.example], officers: [{id: li, name: Li, phone: 12345, mail: [li@bureau.example]}]"
        )
        let installation = try Installation(brokerPort: broker.port, plan: plan)
        let service = try installation.start("serve")
        defer { service.stop() }
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "gate"))
        let levels = [Double](repeating: 85, count: 30) + [Double](repeating: 40, count: 20)
        for payload in payloads(levels, endingAt: Date()) + [Array("junk".utf8)] {
            try publisher.publish(topic: "noise/1/school/gate/obs", payload: payload)
        }
        try publisher.flush()
        let connection = try installation.connect()
        func first(_ sql: String) throws -> String? { try connection.read { try String.fetchOne($0, sql: sql) } }
        _ = try service.wait(for: "close the violation") {
            try first("SELECT id FROM violation WHERE closed_at IS NOT NULL")
        }
        let alert = try #require(try first("SELECT id FROM alert WHERE violation > '' AND channel = 'log'"))
        let rejected = try service.wait(for: "keep the junk") {
            try connection.read { try Int.fetchOne($0, sql: "SELECT id FROM rejected") }
        }
        let violation = try #require(try first("SELECT id FROM violation"))
        let folder = installation.directory.url.path
        try installation.directory.write(
            "time,sensor,duration,LAeq\n2026-06-07T09:00:00+08:00,school/yard,1,50\n",
            to: "good.csv"
        )
        try installation.directory.write(plan.replacing("duty@bureau", with: "other@bureau"), to: "other.yaml")
        // What is listed and undone later is made by what comes earlier.
        let order = [
            "import add", "import list", "exam extend", "mute add", "violations evidence", "violations ack",
            "violations on-site", "violations dispose", "violations close",
            "violations correct",
        ]
        let commands = try CommandRun.commands().sorted {
            (order.firstIndex(of: $0) ?? 99, $0) < (order.firstIndex(of: $1) ?? 99, $1)
        }
        let table = Self.table(violation, alert, rejected, folder)
        #expect(Set(table.keys) == Set(commands))
        for command in commands {
            guard let entry = table[command] else { continue }
            let words = command.split(separator: " ").map(String.init)
            let config = entry.takesConfig ? ["--config", installation.config] : []
            let mistake = try CommandRun(words + entry.mistake + config)
            #expect(mistake.code == entry.code, "\(command): \(mistake)")
            #expect(mistake.errors.contains(entry.says), "\(command): \(mistake)")
            #expect(mistake.output.isEmpty, "\(command): \(mistake)")
            guard let arguments = entry.json else { continue }
            let run = try CommandRun(words + arguments + ["--json"] + config, input: entry.input)
            // 1: doctor, ledger and the like have found something.
            #expect(run.code == 0 || run.code == 1, "\(command): \(run)")
            for line in run.output.split(separator: "\n") {
                let object = try? JSONSerialization.jsonObject(with: Data(line.utf8))
                #expect(object is [String: Any], "\(command): \(line)")
            }
            let mayBeEmpty = ["rejected replaced", "calibration list"].contains(command)
            #expect(mayBeEmpty || !run.output.isEmpty, "\(command): \(run)")
        }
        // A list says as much of each violation as 'show' does.
        let listed = try CommandRun(["violations", "list", "--json", "--config", installation.config]).output
        let object = try JSONSerialization.jsonObject(with: Data(listed.utf8)) as? [String: Any]
        for key in ["changes", "alerts", "answers"] {
            #expect((object?[key] as? [Any])?.isEmpty == false, "\(key): \(listed)")
        }
    }

    @Test(
        "a simulation of which the broker takes nothing fails",
        .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed")
    )
    func refusedSimulation() throws {
        let directory = try TemporaryDirectory()
        let rules = try directory.write("topic read noise/#\n", to: "acl")
        var options = MosquittoServer.Options()
        options.lines = ["acl_file \(rules)"]
        let broker = try MosquittoServer(options)
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let run = try CommandRun(["simulate", "--seconds", "3", "--config", installation.config])
        #expect(run.code == 69, "\(run)")
        #expect(run.errors.contains("refused all") && run.errors.contains("may read only"), "\(run)")
    }

    @Test("a command that is misspelt is answered with the one that was meant")
    func misspelt() throws {
        for (arguments, says) in [
            (
                ["violatons", "list"],
                "there is no command 'quiethours violatons'; did you mean 'quiethours violations'?"
            ),
            (["violations", "lst"], "did you mean 'quiethours violations list'?"),
            (["store", "purge"], "there is no command 'quiethours store purge'; there are backup, restore, verify"),
        ] {
            let run = try CommandRun(arguments)
            #expect(run.code == 64 && run.errors.contains(says), "\(run)")
            #expect(run.errors.split(separator: "\n").count == 1, "\(run)")
        }
    }

    @Test("settings are found without --config, and what needs no secret asks for none")
    func settings() throws {
        let reporters = "{mail: {host: m.example, from: a@a.example, username: u, password: {env: QUIETHOURS_NO_SUCH}}}"
        let installation = try Installation(
            brokerPort: 1883,
            broker: "username: u, password: {file: nowhere}",
            reporters: reporters,
            plan: Installation.plan()
        )
        let folder = installation.directory.url.path
        let own = ProcessInfo.processInfo.environment.filter { $0.key != "QUIETHOURS_CONFIG" }
        func run(_ arguments: [String], in directory: String, _ more: [String: String] = [:]) throws -> CommandRun {
            try CommandRun(arguments, directory: directory, environment: own.merging(more) { $1 })
        }
        let listed = try run(["check", "--list-sensors"], in: folder)
        #expect(listed.code == 0 && listed.output == "school/gate\nschool/yard\n", "\(listed)")
        #expect(try run(["check"], in: folder).errors.contains("QUIETHOURS_NO_SUCH"))
        for arguments in [["calendar", "--site", "school"], ["exam", "list"], ["mute", "list"], ["standards"]] {
            let run = try run(arguments, in: folder)
            #expect(run.code == 0 && run.errors.isEmpty, "\(arguments): \(run)")
        }
        try installation.directory.write(
            "time,sensor,duration,LAeq\n2026-06-07T09:00:00+08:00,school/yard,1,50\n",
            to: "card.csv"
        )
        #expect(try run(["import", "--readings", "card.csv"], in: folder).code == 0)
        #expect(
            try run(["export", "readings", "--from", "2026-06-06", "--to", "2026-06-09"], in: folder).output.contains(
                "school/yard"
            )
        )
        let elsewhere = try installation.directory.subdirectory("elsewhere").path
        let named = try run(["exam", "list"], in: elsewhere, ["QUIETHOURS_CONFIG": installation.config])
        #expect(named.code == 0 && named.output.contains("gaokao 1"), "\(named)")
        let wrong = try run(["exam", "list"], in: folder, ["QUIETHOURS_CONFIG": "/nowhere.yaml"])
        #expect(wrong.code == 78 && wrong.errors.contains("/nowhere.yaml"), "\(wrong)")
        guard !FileManager.default.fileExists(atPath: "/etc/quiethours/quiethours.yaml") else { return }
        let none = try run(["exam", "list"], in: elsewhere)
        #expect(none.code == 78 && none.errors.contains("there is no settings file"), "\(none)")
    }
}
