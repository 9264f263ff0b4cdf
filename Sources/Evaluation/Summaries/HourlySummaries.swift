import Acoustics
package import EventTime
import ExamCalendar
import NoiseRules
package import Records

/// Makes the hourly summaries of a plan's sensors from the journal's readings, an hour at a time.
package struct HourlySummaries {
    private let plan: Plan
    private let journal: any Journal
    private let limits: LimitFinder

    package init(plan: Plan, journal: any Journal) {
        self.plan = plan
        self.journal = journal
        limits = LimitFinder(
            sites: plan.sites,
            sensors: plan.sensors,
            exams: plan.exams,
            rules: plan.rules,
            limits: plan.limits
        )
    }

    /// Calls `body` for every sensor of `sites` (all when nil) and every local hour that starts in `range`, by zone,
    /// hour and sensor. An hour without readings is told as such: nothing measured, `validRate` 0.
    package func forEach(
        in range: TimeRange,
        sites: Set<String>? = nil,
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
            while hour.start < range.end {
                try summarise(hour, sensors: sensors, keys: keys, offset: zone.offset(at: hour.start), body)
                hour = zone.firstHour(startingFrom: hour.end)
            }
        }
    }

    private func summarise(
        _ hour: TimeRange,
        sensors: [Sensor],
        keys: [SensorID: SensorKey],
        offset: Int,
        _ body: (HourlySummary) throws -> Void
    ) throws {
        var measured: [SensorKey: HourMeasurement] = [:]
        try journal.forEachReading(startingIn: hour, sensors: Set(keys.values)) { entry in
            measured[entry.sensor, default: HourMeasurement()].add(entry, hour: hour)
        }
        for sensor in sensors {
            let measurement = keys[sensor.id].flatMap { measured[$0] } ?? HourMeasurement()
            let limit = limits.strictest(for: sensor.id, during: hour)
            try body(measurement.summary(of: sensor, hour: hour, offset: offset, limit: limit))
        }
    }
}

extension TimeZoneRules {
    /// The first local hour that starts at or after `t`. Where the clock changes by half an hour, so does the hour.
    func firstHour(startingFrom t: Instant) -> TimeRange {
        let start = fullHour(atOrAfter: t)
        return TimeRange(start: start, end: fullHour(atOrAfter: start + .milliseconds(1)))
    }

    private func fullHour(atOrAfter t: Instant) -> Instant {
        let next = aligned(t, offset: offset(at: t))
        // The clock may have changed in between.
        let after = aligned(t, offset: offset(at: next))
        return min(next, max(after, t))
    }

    private func aligned(_ t: Instant, offset: Int) -> Instant {
        let local = t.milliseconds + Int64(offset) * 1000
        let hour: Int64 = 3_600_000
        let full = (local + hour - 1) / hour * hour
        return Instant(milliseconds: full - Int64(offset) * 1000)
    }
}
