import ArgumentParser
import Records
import Reports
import StorePorts

extension Rejected {
    struct Replaced: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List readings that gave way to others, the newest first, with what stood there before.",
            discussion: paragraphs(
                """
                A reading that was declared invalid on arrival gives way to a valid one of the same sensor, start and duration.
                Where two valid ones contradict each other, the first stands until a person decides ('rejected retry
                --replace'). What stood there is kept for good.
                """
            )
        )
        @OptionGroup var config: ConfigOption
        @Option(help: "At most so many.") var limit = 100
        @OptionGroup var listing: ListingOptions

        func validate() throws {
            if limit < 0 { throw ValidationError("--limit takes 0 or more") }
        }

        func run() throws {
            let (plan, store) = try config.openForReading(in: listing.language)
            let text = ReplacementText(plan: plan, language: listing.language)
            for reading in try store.replacements(limit: limit) {
                try standardOutput(listing.json ? text.json(reading) : text.line(reading))
            }
        }
    }
}
