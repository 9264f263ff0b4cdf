import ArgumentParser
import Collector
import EventTime
import EvidenceBundles
import NoiseRules
import Records
import Reports
import ServiceSettings
import StorePorts

struct EvidenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: "Make evidence bundles, list them, and look through them.",
        subcommands: [Make.self, List.self, Verify.self]
    )

    struct Make: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Write the folder of a violation: report, record, readings, plan and pictures, under one manifest.",
            discussion: paragraphs(
                """
                The store keeps the chain: each manifest names the one of the bundle made before.
                Keep the SHA-256 that is printed in another place: with it anybody can show that the folder is as it was made.
                """
            )
        )
        @OptionGroup var config: ConfigOption
        @Argument(help: "The violation's id, or the end of it.") var id: String
        @Option(name: .shortAndLong, help: ArgumentHelp("The folder to make.", valueName: "folder")) var output: String
        @Option(help: "Who makes it: a person's name.") var by: String
        @Option(help: "The language of report.pdf, zh or en; that of the site when it is left out.") var language:
            Language?
        @Flag(help: "One JSON object a line: each file, then the number and the manifest.") var json = false

        mutating func validate() throws {
            by = try entered(by, "--by", as: .name)
        }

        func run() throws {
            let configuration = try config.loadLocal()
            // A store that is not there is not made.
            let (plan, _) = try config.openForReading()
            let store = try configuration.openStore()
            let id = try store.violationID(id)
            guard let record = try store.violation(id) else {
                throw CommandFailure.notFound("violation", id.text, listedBy: "violations list")
            }
            let bundle = EvidenceBundle(configuration: configuration, plan: plan, store: store, language: language)
            let folder = BundleFolder(output)
            do {
                let entry = try bundle.write(record, to: folder, by: by, at: .now)
                for file in try BundleVerification(of: folder).manifest?.files ?? [] {
                    try standardOutput(
                        json
                            ? JSONLine.encode(WrittenFile(file: "\(folder.path)/\(file.path)", bytes: Int64(file.size)))
                            : "\(folder.path)/\(file.path)  \(file.size) bytes"
                    )
                }
                guard !json else { return try standardOutput(BundleListing(plan: plan).json(entry)) }
                try standardOutput("number \(entry.number) of the chain, manifest SHA-256 \(entry.manifest)")
            } catch let error as EvidenceError {
                standardError("\(error)")
                throw ExitCode.badData
            }
        }
    }

    private struct WrittenFile: Encodable {
        var file: String
        var bytes: Int64
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the bundles that were made from the store, the first one first.",
            discussion: "Number, time, violation, the manifest's SHA-256, and who made it."
        )
        @OptionGroup var config: ConfigOption
        @Option(help: ArgumentHelp("Only those of one violation; the end of its id is enough.", valueName: "id"))
        var violation: String?
        @Flag(help: "One JSON object a line.") var json = false

        func run() throws {
            let (plan, store) = try config.openForReading()
            let listing = BundleListing(plan: plan)
            let wanted = try violation.map(store.violationID)
            for entry in try store.bundles() where wanted.map({ $0 == entry.violation }) ?? true {
                try standardOutput(json ? listing.json(entry) : listing.line(entry))
            }
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say whether a bundle is whole: which file or line is changed, missing or additional.",
            discussion: paragraphs(
                """
                Needs nothing but the folder; with --config the store must know its manifest too. Ends with 1 when anything is
                not as the manifest has it. Compare the SHA-256 of the manifest that is printed with the one printed when the
                bundle was made: the folder alone cannot show that nobody has made the whole bundle again.
                """
            )
        )
        @Argument(help: "The bundle's folder.") var folder: String
        @Option(
            name: .long,
            help: ArgumentHelp(
                "Look the manifest up in the chain of this settings file's store as well.",
                valueName: "file"
            )
        )
        var config: String?
        @Flag(help: "One JSON object a line.") var json = false

        func run() throws {
            let bundle = BundleFolder(folder)
            let verification: BundleVerification
            do {
                verification = try BundleVerification(of: bundle)
            } catch {
                standardError("\(error)")
                throw ExitCode.badData
            }
            for finding in verification.findings {
                let place = finding.line.map { "\(finding.path), line \($0)" } ?? finding.path
                try standardOutput(json ? JSONLine.encode(finding) : "\(place): \(finding.state.rawValue)")
            }
            guard let manifest = verification.manifest, verification.findings.isEmpty else { throw ExitCode(1) }
            let fingerprint = Fingerprint(of: try manifest.sealed())
            if let config {
                let (_, store) = try ConfigOption.named(config).openForReading()
                guard try store.bundles().contains(where: { $0.manifest == fingerprint }) else {
                    standardError(
                        "\(folder): manifest \(fingerprint) is not in the chain of this store; another store made it, or somebody has made it again"
                    )
                    throw ExitCode(1)
                }
            }
            try standardOutput(
                json
                    ? JSONLine.encode(["manifest": fingerprint.description, "violation": manifest.violation])
                    : "whole: violation \(manifest.violation), \(manifest.files.count) files, made \(manifest.madeAt) "
                        + "by \(manifest.madeBy) with \(manifest.version); manifest SHA-256 \(fingerprint)"
            )
        }
    }
}
