import ArgumentParser
import Collector
import Reports

struct EvidenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: "Look through evidence bundles.",
        subcommands: [Verify.self]
    )

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say whether a bundle is whole: which file or line is changed, missing or additional.",
            discussion: """
                Needs nothing but the folder. Ends with 1 when anything is not as the manifest has it. Compare the SHA-256 of the
                manifest that is printed with the one told when the bundle was made: the folder alone cannot show that the whole
                bundle was not made anew.
                """
        )
        @Argument(help: "The bundle's folder.") var folder: String
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
                standardOutput(try json ? JSONLine.encode(finding) : "\(place): \(finding.state.rawValue)")
            }
            guard let manifest = verification.manifest, verification.findings.isEmpty else { throw ExitCode(1) }
            let fingerprint = Fingerprint(of: try manifest.sealed())
            standardOutput(
                try json
                    ? JSONLine.encode(["manifest": fingerprint.description, "violation": manifest.violation])
                    : "whole: violation \(manifest.violation), \(manifest.files.count) files, made \(manifest.madeAt) "
                        + "by \(manifest.madeBy) with \(manifest.version); manifest SHA-256 \(fingerprint)"
            )
        }
    }
}
