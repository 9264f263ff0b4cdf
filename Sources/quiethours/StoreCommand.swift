import Acoustics
import ArgumentParser
import Collector
import EventTime
import Foundation
import Reports
import Segments
import ServiceSettings
import Sites
import StorePorts

struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store",
        abstract: "Back up the store, verify a store or a backup, and put a backup back.",
        subcommands: [Backup.self, Restore.self, Verify.self]
    )

    /// Which store: the one of the settings, or one by its path, for which no settings and secrets are read.
    struct StoreOption: ParsableArguments {
        @OptionGroup var config: ConfigOption
        @Option(help: ArgumentHelp("The store itself, instead of the settings.", valueName: "file")) var store: String?

        func path() throws -> String {
            guard let store else { return try config.loadLocal().storePath }
            guard config.config == nil else { throw ValidationError("name either --config or --store") }
            return store
        }
    }

    struct Backup: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a verified copy of the store into a file.",
            discussion: paragraphs(
                """
                Safe while the service runs and writes: one pass over the store as it is at the start. The copy is one file,
                readable by its owner alone; it is checked, synced and only then given its name. Meanwhile the store's -wal
                grows by what is committed. Sealed segments go into a folder beside the copy, each once for all backups.

                  quiethours store backup /backup/quiethours-2026-06-07.db

                Exit codes: 0 done, 1 the store is damaged, 64 the file is there already, 69 the store cannot be read,
                74 the copy cannot be written (no room, for one). Whatever fails, what was at the file's place is still there.
                """
            )
        )

        @Argument(help: "The file to write.") var file: String
        @OptionGroup var option: StoreOption
        @Flag(help: "Replace a file that is there, once the copy is complete.") var replace = false
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let store = try option.path()
            let (outcome, time) = try CopyProgress.run { progress throws(BackupFailure) in
                try StoreFactory.backUp(store, to: file, replacing: replace) { progress.show($0) }
            }
            if listing.json {
                var object = SummaryJSON(file: file, outcome.summary)
                object.bytes = outcome.bytes
                object.seconds = time.seconds
                object.logBytes = outcome.logBytes
                object.put(outcome.segments)
                return try standardOutput(JSONLine.encode(object))
            }
            let words = TableWords(listing.language)
            try standardOutput(
                words.pick(
                    "\(file)：\(outcome.bytes) 字节，用时 \(time.text) 秒，已校验并写入磁盘",
                    "\(file): \(outcome.bytes) bytes in \(time.text) s, checked and synced"
                )
            )
            for line in outcome.summary.lines(words) { try standardOutput(line) }
            if let line = outcome.segments.line(words) { try standardOutput(line) }
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read all of a store or a backup, and say what it holds.",
            discussion: paragraphs(
                """
                Says the last reading, the number of readings, the violations that are open and the alerts that wait. Then
                compares sealed segments with their manifests, and names sensor and hour of every block that changed. Changes
                nothing, and may run beside the service.

                  quiethours store verify --store /backup/quiethours-2026-06-07.db --segments /backup/quiethours.db.segments

                Exit codes: 0 whole, 1 damaged, 69 it cannot be read.
                """
            )
        )

        @OptionGroup var option: StoreOption
        @Option(
            help: ArgumentHelp("The folder of the segments; the one beside the store by default.", valueName: "folder")
        )
        var segments: String?
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let path = try option.path()
            let summary: StoreSummary
            do {
                summary = try StoreFactory.verify(path)
            } catch {
                throw error.exitCode
            }
            let words = TableWords(listing.language)
            if !listing.json {
                try standardOutput(words.pick("\(path)：完好", "\(path): whole"))
                for line in summary.lines(words) { try standardOutput(line) }
            }
            let verification = try verifySegments(path)
            let findings = verification?.findings ?? []
            if listing.json {
                var object = SummaryJSON(file: path, summary)
                object.segments = verification?.months.count
                object.blocks = verification?.blocks
                object.findings = verification.map(\.findings.count)
                try standardOutput(JSONLine.encode(object))
                for finding in findings { try standardOutput(JSONLine.encode(SegmentFindingJSON(finding))) }
            } else if let verification {
                let (months, blocks) = (verification.months.count, verification.blocks)
                try standardOutput(
                    words.pick("数据段：\(months) 个，数据块：\(blocks)", "segments: \(months), blocks: \(blocks)")
                        + (findings.isEmpty ? words.pick("，完好", ", whole") : "")
                )
                for finding in findings { try standardOutput(finding.line(words)) }
            }
            if !findings.isEmpty { throw ExitCode(1) }
        }

        private func verifySegments(_ path: String) throws -> SegmentVerification? {
            try CopyProgress.run { progress throws(BackupFailure) in
                try StoreFactory.verifySegments(path, in: segments) { progress.show($0) }
            }.outcome
        }
    }
}

extension BackupFailure {
    /// Says why on standard error, and gives the exit code.
    var exitCode: ExitCode {
        standardError(description)
        switch kind {
        case .usage: return .validationFailure
        case .store: return .unavailable
        case .target: return .ioError
        case .damaged: return ExitCode(1)
        }
    }
}

extension StoreSummary {
    func lines(_ words: TableWords) -> [String] {
        let last = lastReading.map { reading in
            let (end, received) = (
                RFC3339.format(reading.end, offset: 0), RFC3339.format(reading.receivedAt, offset: 0)
            )
            return "\(reading.sensor.site)/\(reading.sensor.sensor)"
                + words.pick("，\(end) 结束，\(received) 收到", ", ended \(end), received \(received)")
        }
        return [
            words.pick("最后读数：", "last reading: ") + (last ?? words.pick("无", "none")),
            words.pick("读数：", "readings: ") + "\(readings)",
            words.pick("进行中的违规：", "open violations: ") + "\(openViolations)",
            words.pick("待发告警：", "pending alerts: ") + "\(pendingAlerts)",
            words.pick("写入程序：", "written by: ") + "quiethours \(program ?? words.pick("0.5 之前", "before 0.5"))",
        ]
    }
}

/// What is said of a store, as one JSON object.
struct SummaryJSON: Encodable {
    struct LastReading: Encodable {
        var site: String
        var sensor: String
        /// RFC 3339.
        var end: String
        var receivedAt: String
    }

    var file: String
    var bytes: Int64?
    var seconds: Double?
    /// The largest that the store's log became.
    var logBytes: Int64?
    /// Where the store is that a restored one has replaced.
    var replaced: String?
    /// Sealed segments; of a backup or a restore, those that are in their place now.
    var segments: Int?
    var copiedSegments: Int?
    var copiedSegmentBytes: Int64?
    /// Of the segments.
    var blocks: Int?
    /// Of the segments; each follows as an object of its own.
    var findings: Int?
    var readings: Int
    var lastReading: LastReading?
    var openViolations: Int
    var pendingAlerts: Int
    var identity: String?
    var program: String?

    init(file: String, _ summary: StoreSummary) {
        self.file = file
        readings = summary.readings
        lastReading = summary.lastReading.map {
            LastReading(
                site: $0.sensor.site.text,
                sensor: $0.sensor.sensor,
                end: RFC3339.format($0.end, offset: 0),
                receivedAt: RFC3339.format($0.receivedAt, offset: 0)
            )
        }
        openViolations = summary.openViolations
        pendingAlerts = summary.pendingAlerts
        identity = summary.identity
        program = summary.program
    }

    mutating func put(_ segments: CopiedSegments) {
        guard segments.all > 0 else { return }
        (self.segments, copiedSegments, copiedSegmentBytes) = (segments.all, segments.copied, segments.bytes)
    }
}

/// How long a copy took.
struct CopyTime {
    private let milliseconds: Int64

    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }

    var seconds: Double { Double(milliseconds) / 1000 }

    /// Seconds with one decimal.
    var text: String { "\(milliseconds / 1000).\(milliseconds % 1000 / 100)" }
}

/// How far a copy has come, on standard error when that is a terminal.
struct CopyProgress {
    private let isShown = isatty(STDERR_FILENO) == 1

    func show(_ step: BackupStep) {
        switch step {
        case .copied(let bytes, let all): write("\rcopying: \(all > 0 ? 100 * bytes / all : 100) % of \(all >> 20) MB")
        case .checking: write("\r\u{1B}[Kchecking the copy")
        case .segment(let month, let number, let all): write("\r\u{1B}[Ksegment \(month), \(number) of \(all)")
        }
    }

    func show(_ step: SegmentProgress) {
        write("\r\u{1B}[Kchecking segment \(step.month): \(100 * step.done / max(1, step.all)) %")
    }

    func clear() { write("\r\u{1B}[K") }

    /// Runs `work` with its progress shown, and measures it. What fails is said on standard error, and ends with the
    /// exit code of its kind.
    static func run<Outcome>(
        _ work: (CopyProgress) throws(BackupFailure) -> Outcome
    ) throws -> (outcome: Outcome, time: CopyTime) {
        let start = ContinuousClock.now
        let progress = CopyProgress()
        do {
            let outcome = try work(progress)
            progress.clear()
            return (outcome, CopyTime(start.duration(to: .now)))
        } catch {
            progress.clear()
            throw error.exitCode
        }
    }

    private func write(_ text: String) {
        if isShown { standardError(status: text) }
    }
}
