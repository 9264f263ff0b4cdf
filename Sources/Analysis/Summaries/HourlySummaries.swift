import Acoustics
package import EventTime
import ExamCalendar
import NoiseRules
import Readings
package import Records
package import Sites
package import StorePorts

/// Makes the hourly summaries of a plan's sensors from the journal's readings, an hour at a time.
package struct HourlySummaries {
    private let plan: Plan
    private let journal: any Journal
    private let onlyHeard: Set<SensorID>
    private let limits: LimitFinder

    /// Of the sensors in `onlyHeard` there are those hours only of which there are readings.
    package init(plan: Plan, journal: any Journal, onlyHeard: Set<SensorID> = []) {
        self.plan = plan
        self.journal = journal
        self.onlyHeard = onlyHeard
        limits = LimitFinder(
            sites: plan.sites,
            sensors: plan.sensors,
            exams: plan.exams,
            rules: plan.rules,
            limits: plan.tables.limits
        )
    }

    /// `range` rounded outward to whole local hours of `sites` (all when nil).
    package func wholeHours(of range: TimeRange, sites: Set<SiteID>? = nil) -> TimeRange {
        let zones = plan.sites.filter { sites?.contains($0.id) ?? true }.map(\.timeZone)
        let starts = zones.map { $0.hour(containing: range.start).start }
        let ends = zones.map { $0.hour(containing: range.end - .milliseconds(1)).end }
        return TimeRange(start: starts.min() ?? range.start, end: ends.max() ?? range.end)
    }

    /// Calls `body` for every sensor of `sites` (all when nil) and every local hour that starts in `range`, by zone,
    /// hour and sensor. An hour without readings is told as such: nothing measured, `validRate` 0.
    package func forEach(
        in range: TimeRange,
        sites: Set<SiteID>? = nil,
        _ body: (HourlySummary) throws -> Void
    ) throws {
        let wanted = plan.sites.filter { sites?.contains($0.id) ?? true }
        var zones: [TimeZoneRules] = []
        for site in wanted where !zones.contains(site.timeZone) { zones.append(site.timeZone) }
        for zone in zones {
            let ids = Set(wanted.filter { $0.timeZone == zone }.map(\.id))
            let sensors = plan.sensors.filter { ids.contains($0.id.site) }.sorted { $0.id < $1.id }
            let keys = try journal.knownKeys().filter { ids.contains($0.key.site) }
            var hour = zone.firstHour(startingFrom: range.start)
            var reaching = try readings(reachingInto: hour, keys: keys)
            while hour.start < range.end {
                try summarise(hour, sensors: sensors, keys: keys, offset: zone.offset(at: hour.start), &reaching, body)
                hour = zone.firstHour(startingFrom: hour.end)
            }
        }
    }

    /// Those that start before `hour` and reach into it, so that its figures do not depend on where an export begins.
    /// None that is longer than an hour enters a figure.
    private func readings(reachingInto hour: TimeRange, keys: [SensorID: SensorKey]) throws -> [JournalEntry] {
        var reaching: [JournalEntry] = []
        let before = TimeRange(start: hour.start - .hours(1), end: hour.start)
        try journal.forEachReading(startingIn: before, reachingBehind: hour.start, sensors: Set(keys.values)) {
            reaching.append(copy $0)
        }
        return reaching
    }

    /// `reaching` are the readings that reach into the hour from before it, and then those that reach behind it.
    private func summarise(
        _ hour: TimeRange,
        sensors: [Sensor],
        keys: [SensorID: SensorKey],
        offset: Int,
        _ reaching: inout [JournalEntry],
        _ body: (HourlySummary) throws -> Void
    ) throws {
        var measured: [SensorKey: HourMeasurement] = [:]
        func add(_ entry: borrowing JournalEntry) {
            measured[entry.sensor, default: HourMeasurement(hour: hour)].add(entry)
        }
        for entry in reaching { add(entry) }
        reaching.removeAll { $0.reading.end <= hour.end }
        try journal.forEachReading(startingIn: hour, sensors: Set(keys.values)) { entry in
            add(entry)
            if entry.reading.end > hour.end { reaching.append(copy entry) }
        }
        for sensor in sensors {
            if onlyHeard.contains(sensor.id), keys[sensor.id].map({ measured[$0] == nil }) ?? true { continue }
            var measurement = keys[sensor.id].flatMap { measured[$0] } ?? HourMeasurement(hour: hour)
            let limit = limits.strictest(for: sensor.id, during: hour)
            try body(measurement.summary(of: sensor, offset: offset, limit: limit))
        }
    }
}
