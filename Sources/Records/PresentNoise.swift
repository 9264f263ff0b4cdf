package import Acoustics
package import EventTime
import ExamCalendar
package import NoiseRules
package import Readings
package import Sites

/// How loud it is now where a violation was found, as far as anybody knows.
package struct PresentNoise: Hashable, Sendable {
    package var sensor: String
    /// What the level is compared with.
    package var limit: Level
    /// Nil when no valid reading has come for a while.
    package var level: PresentLevel?
    /// The same over the last minute; over the newest reading where that is longer.
    package var lastMinute: Level?
    /// End of the newest valid reading; nil when nothing is known of any.
    package var lastReading: Instant?

    package init(sensor: String, limit: Level, level: PresentLevel?, lastMinute: Level?, lastReading: Instant?) {
        self.sensor = sensor
        self.limit = limit
        self.level = level
        self.lastMinute = lastMinute
        self.lastReading = lastReading
    }

    /// Above the limit just now.
    package var isAbove: Bool { level.map { $0.level.tenths > limit.tenths } ?? false }

    /// At or below the limit over the last minute; false where that is not known.
    package var isBelow: Bool { level != nil && (lastMinute.map { $0.tenths <= limit.tenths } ?? false) }
}

extension PresentNoise {
    /// A reading this much older than usual is no news of the present.
    private static let grace = TimeSpan.seconds(30)
    private static let short = TimeSpan.seconds(10)
    private static let minute = TimeSpan.minutes(1)

    /// From a sensor's `readings`, in order of their start, against the limit of `finding`. Excluded readings say
    /// nothing.
    package init(_ readings: [Reading], at sensor: String, against finding: Finding, now: Instant) {
        let valid = readings.filter { $0.exclusion == nil && $0.end <= now + .seconds(1) }
        let newest = valid.max { ($0.end, $1.duration) < ($1.end, $0.duration) }
        self.init(
            sensor: sensor,
            limit: finding.limit.level,
            level: nil,
            lastMinute: nil,
            lastReading: newest?.end
        )
        guard let newest,
            now - newest.end <= PresentNoise.grace + TimeSpan(milliseconds: newest.duration.milliseconds * 3 / 2)
        else { return }
        func level(over span: TimeSpan) -> Level? {
            let range = TimeRange(start: newest.end - span, end: newest.end)
            return PresentNoise.level(valid, in: range, finding.limit.quantity)
        }
        let over = max(PresentNoise.short, newest.duration)
        guard let now = level(over: over) else { return }
        self.level = PresentLevel(level: now, over: over, at: newest.end)
        lastMinute = level(over: max(PresentNoise.minute, newest.duration))
    }

    /// The energy mean of what the readings cover of `range`, each instant once; of LAFmax the highest.
    private static func level(_ readings: [Reading], in range: TimeRange, _ quantity: Quantity) -> Level? {
        var mean = EnergyMean()
        var highest: Level?
        var covered = range.start
        for reading in readings.sorted(by: { ($0.end, $0.duration) < ($1.end, $1.duration) })
        where reading.end > covered {
            let start = max(reading.start, covered)
            let end = min(reading.end, range.end)
            guard start < end, let LAeq = reading.LAeq else { continue }
            mean.add(LAeq, milliseconds: (end - start).milliseconds)
            if let level = reading.LAFmax { highest = max(level, highest ?? level) }
            covered = end
        }
        return quantity == .LAFmax ? highest ?? mean.level : mean.level
    }
}

/// Says how loud it is now at the sensors of a violation. Safe from any thread; calls block.
package protocol PresentNoiseSource: Sendable {
    /// Of the sensors that stand as the violation's does the loudest; nil when nothing was ever heard of them.
    func presentNoise(of change: ViolationChange, at now: Instant) throws -> PresentNoise?
}

extension Plan {
    /// The sensors that may hear what `change` tells of: those of its site that stand as its own does.
    package func sensors(hearing change: ViolationChange) -> [SensorID] {
        let own = SensorID(site: change.subject.site, sensor: change.finding.sensor)
        guard let placement = sensors.first(where: { $0.id == own })?.placement else { return [own] }
        return sensors.filter { $0.id.site == own.site && $0.placement == placement }.map(\.id)
    }
}
