import Analysis
import ArgumentParser
import Collector
import EventTime
import ExamCalendar
import Foundation
import Records
import ServiceSettings
import StorePorts

struct Watch: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show a live table of the sensors: level, limit, rule, state; the most urgent first.",
        discussion: paragraphs(
            """
            Reads the store only; the service need not run. The first line says whether the service receives anything, by which
            plan it judges, and up to when readings are judged; the table goes by that plan. A row is a sensor: violations
            that nobody has responded to come first, then those that somebody has in hand, then what is above a limit, muted,
            silent or faulty.

            On a terminal the table renews itself in place and fits it; the last line counts the sensors that do not. To a
            file or a pipe goes all of it.
            """
        )
    )

    @OptionGroup var config: ConfigOption
    @Option(help: "Stop after so many seconds.") var seconds: Int?
    @Option(help: "Language: zh or en.") var language: Language = .en
    @Option(help: "Seconds between two tables; 1, or 10 where standard output is no terminal.") var every: Int?

    @Flag(help: "Print each table as JSON objects, one a line: the sensors, then the collector.") var json = false

    func validate() throws {
        if let every, every < 1 { throw ValidationError("--every takes 1 or more seconds") }
    }

    func run() throws {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        var source = StatusTableSource(try config.loadLocal(), settingsPath: try config.path())
        let end = seconds.map { Instant.now + .seconds(Int64($0)) }
        while end.map({ .now < $0 }) ?? true {
            let now = Instant.now
            if let (table, offset) = try source.table(at: now, language: language) {
                try show(table, at: now, offset: offset, isTerminal: isTerminal)
            }
            Thread.sleep(forTimeInterval: Double(every ?? (isTerminal ? 1 : 10)))
        }
        if isTerminal, !json { try standardOutput(screen: "\n") }
    }

    private func show(_ table: StatusTable, at now: Instant, offset: Int, isTerminal: Bool) throws {
        guard !json else {
            for line in try StatusTableJSON(offset: offset).lines(of: table, at: now) { try standardOutput(line) }
            return
        }
        let size = isTerminal ? TerminalSize.current : nil
        let screen = StatusScreen(
            language: language,
            isColoured: isTerminal,
            offset: offset,
            width: size?.columns,
            height: size?.rows
        )
        let lines = screen.lines(of: table, at: now)
        guard let size else {
            for line in lines + [""] { try standardOutput(line) }
            return
        }
        // No line feed behind the last line: on the terminal's last one it would scroll the first away. Each line is
        // cleared before it is written, since behind a full line the cursor stands on its last column.
        let body = lines.map { "\u{1b}[2K" + $0 }.joined(separator: "\r\n")
        try standardOutput(screen: "\u{1b}[H" + body + (lines.count < size.rows ? "\r\n\u{1b}[J" : ""))
    }
}

/// Makes a board at each turn: of the store once there is one, by the plan that the service uses by then.
private struct StatusTableSource {
    private var configuration: LocalConfiguration
    private let settingsPath: String
    private var edited: Instant
    private var status: InstanceStatus?
    private var store: (any Store)?
    private var trouble: String?
    private var made: (reader: StatusTableReader, plan: Plan)?

    init(_ configuration: LocalConfiguration, settingsPath: String) {
        self.configuration = configuration
        self.settingsPath = settingsPath
        edited = configuration.planEdited(by: .now)
    }

    /// Nil while there is no store; `offset` is that of the times of day, in seconds.
    mutating func table(at now: Instant, language: Language) throws -> (table: StatusTable, offset: Int)? {
        guard let store = try openStore() else { return nil }
        refresh(at: now)
        let (reader, plan) = try made ?? make(store, at: now)
        made = (reader, plan)
        return (try reader.table(at: now, language: language), plan.zone().offset(at: now))
    }

    private func make(_ store: any Store, at now: Instant) throws -> (reader: StatusTableReader, plan: Plan) {
        let watched = try WatchedPlan(configuration, store: store, status: status, now: now)
        let reader = StatusTableReader(
            plan: watched.plan,
            note: watched.note,
            store: store,
            storePath: configuration.storePath
        )
        return (reader, watched.plan)
    }

    /// What was edited is read again where it has no problem, and what the service has taken up is shown.
    private mutating func refresh(at now: Instant) {
        let change = configuration.planEdited(by: now)
        if change != edited {
            edited = change
            if case .success(let read) = LocalConfiguration.load(path: settingsPath),
                read.storePath == configuration.storePath
            {
                configuration = read
                edited = read.planEdited(by: now)
                made = nil
            }
        }
        let running = InstanceStatus.running(onStore: configuration.storePath)
        if running?.plan != status?.plan || running?.since != status?.since { made = nil }
        status = running
    }

    /// Nil while there is none that can be read, which is said once; ends with 69 on one that a newer program has
    /// written.
    private mutating func openStore() throws -> (any Store)? {
        if let store { return store }
        do throws(StoreError) {
            store = try StoreFactory.openForReading(configuration.storePath)
        } catch {
            if trouble != error.message { standardError(error.message) }
            trouble = error.message
            if error.isNewerForm { throw ExitCode.unavailable }
        }
        return store
    }
}
