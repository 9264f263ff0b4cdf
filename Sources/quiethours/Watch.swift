import ArgumentParser
import Collector
import EventTime
import ExamCalendar
import Foundation
import Records
import SQLiteStore

struct Watch: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show a live table of the sensors: level, window, active rule, state.",
        discussion: "Reads the store only; the service need not run. On a terminal the table renews itself in place."
    )

    @OptionGroup var config: ConfigOption
    @Option(help: "Stop after so many seconds.") var seconds: Int?
    @Option(help: "Language of the sites' names: zh or en.") var language: Language = .en
    @Option(help: "Seconds between two tables; 1, or 10 where standard output is no terminal.") var every: Int?

    @Flag(help: "Print each table as JSON objects, one a line: the sensors, then the collector.") var json = false

    func validate() throws {
        if let every, every < 1 { throw ValidationError("--every takes 1 or more seconds") }
    }

    func run() throws {
        let configuration = try config.loadLocal()
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let zone = configuration.plan.sites.first?.timeZone ?? .UTC
        let end = seconds.map { Instant.now + .seconds(Int64($0)) }
        var reader: BoardReader?
        var trouble: String?
        while end.map({ .now < $0 }) ?? true {
            let now = Instant.now
            if reader == nil, let store = try store(at: configuration.storePath, &trouble) {
                reader = BoardReader(
                    plan: configuration.plan,
                    store: store,
                    storePath: configuration.storePath
                )
            }
            if let board = try reader?.board(at: now, language: language) {
                guard !json else {
                    let objects = BoardJSON(offset: zone.offset(at: now))
                    for line in try objects.lines(of: board, at: now) { try standardOutput(line) }
                    pause(isTerminal)
                    continue
                }
                let text = BoardText(isColoured: isTerminal, offset: zone.offset(at: now))
                let lines = text.lines(of: board, at: now)
                if isTerminal {
                    let body = lines.map { $0 + "\u{1b}[K" }.joined(separator: "\n")
                    try standardOutput(screen: "\u{1b}[H" + body + "\u{1b}[J\n")
                } else {
                    for line in lines + [""] { try standardOutput(line) }
                }
            }
            pause(isTerminal)
        }
    }

    private func pause(_ isTerminal: Bool) {
        Thread.sleep(forTimeInterval: Double(every ?? (isTerminal ? 1 : 10)))
    }

    /// Nil while there is none that can be read, which is said once; ends with 69 on one that a newer program has written.
    private func store(at path: String, _ trouble: inout String?) throws -> SQLiteStore? {
        do throws(StoreError) {
            return try SQLiteStore(readingFrom: path)
        } catch {
            if trouble != error.message { standardError(error.message) }
            trouble = error.message
            if error.isNewerForm { throw ExitCode.unavailable }
            return nil
        }
    }
}
