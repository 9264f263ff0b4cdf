import Chains
import Collector
import EventTime
import EvidenceBundles
import Foundation
import NoiseRules
import Records
import ServiceSettings
import TestSupport
import Testing

/// A small bundle with a chained record and a file in a folder of its own.
private struct WrittenBundle {
    let directory: TemporaryDirectory
    let folder: BundleFolder
    let manifest: Fingerprint

    init(large: Data? = nil) throws {
        directory = try TemporaryDirectory()
        folder = BundleFolder(directory.path("bundle"))
        var chain = RecordChain()
        for number in 1...4 { chain.append(kind: "change", json: "{\"note\":\"停工\",\"number\":\"\(number)\"}") }
        var files = [
            "record.jsonl": chain.bytes, "readings.csv": Data("time,sensor,duration,LAeq\n".utf8),
            "plan/sessions.csv": Data("甲,乙\n".utf8),
        ]
        files["large.bin"] = large
        let manifest = BundleManifest(
            violation: "v1",
            version: "1.2",
            madeAt: Instant(milliseconds: 1_780_794_000_000),
            madeBy: "王/\"五\"",
            previousManifest: nil,
            files: []
        )
        self.manifest = try folder.draft(files).seal(under: manifest)
    }

    func url(_ name: String) -> URL { URL(fileURLWithPath: "\(folder.path)/\(name)") }

    /// What is found when `name` holds `bytes`; puts back what it held.
    func findings(with bytes: Data, in name: String) throws -> [BundleVerification.Finding] {
        let before = try Data(contentsOf: url(name))
        try bytes.write(to: url(name))
        defer { try? before.write(to: url(name)) }
        return try BundleVerification(of: folder).findings
    }
}

@Suite struct EvidenceBundleTests {
    @Test func aWholeBundleIsWhole() throws {
        let bundle = try WrittenBundle()
        let verification = try BundleVerification(of: bundle.folder)
        #expect(verification.findings.isEmpty)
        #expect(verification.manifest?.files.map(\.path) == ["plan/sessions.csv", "readings.csv", "record.jsonl"])
        #expect(try Fingerprint(of: Data(contentsOf: bundle.url("manifest.json"))) == bundle.manifest)
    }

    /// The digest of "abc" from FIPS 180-2, appendix B.1.
    @Test func theFingerprintIsSHA256() {
        #expect(
            Fingerprint(of: Data("abc".utf8)).description
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
    }

    @Test(arguments: ["record.jsonl", "readings.csv", "plan/sessions.csv", "manifest.json"])
    func everyByteCounts(name: String) throws {
        let bundle = try WrittenBundle()
        let whole = try Data(contentsOf: bundle.url(name))
        for index in whole.indices {
            for mask: UInt8 in [0x01, 0x20, 0x80] {
                var changed = whole
                changed[index] ^= mask
                let findings = try bundle.findings(with: changed, in: name)
                #expect(findings.contains { $0.path == name && $0.state == .changed }, "byte \(index) ^ \(mask)")
            }
            var shorter = whole
            shorter.remove(at: index)
            #expect(try !bundle.findings(with: shorter, in: name).isEmpty, "without byte \(index)")
            var longer = whole
            longer.insert(UInt8(ascii: " "), at: index)
            #expect(try !bundle.findings(with: longer, in: name).isEmpty, "a space before byte \(index)")
        }
        #expect(try BundleVerification(of: bundle.folder).findings.isEmpty)
    }

    @Test func sampledBytesOfALargeFileCount() throws {
        var random = SplitMix64(seed: 7)
        let large = Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        let bundle = try WrittenBundle(large: large)
        let edges = [0, (1 << 20) - 1, 1 << 20, (1 << 21) - 1, 1 << 21, large.count - 1]
        for index in edges + (0..<20).map({ _ in Int.random(in: large.indices, using: &random) }) {
            var changed = large
            changed[index] ^= 1
            #expect(
                try bundle.findings(with: changed, in: "large.bin") == [.init(path: "large.bin", state: .changed)],
                "byte \(index)"
            )
        }
    }

    @Test func aChangedLineIsNamed() throws {
        let bundle = try WrittenBundle()
        let text = try String(contentsOf: bundle.url("record.jsonl"), encoding: .utf8)
        let changed = text.replacingOccurrences(of: "\"number\":\"2\"", with: "\"number\":\"9\"")
        #expect(
            try bundle.findings(with: Data(changed.utf8), in: "record.jsonl") == [
                .init(path: "record.jsonl", state: .changed), .init(path: "record.jsonl", line: 2, state: .changed),
            ]
        )
    }

    @Test func aFileMissingAndOneTooManyAreNamed() throws {
        let bundle = try WrittenBundle()
        try FileManager.default.removeItem(at: bundle.url("readings.csv"))
        try Data().write(to: bundle.url("plan/.hidden"))
        #expect(
            try BundleVerification(of: bundle.folder).findings == [
                .init(path: "plan/.hidden", state: .additional), .init(path: "readings.csv", state: .missing),
            ]
        )
    }

    @Test func aLinkToTheSameBytesIsNotTheFile() throws {
        let bundle = try WrittenBundle()
        let outside = bundle.directory.url.appending(path: "outside.csv")
        try FileManager.default.moveItem(at: bundle.url("readings.csv"), to: outside)
        try FileManager.default.createSymbolicLink(at: bundle.url("readings.csv"), withDestinationURL: outside)
        #expect(
            try BundleVerification(of: bundle.folder).findings == [.init(path: "readings.csv", state: .changed)]
        )
    }

    @Test func aBundleIsNeverWrittenOverAnother() throws {
        let bundle = try WrittenBundle()
        let manifest = try #require(try BundleVerification(of: bundle.folder).manifest)
        #expect(throws: EvidenceError.self) { _ = try bundle.folder.draft([:]).seal(under: manifest) }
        #expect(try BundleVerification(of: bundle.folder).findings.isEmpty)
    }
}
