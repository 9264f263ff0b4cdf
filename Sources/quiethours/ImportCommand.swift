import Acoustics
import Analysis
import ArgumentParser
import Collector
import EventTime
import Foundation
import NoiseRules
import Plans
import Records
import Reports
import ServiceSettings
import Settings
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
        @Option(help: "Language, zh or en.") var language: Language = .en
        @Flag(help: "Print the outcome as one JSON object.") var json = false

        mutating func validate() throws {
            by = try entered(by, "--by", as: .name)
        }

        func run() throws {
            let configuration = try config.loadLocal(in: language)
            let words = TableWords(language)
            let now = Instant.now
            let file = try ReadingsFile(
                path: readings,
                plan: configuration.plan,
                isForRecord: true,
                plausible: anyTime ? nil : Import.plausible(now)
            )
            .reporting(in: language) { try $0.contents() }
            let work = Import(file, path: readings, by: by, at: now)
            let text = ImportText(plan: configuration.plan, language: language)
            if caution.dryRun {
                let isThere = FileManager.default.fileExists(atPath: configuration.storePath)
                let store = isThere ? try config.openForReading(in: language).1 : nil
                let summary = try work.summary(of: store)
                for line in json ? [text.json(summary)] : text.lines(summary) { try standardOutput(line) }
                return
            }
            let store = try configuration.openStore()
            let summary = try work.summary(of: store)
            if !json { for line in text.lines(summary) { standardError(line) } }
            guard caution.mayGoOn(words.pick("是否导入？", "import it?")) else {
                throw CommandFailure.refused(words.pick("没有导入任何读数", "nothing was imported"))
            }
            let isTerminal = isatty(STDERR_FILENO) == 1
            let (id, outcome) = try work.append(to: store) { done in
                if isTerminal {
                    let all = work.draft.readings
                    standardError(status: words.pick("\r\(all) 条读数中已处理 \(done) 条", "\r\(done) of \(all) readings"))
                }
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
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let (plan, store) = try config.openForReading(in: listing.language)
            let text = ImportText(plan: plan, language: listing.language)
            for record in try store.imports() {
                try standardOutput(listing.json ? text.json(record) : text.line(record))
            }
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
        @Option(help: "Language, zh or en.") var language: Language = .en
        @Flag(help: "Print the outcome as one JSON object.") var json = false

        func run() throws {
            let configuration = try config.loadLocal(in: language)
            _ = try config.openForReading(in: language)
            let store = try configuration.openStore()
            let words = TableWords(language)
            guard let record = try store.imports().first(where: { $0.id == id }) else {
                guard language == .zh else {
                    throw CommandFailure.notFound("import", "\(id)", listedBy: "import list")
                }
                throw CommandFailure("没有编号为 \(id) 的导入；'quiethours import list' 列出全部", .badData)
            }
            guard record.undo == nil else {
                throw CommandFailure.refused(words.pick("导入 \(id) 已经撤销", "import \(id) is undone already"))
            }
            let extent = try store.extent(ofImport: id)
            let use = try ImportUse(of: extent, in: store)
            if !use.isEmpty, !evenIfUsed {
                let violations = use.violations.map(\.text).joined(separator: ", ")
                standardError(
                    words.pick("以下违规以导入 \(id) 为依据：\(violations)", "violations rest on import \(id): \(violations)")
                )
                if !use.bundles.isEmpty {
                    let numbers = use.bundles.map { "\($0)" }.joined(separator: ", ")
                    standardError(
                        words.pick(
                            "以及其证据包：链中编号 \(numbers)",
                            "and evidence bundles of these: number \(numbers) of the chain"
                        )
                    )
                }
                standardError(
                    words.pick(
                        "没有撤销；使用 --even-if-used 则撤销，并重新判定",
                        "nothing was undone; with --even-if-used it is, and they are judged again"
                    )
                )
                throw ExitCode(1)
            }
            for later in try store.imports()
            where later.id > id && later.undo == nil && later.outcome.repeated > 0 && overlap(later, record) {
                standardError(
                    words.pick(
                        "导入 \(later.id) 可能含有相同读数；请随后重新导入其文件",
                        "import \(later.id) may have brought the same readings; import its file again afterwards"
                    )
                )
            }
            let isTerminal = isatty(STDERR_FILENO) == 1
            let given = try store.undo(importOf: id, at: .now, by: order.by, why: order.why) { done in
                if isTerminal {
                    let all = extent.readings
                    standardError(status: words.pick("\r\(all) 条读数中已处理 \(done) 条", "\r\(done) of \(all) readings"))
                }
            }
            if isTerminal { standardError("") }
            let text = ImportText(plan: configuration.plan, language: language)
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
    func reporting<T>(in language: Language, _ body: (ReadingsFile) throws -> T) throws -> T {
        do {
            return try body(self)
        } catch let error as BadReadings {
            for line in error.lines(language) { standardError(line) }
            throw ExitCode.badData
        }
    }
}
