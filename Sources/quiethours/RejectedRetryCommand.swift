import Analysis
import ArgumentParser
import Collector
import Foundation
import Records
import Reports
import SensorPayloads
import StorePorts

extension Rejected {
    struct Retry: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decode rejected payloads again, with the plan and the decoder of today.",
            discussion: paragraphs(
                """
                What decodes now goes into the journal, as old data that fills its hours and raises no live alarm, and
                leaves the list. What does not, stays with the reason of today. May be run while the service runs.

                A reading that contradicts one that was recorded before stays rejected (conflict). A person may decide for
                it: it then replaces the first one, which is kept with name and reason ('quiethours rejected replaced').

                  quiethours rejected retry 17 --replace --by "Wang Fang" --why "the logger's card is right"
                """
            )
        )
        @OptionGroup var config: ConfigOption
        @Argument(help: "Ids, from the list.") var ids: [Int64] = []
        @Flag(help: "Everything that is rejected.") var all = false
        @OptionGroup var selection: RejectedSelection
        @Flag(help: "What decodes replaces the readings that it contradicts; with ids, --by and --why.")
        var replace = false
        @Option(help: ArgumentHelp("Who decides for --replace: a person's name.", valueName: "name")) var by: String?
        @Option(help: ArgumentHelp("Why, for --replace; it is kept with the reading.", valueName: "text"))
        var why: String?
        @Flag(help: "Only say what would become of them.") var dryRun = false
        @OptionGroup var listing: ListingOptions

        mutating func validate() throws {
            let ways = [!ids.isEmpty, all, !selection.isEmpty].count { $0 }
            if ways != 1 { throw ValidationError("give ids, or --all, or what to choose by (--reason, --site, ...)") }
            if replace, ids.isEmpty { throw ValidationError("--replace takes the ids of what was looked at") }
            if replace, by == nil || why == nil { throw ValidationError("--replace takes --by NAME and --why TEXT") }
            if !replace, by != nil || why != nil { throw ValidationError("--by and --why go with --replace") }
            by = try by.map { try entered($0, "--by", as: .name) }
            why = try why.map { try entered($0, "--why", as: .line) }
        }

        private var ruling: Ruling? {
            guard replace, let by, let why else { return nil }
            return Ruling(by: by, why: why)
        }

        func run() throws {
            let (plan, store) = try config.openForReading(in: listing.language)
            var chosen = ids
            if ids.isEmpty {
                try store.forEachRejected(try selection.filter(plan)) { entry in
                    chosen.append(entry.id)
                    return true
                }
                // The oldest first, as they came in.
                chosen.reverse()
            }
            let quarantine: any Quarantine = try dryRun ? store : config.loadLocal(in: listing.language).openStore()
            let outcome = try RejectedRetry(plan: plan, quarantine: quarantine, ruling: ruling) { .now }
                .run(chosen, isDry: dryRun)
            if !ids.isEmpty, outcome.missing.count == chosen.count { throw noRejected(outcome.missing) }
            try standardOutput(listing.json ? JSONLine.encode(Body(outcome, dryRun)) : text(outcome))
            // By --all something may have gone since it was chosen, which is nobody's mistake.
            if !ids.isEmpty, !outcome.missing.isEmpty { throw noRejected(outcome.missing) }
        }

        private func text(_ outcome: RejectedRetry.Outcome) -> String {
            let readings = outcome.readings
            let refused = outcome.refused.values.reduce(0, +)
            let stay = refused == 0 ? "" : " (\(QuarantineText.list(outcome.refused)))"
            let words = TableWords(listing.language)
            guard !dryRun else {
                return words.pick(
                    "\(outcome.decoded) 条可解析，含 \(outcome.readingCount) 条读数；\(refused) 条仍被拒收",
                    "\(outcome.decoded) would decode, with \(outcome.readingCount) readings; \(refused) would stay"
                ) + stay
            }
            guard listing.language == .en else {
                return "\(outcome.decoded) 条已解析：新增读数 \(readings.appended) 条，已有 \(readings.repeated) 条，"
                    + (readings.replaced > 0 ? "替换 \(readings.replaced) 条，" : "")
                    + "与已有读数矛盾 \(readings.conflicting) 条（仍被拒收）；\(refused) 条仍被拒收\(stay)"
            }
            return "\(outcome.decoded) decoded: \(readings.appended) new readings, \(readings.repeated) there already, "
                + (readings.replaced > 0 ? "\(readings.replaced) in place of others, " : "")
                + "\(readings.conflicting) contradict what is there (kept as rejected); \(refused) stay\(stay)"
        }

        private struct Body: Encodable {
            var dryRun: Bool
            var decoded: Int
            var readings: Int
            var appended: Int
            var repeated: Int
            var replaced: Int
            var conflicting: Int
            var refused: [String: Int]
            var missing: [Int64]

            init(_ outcome: RejectedRetry.Outcome, _ dryRun: Bool) {
                self.dryRun = dryRun
                decoded = outcome.decoded
                readings = outcome.readingCount
                appended = outcome.readings.appended
                repeated = outcome.readings.repeated
                replaced = outcome.readings.replaced
                conflicting = outcome.readings.conflicting
                refused = outcome.refused.named
                missing = outcome.missing
            }
        }
    }
}
