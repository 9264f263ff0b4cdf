import Acoustics
package import EventTime
import ExamCalendar
import Foundation
import Machine
import NoiseRules
import Readings
package import Records
import SensorPayloads
import Sites
package import StorePorts

/// Looks at the store and makes a board; reads only.
package struct StatusTableReader {
    private let plan: Plan
    private let note: PlanNote?
    private let store: any Store
    private let exams: AmendedExams
    private let storePath: String?

    /// `storePath` shows whether a service runs on the store; not known without it.
    package init(plan: Plan, note: PlanNote? = nil, store: any Store, storePath: String? = nil) {
        self.plan = plan
        self.note = note
        self.storePath = storePath
        self.store = store
        exams = AmendedExams(plan: plan, orders: store)
    }

    package func table(at now: Instant, language: Language) throws -> StatusTable {
        var recent: [SensorKey: [Reading]] = [:]
        let range = TimeRange(start: now - RowFinder.longestWindow, end: now + .minutes(1))
        try store.forEachReading(startingIn: range, sensors: nil) { entry in
            recent[entry.sensor, default: []].append(entry.reading)
        }
        let keys = try store.knownKeys()
        try addLongReadings(to: &recent, keys: keys, before: range.start, now: now)
        let open = try store.violations(openOnly: true, limit: 1000).filter { $0.withdrawnAt == nil }
        let counts = try store.counts()
        let collector = try CollectorLine(store, counts, plan: note, at: now, isRunning: isRunning)
        let finder = RowFinder(
            limits: LimitFinder(
                sites: plan.sites,
                sensors: plan.sensors,
                exams: exams.exams,
                notices: plan.notices,
                rules: plan.rules,
                limits: plan.tables.limits
            ),
            open: open,
            mutes: Mutes(try store.orders()),
            rejected: try store.rejected(limit: 100).filter { $0.receivedAt > now - .minutes(1) },
            isBlind: collector.isBlind,
            now: now
        )
        let rows = plan.sensors.map { sensor in
            let readings = keys[sensor.id].flatMap { recent[$0] } ?? []
            return finder.row(of: sensor, site: name(sensor.id.site, language), readings: readings)
        }
        return StatusTable(
            rows: rows + others(open, than: rows, finder, language),
            openViolations: open.count,
            readings: counts.readings,
            rejected: counts.rejected,
            alerts: counts.alerts,
            collector: collector
        )
    }

    /// Rows of open violations that no sensor of the plan shows, such as one whose sensor was taken out of the plan.
    private func others(
        _ open: [ViolationRecord],
        than rows: [StatusTable.Row],
        _ finder: RowFinder,
        _ language: Language
    ) -> [StatusTable.Row] {
        let shown = Set(rows.flatMap { $0.violations.map(\.id) })
        return open.filter { !shown.contains($0.id) }.map { record in
            var row = StatusTable.Row(
                siteID: record.subject.site,
                site: name(record.subject.site, language),
                sensor: record.worst.sensor,
                placement: "",
                state: .violationWithoutData(record.id, since: nil)
            )
            let violation = finder.note(of: record)
            row.violations = [violation]
            row.muted = violation.muted
            return row
        }
    }

    private func name(_ id: SiteID, _ language: Language) -> String {
        plan.site(id).map { language == .zh ? $0.name.zh : $0.name.en } ?? id.text
    }

    private var isRunning: Bool? {
        guard let storePath else { return nil }
        let lock = StorePlace(storePath).lock
        guard FileManager.default.fileExists(atPath: lock) else { return false }
        return try? InstanceNote.isHeld(path: lock)
    }

    /// Adds the newest reading of each sensor that sends so seldom that it has none in the last minutes.
    private func addLongReadings(
        to recent: inout [SensorKey: [Reading]],
        keys: [SensorID: SensorKey],
        before: Instant,
        now: Instant
    ) throws {
        let slow = plan.sensors.filter { now - before < $0.silentAfter }
        let lacking = Set(slow.compactMap { keys[$0.id] }.filter { recent[$0] == nil })
        guard !lacking.isEmpty, let longest = slow.map(\.silentAfter).max() else { return }
        let range = TimeRange(start: now - longest - .hours(24), end: before)
        try store.forEachReading(startingIn: range, reachingBehind: now - longest, sensors: lacking) { entry in
            let known = recent[entry.sensor]?.first
            if known.map({ $0.end < entry.reading.end }) ?? true { recent[entry.sensor] = [entry.reading] }
        }
    }
}
