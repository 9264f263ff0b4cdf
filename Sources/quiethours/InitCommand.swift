import ArgumentParser
import Collector
import EventTime
import Foundation
import Machine
import Plans
import Records
import Reports
import ServiceSettings
import Settings
import Sites

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a first plan and settings, with a comment on every setting.",
        discussion: paragraphs(
            """
            Asks for one site, its sensors, the office that is notified, the exam, the broker and the mail server, and writes
            plan.yaml and quiethours.yaml, for which 'check' has no problems. Files that are there are never overwritten. At
            a terminal each question is put until its answer fits; an empty answer takes what stands in brackets.

            Each option answers its question. Without a terminal the other answers are read from standard input, one a line
            in the order below; what is missing is what is usual.

              quiethours init
              quiethours init /etc/quiethours --language zh
              quiethours init site --yes --site-name "No 1 School" --office Bureau \\
                --mail duty@bureau.example --exam "2027-06-16 09:00-11:30"

            Exit codes: 0 written, 1 a file is there already, 64 an answer that does not fit, 73 a file cannot be made.
            """
        )
    )

    @Argument(help: ArgumentHelp("The folder of both files; made when it is missing.", valueName: "folder"))
    var folder = "."
    @Option(help: "Language of questions, comments and messages, zh or en.") var language: Language = .en

    @Option(help: ArgumentHelp("Name of the exam site.", valueName: "name")) var siteName: String?
    @Option(help: ArgumentHelp("Its id, for MQTT topics (school).", valueName: "id")) var site: String?
    @Option(help: ArgumentHelp("Its address (none).", valueName: "text")) var address: String?
    @Option(help: ArgumentHelp("Its time zone (this machine's).", valueName: "zone")) var timeZone: String?
    @Option(help: ArgumentHelp("Its functional area by GB 3096: 0, 1, 2, 3, 4a or 4b (1).", valueName: "zone"))
    var zone: String?
    @Option(
        help: ArgumentHelp(
            "Its sensors, with commas between them: 'gate=construction boundary, yard=yard'.",
            valueName: "list"
        )
    )
    var sensors: String?
    @Option(help: ArgumentHelp("Name of the office that is notified.", valueName: "name")) var office: String?
    @Option(help: ArgumentHelp("Its mail address.", valueName: "address")) var mail: String?
    @Option(help: ArgumentHelp("Its telephone number (none).", valueName: "number")) var phone: String?
    @Option(
        help: ArgumentHelp(
            "A ready timetable (gaokao-3+1+2), or the first session, like '2027-06-16 09:00-11:30'.",
            valueName: "exam"
        )
    )
    var exam: String?
    @Option(help: ArgumentHelp("Year of a ready timetable (the next).", valueName: "year")) var year: String?
    @Option(help: ArgumentHelp("Whether its foreign language paper has a listening part (no).", valueName: "yes|no"))
    var listening: String?
    @Option(help: ArgumentHelp("MQTT broker, HOST or HOST:PORT (localhost).", valueName: "host")) var broker: String?
    @Option(help: ArgumentHelp("Its user name (none); asked for when it is another machine.", valueName: "name"))
    var brokerUser: String?
    @Option(help: ArgumentHelp("File with its password in one line.", valueName: "file")) var brokerPasswordFile:
        String?
    @Option(
        name: .customLong("broker-ca"),
        help: ArgumentHelp("PEM file of its certificate authority.", valueName: "file")
    )
    var brokerAuthority: String?
    @Option(help: ArgumentHelp("Mail server, HOST or HOST:PORT; without one mails are files.", valueName: "host"))
    var smtp: String?
    @Option(help: ArgumentHelp("Sender of mails (the office).", valueName: "address")) var smtpFrom: String?
    @Option(help: ArgumentHelp("User name at the mail server (none).", valueName: "name")) var smtpUser: String?
    @Option(help: ArgumentHelp("File with its password in one line.", valueName: "file")) var smtpPasswordFile: String?
    @Option(
        help: ArgumentHelp(
            "File of the store (var/quiethours.db; for /etc/quiethours that of the systemd unit).",
            valueName: "file"
        )
    )
    var store: String?

    @Flag(help: "Ask nothing: what no option answers is what is usual.") var yes = false
    @Flag(help: "Print each file that was written as one JSON object a line.") var json = false

    private struct Written: Encodable {
        var file: String
    }

    func run() throws {
        let place = URL(filePath: folder, directoryHint: .isDirectory).standardizedFileURL
        let (plan, settings) = (place.appending(path: "plan.yaml"), place.appending(path: "quiethours.yaml"))
        for file in [plan, settings] where FileManager.default.fileExists(atPath: file.path) {
            throw isThere(file)
        }
        let answers = try interview(in: place.path)
        let isNew = !FileManager.default.fileExists(atPath: place.path)
        do {
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            if isNew { try FilePermissions.share(place.path, isFolder: true) }
        } catch {
            let why = error.localizedDescription
            throw CommandFailure(
                say("\(place.path)：无法创建；\(why)", "\(place.path): cannot be made; \(why)"),
                .cannotCreate
            )
        }
        try make(plan, answers.plan)
        let clientID = "quiethours-\(String(UInt64.random(in: .min ... .max), radix: 16))"
        try make(settings, answers.settings(clientID: clientID))
        try show([plan, settings])
    }

    private func interview(in folder: String) throws -> FirstAnswers {
        let interview = FirstInterview(
            language: language,
            options: options,
            source: source,
            directory: FileManager.default.currentDirectoryPath,
            now: .now
        )
        let usualStore = folder == "/etc/quiethours" ? "/var/lib/quiethours/quiethours.db" : "var/quiethours.db"
        guard let answers = interview.answers(machineZone: TimeZone.current.identifier, usualStore: usualStore) else {
            let faults = interview.faults
            for fault in faults.dropLast() { standardError("quiethours: \(fault)") }
            throw CommandFailure.usage(faults.last ?? say("没有回答", "no answers"))
        }
        return answers
    }

    /// The options that were written, by their names.
    private var options: [String: String] {
        [
            "--site-name": siteName, "--site": site, "--address": address, "--time-zone": timeZone, "--zone": zone,
            "--sensors": sensors, "--office": office, "--mail": mail, "--phone": phone, "--exam": exam,
            "--year": year, "--listening": listening, "--broker": broker, "--broker-user": brokerUser,
            "--broker-password-file": brokerPasswordFile, "--broker-ca": brokerAuthority, "--smtp": smtp,
            "--smtp-from": smtpFrom, "--smtp-user": smtpUser, "--smtp-password-file": smtpPasswordFile,
            "--store": store,
        ].compactMapValues(\.self)
    }

    private var source: FirstInterview.Source {
        if yes { return .usual }
        guard isatty(STDIN_FILENO) == 1 else { return .lines { readLine() } }
        return .person(
            ask: { question in
                standardError(status: question)
                return readLine()
            },
            show: { standardError($0) }
        )
    }

    /// Names what was written, and what `check` finds in it: an empty file of a password, say.
    private func show(_ files: [URL]) throws {
        for file in files {
            try standardOutput(
                json ? JSONLine.encode(Written(file: file.path)) : say("已写入 \(file.path)", "wrote \(file.path)")
            )
        }
        let settings = files[1].path
        let environment = ProcessInfo.processInfo.environment
        let found = Configuration.inspect(path: settings, environment: environment, now: .now)
        for finding in found.findings { standardError("\(finding)") }
        guard found.configuration != nil else { throw ExitCode.badConfiguration }
        guard !json else { return }
        try standardOutput(
            say(
                "没有问题。接下来：quiethours doctor --config \(settings)，然后 quiethours serve --config \(settings)",
                "no problems. Next: quiethours doctor --config \(settings), then quiethours serve --config \(settings)"
            )
        )
    }

    private func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

    /// Makes a file that is not there yet.
    private func make(_ file: URL, _ text: String) throws {
        do {
            try Data(text.utf8).write(to: file, options: .withoutOverwriting)
            try FilePermissions.share(file.path)
        } catch let error as CocoaError where error.code == .fileWriteFileExists {
            throw isThere(file)
        } catch {
            let why = error.localizedDescription
            throw CommandFailure(
                say("\(file.path)：无法写入；\(why)", "\(file.path): cannot be written; \(why)"),
                .cannotCreate
            )
        }
    }

    private func isThere(_ file: URL) -> CommandFailure {
        .refused(
            say(
                "\(file.path) 已存在，保持不变；请换一个文件夹，或先移走该文件",
                "\(file.path) is there already and stays as it is; name another folder, or move it away"
            )
        )
    }
}
