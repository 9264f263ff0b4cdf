import Acoustics
package import EventTime
package import NoiseRules
import Readings
package import Records
import SensorPayloads
import Sites
package import StorePorts

/// Puts readings from a file into the journal, as historical data that is recorded as one import.
package struct Import {
    package typealias Store = Journal & ImportStore

    /// Readings of one commit.
    private static let chunk = 10_000
    /// So far ahead of the present a reading may end: clocks differ, and nothing is measured in the future.
    package static let farthestAhead = TimeSpan.hours(24)
    /// So far back a reading may start: loggers without a battery begin at some year of their own.
    package static let farthestBack = TimeSpan.hours(24 * 3653)

    /// When readings can have been measured, `now` being the present.
    package static func plausible(_ now: Instant) -> TimeRange {
        TimeRange(start: now - farthestBack, end: now + farthestAhead)
    }

    package let draft: ImportDraft
    private let readings: [(sensor: SensorID, reading: Reading)]

    package init(_ file: ReadingsFile.Contents, path: String, by: String, at now: Instant) {
        readings = file.readings
        let first = readings.lazy.map(\.reading.start).min()
        let last = readings.lazy.map(\.reading.end).max()
        draft = ImportDraft(
            at: now,
            by: by,
            file: path,
            digest: file.digest,
            readings: readings.count,
            sensors: Set(readings.lazy.map(\.sensor)).count,
            span: first.flatMap { first in last.map { TimeRange(start: first, end: $0) } }
        )
    }

    /// What would become of it; `store` is nil where there is none yet.
    package func summary(of store: (any ImportStore)?) throws -> Summary {
        var outcome = AppendOutcome()
        outcome.appended = readings.count
        let range = Import.plausible(draft.at)
        return Summary(
            draft: draft,
            outcome: try store?.survey(readings) ?? outcome,
            implausibleLevels: readings.count { [.range, .frozen, .jump].contains($0.reading.mark) },
            future: readings.count { $0.reading.end > draft.at },
            otherYears: readings.count { $0.reading.start < range.start || $0.reading.end > range.end }
        )
    }

    package struct Summary: Hashable, Sendable {
        package var draft: ImportDraft
        package var outcome: AppendOutcome
        /// Readings whose level their sensor cannot have measured.
        package var implausibleLevels: Int
        /// Readings that end in the future.
        package var future: Int
        /// Readings outside ``Import/plausible(_:)``.
        package var otherYears: Int
    }

    /// Commits in parts and calls `progress` after each with the number of readings done. Gives the import's id.
    package func append(to store: some Store, progress: (Int) -> Void) throws -> (id: Int64, outcome: AppendOutcome) {
        let id = try store.begin(draft)
        var total = AppendOutcome()
        for start in stride(from: 0, to: readings.count, by: Import.chunk) {
            let part = readings[start..<min(start + Import.chunk, readings.count)]
            let messages = part.map { sensor, reading in
                var reading = reading
                reading.historical = true
                return SensorMessage(sensor: sensor, readings: [reading])
            }
            let arrival = Arrival(receivedAt: draft.at, origin: .file, file: id, messages: messages)
            let outcome = try store.append(arrival)
            total.appended += outcome.appended
            total.repeated += outcome.repeated
            total.replaced += outcome.replaced
            total.conflicting += outcome.conflicting
            progress(start + part.count)
        }
        try store.finish(importOf: id)
        return (id, total)
    }
}

/// What rests on the readings of an import.
package struct ImportUse: Hashable, Sendable {
    /// Violations found by sensors of the import while its readings last.
    package var violations: [ViolationID] = []
    /// Evidence bundles of these.
    package var bundles: [Int64] = []

    package var isEmpty: Bool { violations.isEmpty && bundles.isEmpty }

    package init(of extent: ImportExtent, in store: some ViolationLog & VerdictStore & EvidenceLog) throws {
        var found: Set<ViolationID> = []
        for span in extent.spans where span.from < span.to {
            for record in try store.violations(atSite: span.site, touching: span.range)
            where record.withdrawnAt == nil && found.insert(record.id).inserted {
                let findings = [record.worst] + record.changes.map(\.finding)
                let sensors = findings.map { SensorID(site: span.site, sensor: $0.sensor) }
                if sensors.contains(where: extent.sensors.contains) { violations.append(record.id) }
            }
        }
        let named = Set(violations)
        bundles = try store.bundles().filter { named.contains($0.violation) }.map(\.number)
    }
}
