import Acoustics
import Chains
package import EventTime
import ExamCalendar
import Foundation
import Logging
import NoiseRules
package import Records
import Reports
import Rsvg
import SensorPayloads
package import ServiceSettings
import Sites
package import StorePorts

/// Gathers what the store knows of a violation into a bundle, and appends it to the chain of bundles. Blocks.
package struct EvidenceBundle {
    private let configuration: LocalConfiguration
    private let plan: Plan
    private let store: any Store
    private let language: Language?

    /// Readings of so long before the first window and after the end are given with it.
    private static let margin = TimeSpan.minutes(10)

    package static let report = "report.pdf"
    package static let standards = "standards.json"

    /// `plan` is the configuration's as orders have amended it. `language` is that of the report; the site's own when
    /// nil.
    package init(configuration: LocalConfiguration, plan: Plan, store: any Store, language: Language? = nil) {
        self.configuration = configuration
        self.plan = plan
        self.store = store
        self.language = language
    }

    /// When it throws, neither the folder is there nor the entry.
    package func write(
        _ record: ViolationRecord,
        to folder: BundleFolder,
        by: String,
        at now: Instant
    ) throws -> BundleEntry {
        let draft = try folder.draft(try files(of: record, by: by, at: now))
        var isSealed = false
        do {
            return try store.append(bundleOf: record.id, at: now, by: by) { previous in
                let manifest = BundleManifest(
                    violation: record.id.text,
                    version: Version.current,
                    madeAt: now,
                    madeBy: by,
                    previousManifest: previous,
                    files: []
                )
                let fingerprint = try draft.seal(under: manifest)
                isSealed = true
                return fingerprint
            }
        } catch {
            draft.discard()
            // The folder is in its place, and the store has not taken it.
            if isSealed { folder.remove() }
            throw error
        }
    }

    private func files(of record: ViolationRecord, by: String, at now: Instant) throws -> [String: Data] {
        let file = try CaseFile(of: record, plan: plan, store: store, now: now)
        let used = try UsedPlan(of: file, store: store, today: configuration.planFiles)
        let pictures = LevelPictures(plan: plan, journal: store, log: Logger(label: "quiethours"))
        var files = try drawn(pictures, record, until: file.end)
        files[BundleVerification.record] = try RecordLines(plan: plan).chain(of: file).bytes
        files["readings.csv"] = try readings(around: record, at: now)
        for file in used.files { files["plan/" + file.name] = Data(file.bytes) }
        files[EvidenceBundle.standards] = try StandardsJSON(plan: plan).text(for: record)
        let making = EvidenceReport.Making(
            at: now,
            by: by,
            version: Version.current,
            digests: ["readings.csv", BundleVerification.record].compactMap { name in
                files[name].map { (name, Fingerprint(of: $0).description) }
            },
            plan: used.standing
        )
        files[EvidenceBundle.report] = try EvidencePaper(plan: plan, pictures: pictures)
            .pdf(of: file, making: making, language: language)
        return files
    }

    /// Of every sensor of the site, in order of their start.
    private func readings(around record: ViolationRecord, at now: Instant) throws -> Data {
        let names = try store.knownKeys().filter { $0.key.site == record.subject.site }
        let sensors = Dictionary(names.map { ($0.value, $0.key) }) { first, _ in first }
        let end = (record.closedAt ?? now) + EvidenceBundle.margin
        let start = record.openedAt - lead(of: record) - EvidenceBundle.margin
        let range = TimeRange(start: min(start, end), end: end)
        var text = ReadingsCSVText.header
        try store.forEachReading(startingIn: range, sensors: Set(sensors.keys)) { entry in
            if let sensor = sensors[entry.sensor] { text += ReadingsCSVText.line(entry.reading, of: sensor) }
        }
        return Data(text.utf8)
    }

    /// How long before the opening the readings begin on which it rests.
    private func lead(of record: ViolationRecord) -> TimeSpan {
        let findings = [record.worst] + record.changes.map(\.finding)
        let windows = findings.map { finding in
            finding.window + (plan.rules.first { $0.id == finding.rule }?.hysteresis.minimumDuration ?? .zero)
        }
        return windows.max() ?? .zero
    }

    /// The level around the latest change, in both languages; none where nothing was heard.
    private func drawn(_ pictures: LevelPictures, _ record: ViolationRecord, until end: Instant) throws -> [String:
        Data]
    {
        guard let change = record.changes.last else { return [:] }
        var files: [String: Data] = [:]
        for language in Language.allCases {
            guard let chart = try pictures.chart(of: change, language: language, until: end) else { continue }
            files["level-\(language.rawValue).png"] = Data(try SVGPicture(chart.svg).png(width: 1080))
        }
        return files
    }
}
