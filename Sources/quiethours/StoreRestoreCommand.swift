import ArgumentParser
import EventTime
import Foundation
import Reports
import ServiceSettings
import StorePorts

extension StoreCommand {
    struct Restore: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a backup into the store's place.",
            discussion: paragraphs(
                """
                Refused while a service runs on the store. The copy is written beside the store, checked and synced, and only
                then takes its place. Sealed segments beside the backup that the store lacks, or has damaged, are put back too. The
                store that was there is kept beside it, under a name that is printed. At the end
                all of the restored store is read, and the last reading, the open violations and the pending alerts are
                named: pending alerts are sent when the service starts, also those that were sent after the backup.

                  quiethours store restore /backup/quiethours-2026-06-07.db

                Killed in the middle, it is simply run again. Exit codes: 0 done, 1 the backup is damaged, 64 the file is
                no backup of this store, 69 a service runs or the backup cannot be read, 74 the store cannot be written.
                """
            )
        )

        @Argument(help: "The backup.") var file: String
        @OptionGroup var option: StoreOption
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let store = try option.path()
            let (outcome, time) = try CopyProgress.run { progress throws(BackupFailure) in
                try StoreFactory.restore(file, to: store, stamp: Restore.stamp()) { progress.show($0) }
            }
            if listing.json {
                var object = SummaryJSON(file: store, outcome.summary)
                object.bytes = outcome.bytes
                object.seconds = time.seconds
                object.replaced = outcome.replaced
                object.put(outcome.segments)
                return try standardOutput(JSONLine.encode(object))
            }
            let words = TableWords(listing.language)
            try standardOutput(
                words.pick(
                    "\(store)：已由 \(file) 恢复，\(outcome.bytes) 字节，用时 \(time.text) 秒，已校验并写入磁盘",
                    "\(store): restored from \(file), \(outcome.bytes) bytes in \(time.text) s, checked and synced"
                )
            )
            for line in outcome.summary.lines(words) { try standardOutput(line) }
            if let line = outcome.segments.line(words) { try standardOutput(line) }
            guard let replaced = outcome.replaced else { return }
            try standardOutput(
                words.pick(
                    "原存储库保留为 \(replaced)，确认无误后可删除",
                    "the store that was there is kept as \(replaced); remove it when you are sure"
                )
            )
        }

        /// The machine's time in UTC, for a file's name: `20260607T081500Z`.
        private static func stamp() -> String {
            let now = Instant(milliseconds: Int64(saturating: Date().timeIntervalSince1970 * 1000))
            let digits = RFC3339.format(now, offset: 0).prefix(19).filter { $0 != "-" && $0 != ":" }
            return "\(digits)Z"
        }
    }
}
