import Acoustics
package import EventTime
import ExamCalendar
import Foundation
import Logging
import NoiseRules
package import Records
import Reports
import Rsvg
package import SQLiteStore
import SensorPayloads

/// Gathers what the store knows of a violation into a bundle. Blocks; writes nothing but the bundle's folder.
package struct EvidenceBundle {
    private let configuration: Configuration
    private let plan: Plan
    private let store: SQLiteStore

    /// Readings of so long before and after the violation are given with it.
    private static let margin = Span.minutes(10)

    /// `plan` is the configuration's as orders have amended it.
    package init(configuration: Configuration, plan: Plan, store: SQLiteStore) {
        self.configuration = configuration
        self.plan = plan
        self.store = store
    }

    /// Gives the manifest's SHA-256.
    package func write(
        _ record: ViolationRecord,
        to folder: BundleFolder,
        by: String,
        at now: Instant
    ) throws -> Fingerprint {
        var files = try pictures(of: record, at: now)
        files[BundleVerification.record] = try chain(record, at: now).bytes
        files["readings.csv"] = try readings(around: record, at: now)
        for path in [configuration.planPath] + configuration.sessionsPaths {
            files["plan/" + (path as NSString).lastPathComponent] = try Data(contentsOf: URL(fileURLWithPath: path))
        }
        let manifest = BundleManifest(
            violation: record.id.text,
            version: Version.current,
            madeAt: now,
            madeBy: by,
            previousManifest: nil,
            files: []
        )
        return try folder.write(files, under: manifest)
    }

    /// The violation with all that was told and answered, then each change and each alert for itself.
    private func chain(_ record: ViolationRecord, at now: Instant) throws -> RecordChain {
        let orders = try store.orders()
        let calibrations = [SensorID: CalibrationRecord](orders)
        let alerts = try store.alerts(of: record.id)
        let (violations, told) = (ViolationJSON(plan: plan, calibrations: calibrations), AlertJSON(plan: plan))
        var chain = RecordChain()
        chain.append(kind: "violation", json: try violations.line(record, alerts: alerts))
        for change in record.changes { chain.append(kind: "change", json: try violations.line(change)) }
        for (alert, deliveries) in alerts { chain.append(kind: "alert", json: try told.line(alert, deliveries)) }
        return chain
    }

    /// Of every sensor of the site, in order of their start.
    private func readings(around record: ViolationRecord, at now: Instant) throws -> Data {
        let names = try store.knownKeys().filter { $0.key.site == record.subject.site }
        let sensors = Dictionary(names.map { ($0.value, $0.key) }) { first, _ in first }
        let end = (record.closedAt ?? now) + EvidenceBundle.margin
        let range = TimeRange(start: min(record.openedAt - EvidenceBundle.margin, end), end: end)
        var text = ReadingsCSVText.header
        try store.forEachReading(startingIn: range, sensors: Set(sensors.keys)) { entry in
            if let sensor = sensors[entry.sensor] { text += ReadingsCSVText.line(entry.reading, of: sensor) }
        }
        return Data(text.utf8)
    }

    /// The level around the latest change, in both languages; none where nothing was heard.
    private func pictures(of record: ViolationRecord, at now: Instant) throws -> [String: Data] {
        guard let change = record.changes.last else { return [:] }
        let drawing = LevelPictures(plan: plan, journal: store, log: Logger(label: "quiethours"))
        var files: [String: Data] = [:]
        for language in Language.allCases {
            guard let chart = try drawing.chart(of: change, language: language, until: record.closedAt ?? now) else {
                continue
            }
            files["level-\(language.rawValue).png"] = Data(try SVGPicture(chart.svg).png(width: 1080))
        }
        return files
    }
}
