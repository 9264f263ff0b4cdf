import Acoustics
import Analysis
import ArgumentParser
import Collector
import EventTime
import Foundation
import NoiseRules
import Records
import Reports
import ServiceSettings
import StorePorts

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Put a file of readings into the journal, as late data (a logger's memory card).",
        discussion: paragraphs(
            """
              quiethours import --readings card.csv --dry-run
              quiethours import --readings card.csv
              quiethours import list
              quiethours import undo 3 --by "Wang Fang" --why "the card of another school"
            """
        ),
        subcommands: [Add.self, List.self, Undo.self],
        defaultSubcommand: Add.self
    )

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Import a file; the word may be left out.",
            discussion: paragraphs(
                """
                The same CSV as for replay; - is standard input. Everything is checked first: when a line is wrong, every wrong
                line is listed and nothing is imported. Readings that are there already are passed over, so that a file may be
                imported twice. Late data fills its hours and raises no live alarm. Levels that a sensor cannot have measured
                are marked and enter no level, as when they arrive.

                What would become of the readings is shown first, and on a terminal a question asked.
                """
            )
        )

        @OptionGroup var config: ConfigOption
        @Option(help: ArgumentHelp("The CSV of readings.", valueName: "file")) var readings: String
        @Option(help: ArgumentHelp("Who imports it; the account when missing.", valueName: "name"))
        var by = accountName()
        @OptionGroup var caution: CautionOptions
        @Flag(help: "Also readings more than a day ahead of now, or more than ten years back.") var anyTime = false
        @Flag(help: "Print the outcome as one JSON object.") var json = false

        mutating func validate() throws {
            by = try entered(by, "--by", as: .name)
        }

        func run() throws {
            let configuration = try config.loadLocal()
            let now = Instant.now
            let file = try ReadingsFile(
                path: readings,
                plan: configuration.plan,
                isForRecord: true,
                plausible: anyTime ? nil : Import.plausible(now)
            )
            .reporting { try $0.contents() }
            let work = Import(file, path: readings, by: by, at: now)
            let text = ImportText(plan: configuration.plan)
            if caution.dryRun {
                let isThere = FileManager.default.fileExists(atPath: configuration.storePath)
                let store = isThere ? try config.openForReading().1 : nil
                let summary = try work.summary(of: store)
                for line in json ? [text.json(summary)] : text.lines(summary) { try standardOutput(line) }
                return
            }
            let store = try configuration.openStore()
            let summary = try work.summary(of: store)
            if !json { for line in text.lines(summary) { standardError(line) } }
            guard caution.mayGoOn("import it?") else { throw CommandFailure.refused("nothing was imported") }
            let isTerminal = isatty(STDERR_FILENO) == 1
            let (id, outcome) = try work.append(to: store) { done in
                if isTerminal { standardError(status: "\r\(done) of \(work.draft.readings) readings") }
            }
            if isTerminal { standardError("") }
            try standardOutput(json ? text.json(outcome, id: id) : text.line(outcome, id: id))
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the files that were imported, the first one first."
        )
        @OptionGroup var config: ConfigOption
        @Flag(help: "One JSON object a line.") var json = false

        func run() throws {
            let (plan, store) = try config.openForReading()
            let text = ImportText(plan: plan)
            for record in try store.imports() { try standardOutput(json ? text.json(record) : text.line(record)) }
        }
    }

    struct Undo: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take an import back: remove the readings that nothing else has brought.",
            discussion: paragraphs(
                """
                What the import replaced is put back, and where its readings were everything is judged again. Where violations
                or evidence bundles rest on them, nothing is done without --even-if-used. The undo is recorded with who and why.
                """
            )
        )
        @OptionGroup var config: ConfigOption
        @Argument(help: "Its number, from the list.") var id: Int64
        @OptionGroup var order: OrderOptions
        @Flag(help: "Although violations or evidence bundles rest on its readings.") var evenIfUsed = false
        @Flag(help: "Print the outcome as one JSON object.") var json = false

        func run() throws {
            let configuration = try config.loadLocal()
            _ = try config.openForReading()
            let store = try configuration.openStore()
            guard let record = try store.imports().first(where: { $0.id == id }) else {
                throw CommandFailure.notFound("import", "\(id)", listedBy: "import list")
            }
            guard record.undo == nil else {
                throw CommandFailure.refused("import \(id) is undone already")
            }
            let extent = try store.extent(ofImport: id)
            let use = try ImportUse(of: extent, in: store)
            if !use.isEmpty, !evenIfUsed {
                let violations = use.violations.map(\.text).joined(separator: ", ")
                standardError("violations rest on import \(id): \(violations)")
                if !use.bundles.isEmpty {
                    let numbers = use.bundles.map { "\($0)" }.joined(separator: ", ")
                    standardError("and evidence bundles of these: number \(numbers) of the chain")
                }
                standardError("nothing was undone; with --even-if-used it is, and they are judged again")
                throw ExitCode(1)
            }
            for later in try store.imports()
            where later.id > id && later.undo == nil && later.outcome.repeated > 0 && overlap(later, record) {
                standardError("import \(later.id) may have brought the same readings; import its file again afterwards")
            }
            let isTerminal = isatty(STDERR_FILENO) == 1
            let given = try store.undo(importOf: id, at: .now, by: order.by, why: order.why) { done in
                if isTerminal { standardError(status: "\r\(done) of \(extent.readings) readings") }
            }
            if isTerminal { standardError("") }
            let text = ImportText(plan: configuration.plan)
            try standardOutput(json ? text.json(extent, of: id, given) : text.line(extent, of: id, given))
        }

        private func overlap(_ a: ImportRecord, _ b: ImportRecord) -> Bool {
            guard let a = a.draft.span, let b = b.draft.span else { return false }
            return a.overlaps(b)
        }
    }
}

extension ReadingsFile {
    /// What `body` makes of the file; prints every problem and ends with 65 when there are any.
    func reporting<T>(_ body: (ReadingsFile) throws -> T) throws -> T {
        do {
            return try body(self)
        } catch let error as BadReadings {
            for line in error.lines { standardError(line) }
            throw ExitCode.badData
        }
    }
}
