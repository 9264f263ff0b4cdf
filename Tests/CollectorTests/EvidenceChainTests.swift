import Acoustics
import Analysis
import Chains
import Collector
import EventTime
import EvidenceBundles
import ExamCalendar
import Foundation
import NoiseRules
import Plans
import Readings
import Records
import SQLiteStore
import SensorPayloads
import ServiceSettings
import Sites
import TestSupport
import Testing

/// Bundles made from a store: their chain, the plan that they hold, and the rows by which was judged.
@Suite("Evidence bundles from a store") struct EvidenceChainTests {
    private func manifest(_ folder: URL) throws -> BundleManifest {
        let verification = try BundleVerification(of: BundleFolder(folder.path))
        #expect(verification.findings.isEmpty)
        return try #require(verification.manifest)
    }

    private func text(_ folder: URL, _ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    @Test("name the one before, and the store knows them")
    func chain() throws {
        let evidence = try EvidenceCase()
        let folders = try [evidence.make("a"), evidence.make("b", by: "李娜", at: "12:30:00")]
        let manifests = try folders.map(manifest)
        let digests = try folders.map { Fingerprint(of: try Data(contentsOf: $0.appending(path: "manifest.json"))) }
        #expect(manifests[0].previousManifest == nil && manifests[1].previousManifest == digests[0])
        let entries = try evidence.store.bundles()
        #expect(entries.map(\.manifest) == digests && entries.map(\.madeBy) == ["王芳", "李娜"])
        #expect(entries.map(\.violation) == [try evidence.record().id, try evidence.record().id])
        #expect(
            manifests[0].files.map(\.path) == [
                "level-en.png", "level-zh.png", "plan/papers/gaokao.csv", "plan/plan.yaml", "readings.csv",
                "record.jsonl", "report.pdf", "standards.json",
            ]
        )
    }

    @Test("made at once come one after the other")
    func atOnce() async throws {
        let evidence = try EvidenceCase()
        let (configuration, plan, record) = (evidence.configuration, try evidence.plan, try evidence.record())
        let names = (0..<4).map { evidence.directory.path("bundle \($0)") }
        let now = try EvidenceCase.at("12:00:00")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in names {
                group.addTask {
                    let store = try SQLiteStore(path: configuration.storePath)
                    let bundle = EvidenceBundle(configuration: configuration.local, plan: plan, store: store)
                    _ = try bundle.write(record, to: BundleFolder(name), by: "王芳", at: now)
                }
            }
            try await group.waitForAll()
        }
        let entries = try evidence.store.bundles()
        #expect(entries.map(\.previous) == [nil] + entries.dropLast().map(\.manifest))
        let made = try names.map { name in
            try (manifest(URL(fileURLWithPath: name)).previousManifest, Fingerprint(ofFile: name + "/manifest.json"))
        }
        #expect(Set(made.map(\.1)) == Set(entries.map(\.manifest)))
        for (previous, own) in made { #expect(entries.first { $0.manifest == own }?.previous == previous) }
    }

    @Test("that cannot be written leave nothing, neither a folder nor a link of the chain")
    func unwritable() throws {
        let evidence = try EvidenceCase()
        try evidence.directory.write("", to: "file")
        #expect(throws: EvidenceError.self) { try evidence.make("file/bundle") }
        #expect(throws: EvidenceError.self) { try evidence.make("file") }
        #expect(try evidence.store.bundles().isEmpty)
        // A store that takes nothing: the folder is taken back.
        let reading = try SQLiteStore(readingFrom: evidence.configuration.storePath)
        let bundle = EvidenceBundle(
            configuration: evidence.configuration.local,
            plan: try evidence.plan,
            store: reading
        )
        #expect(throws: (any Error).self) {
            _ = try bundle.write(
                evidence.record(),
                to: BundleFolder(evidence.directory.path("refused")),
                by: "王芳",
                at: EvidenceCase.at("12:00:00")
            )
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: evidence.directory.url.path)
        #expect(!left.contains { $0.hasPrefix("refused") || $0.hasSuffix(".part") }, "\(left)")
        try evidence.make("bundle")
        #expect(throws: EvidenceError.self) { try evidence.make("bundle") }
        #expect(try evidence.store.bundles().count == 1)
    }

    @Test("hold the plan that was in use when it was judged, not the one of today")
    func usedPlan() throws {
        let evidence = try EvidenceCase()
        let before = try text(evidence.directory.url, "plan.yaml")
        let papers = try text(evidence.directory.url, "papers/gaokao.csv")
        try evidence.directory.write(EvidenceCase.plan(contact: "李工"), to: "plan.yaml")
        try evidence.directory.write(papers + "数学,Mathematics,2027-06-07,15:00,17:00\n", to: "papers/gaokao.csv")
        let path = evidence.directory.path("quiethours.yaml")
        let today = try Configuration.load(path: path, environment: [:]).get()
        try evidence.store.keep(PlanUse(since: EvidenceCase.at("10:00:00"), files: today.planFiles))
        let bundle = EvidenceBundle(configuration: today.local, plan: try evidence.plan, store: evidence.store)
        let folder = evidence.directory.url.appending(path: "bundle")
        let now = try EvidenceCase.at("12:00:00")
        _ = try bundle.write(evidence.record(), to: BundleFolder(folder.path), by: "王芳", at: now)
        #expect(try text(folder, "plan/plan.yaml") == before && before != text(evidence.directory.url, "plan.yaml"))
        #expect(try text(folder, "plan/papers/gaokao.csv") == papers)
        #expect(try report(folder).contains("方案此后有改动"))
        // The plan of the bundle can be read, with the files that it names.
        #expect(try PlanDocument.load(path: folder.path + "/plan/plan.yaml").get().exams.first?.sessions.count == 1)
    }

    @Test("hold the plan of today, and say so, where none was archived")
    func notArchived() throws {
        let evidence = try EvidenceCase(planSince: nil)
        let folder = try evidence.make("bundle")
        #expect(try text(folder, "plan/plan.yaml") == text(evidence.directory.url, "plan.yaml"))
        #expect(try report(folder).contains("没有存档"))
    }

    @Test("of what was judged late hold the plan of the judging")
    func judgedLate() throws {
        let evidence = try EvidenceCase()
        var record = try evidence.record()
        var change = try #require(record.changes.first)
        let cause = TimeRange(start: change.openedAt, end: change.at)
        change.correction = Correction(
            before: nil,
            after: nil,
            cause: cause,
            decidedAt: try EvidenceCase.at("11:00:00")
        )
        record.changes[0] = change
        let late = PlanFile(
            name: "plan.yaml",
            bytes: Array("# late\n".utf8),
            sha256: Fingerprint(of: Data("# late\n".utf8))
        )
        try evidence.store.keep(PlanUse(since: EvidenceCase.at("10:00:00"), files: [late]))
        let bundle = EvidenceBundle(
            configuration: evidence.configuration.local,
            plan: try evidence.plan,
            store: evidence.store
        )
        let folder = evidence.directory.url.appending(path: "bundle")
        _ = try bundle.write(record, to: BundleFolder(folder.path), by: "王芳", at: EvidenceCase.at("12:00:00"))
        #expect(try text(folder, "plan/plan.yaml") == "# late\n")
    }

    private func report(_ folder: URL) throws -> String {
        let text = try ChildProcess.run(
            "/usr/bin/pdftotext",
            [folder.appending(path: "report.pdf").path, "-"],
            directory: folder.deletingLastPathComponent()
        )
        return text.filter { !$0.isWhitespace }
    }

    @Test("name the standards, limits and articles with the days of their validity")
    func standards() throws {
        let evidence = try EvidenceCase()
        let folder = try evidence.make("bundle")
        let rows = try JSONDecoder().decode(Rows.self, from: Data(contentsOf: folder.appending(path: "standards.json")))
        #expect(rows.date == "2027-06-07" && rows.editions.map(\.edition) == ["GB 12523-2025"])
        let limit = try #require(rows.limits.first)
        #expect(rows.limits.count == 1 && limit.level == 70 && limit.quantity == "LAeq" && limit.period == "day")
        #expect(limit.valid?.from == "2026-01-01" && limit.valid?.to == nil && !limit.verified)
        #expect(rows.measurement.contains { $0.demand.en.contains("20 min") && $0.edition == "GB 12523-2025" })
        #expect(rows.articles.map(\.row.article) == [561] && rows.articles.allSatisfy { $0.valid.from != nil })
        #expect(rows.penalties.map(\.row.article) == [1185])
    }

    private struct Rows: Decodable {
        struct Days: Decodable { var from, to: String? }
        struct Edition: Decodable { var edition: String }
        struct Limit: Decodable {
            var level: Double
            var quantity: String
            var period: String?
            var valid: Days?
            var verified: Bool
        }
        struct Measurement: Decodable {
            var edition: String
            var demand: Name
        }
        struct Dated: Decodable {
            struct Row: Decodable { var article: Int }
            var row: Row
            var valid: Days
        }
        var date: String
        var editions: [Edition]
        var limits: [Limit]
        var measurement: [Measurement]
        var articles: [Dated]
        var penalties: [Dated]
    }

    @Test("hold the calibrations and orders that bear on it, in the chain of lines")
    func orders() throws {
        let evidence = try EvidenceCase()
        let folder = try evidence.make("bundle")
        let record = try text(folder, "record.jsonl")
        #expect(RecordChain.faults(in: Data(record.utf8)).isEmpty)
        let lines = record.split(separator: "\n")
        let calibrations = lines.filter { $0.contains("\"kind\":\"calibration\"") }
        #expect(calibrations.count == 3)
        for date in ["2027-06-01", "2027-06-05", "2027-06-10"] { #expect(calibrations.contains { $0.contains(date) }) }
        let orders = lines.filter { $0.contains("\"kind\":\"order\"") }
        #expect(orders.count == 2)
        #expect(orders.contains { $0.contains("停电 <两分钟>") && $0.contains("\"to\":\"2027-06-07T11:40:00+08:00\"") })
        #expect(orders.contains { $0.contains("现场核实") && $0.contains("2027-06-07T09:11:30+08:00") })
    }

    @Test("hold the readings on which the opening rests: judged again they give the same", arguments: ["60s", "20min"])
    func judgedAgain(window: String) throws {
        let evidence = try EvidenceCase(window: window)
        let folder = try evidence.make("bundle/")
        let plan = try PlanDocument.load(path: folder.path + "/plan/plan.yaml").get()
        let file = ReadingsFile(path: folder.path + "/readings.csv", plan: plan)
        let changes = try Replay.verdicts(plan: plan, file: file).compactMap { verdict in
            if case .violation(let change) = verdict { change } else { nil }
        }
        let record = try evidence.record()
        #expect(changes.first?.violation == record.id && changes.first?.openedAt == record.openedAt)
        #expect(changes.last?.worst.level == record.worst.level)
    }

    @Test("hold the readings as they were sent, with what was measured of them")
    func readings() throws {
        let evidence = try EvidenceCase()
        let folder = try evidence.make("bundle")
        var csv = ReadingsCSV()
        var rows: [Reading] = []
        csv.consume(Array(try Data(contentsOf: folder.appending(path: "readings.csv")))) { rows.append($0.reading) }
        csv.finish { rows.append($0.reading) }
        let key = try #require(try evidence.store.knownKeys()[EvidenceCase.sensor])
        var stored: [Reading] = []
        let day = TimeRange(start: try EvidenceCase.at("08:00:00"), end: try EvidenceCase.at("10:00:00"))
        try evidence.store.forEachReading(startingIn: day, sensors: [key]) { stored.append($0.reading) }
        #expect(
            rows
                == stored.filter { rows.first.map(\.start) ?? .distantFuture <= $0.start }.prefix(rows.count).map { $0 }
        )
        #expect(rows.count > 1000 && rows.allSatisfy { $0.measuredSeconds == 1 } && rows.contains(where: \.historical))
    }
}
