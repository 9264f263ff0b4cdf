import Acoustics
package import EventTime
package import ExamCalendar
package import Logging
package import NoiseRules
import Readings
package import Records
package import Reports
import Rsvg
import Sites
package import StorePorts
import Synchronization

/// Reads the journal's levels around a violation: draws them for messages, and says how loud it is now. Safe from any
/// thread; blocks.
package final class LevelPictures: Sendable {
    private let plan: Plan
    private let journal: any Journal
    private let composer: AlertComposer
    private let exams: @Sendable () -> [Exam]
    private let log: Logger
    private let keys = Mutex<[SensorID: SensorKey]>([:])
    private let trouble = Mutex<String?>(nil)

    /// Three pixels to each of a phone's 360.
    private static let pixels = 1080

    /// `exams` are those of the hour, the plan's when nil.
    package init(plan: Plan, journal: any Journal, exams: (@Sendable () -> [Exam])? = nil, log: Logger) {
        self.exams = exams ?? { plan.exams }
        self.plan = plan
        self.journal = journal
        self.log = log
        composer = AlertComposer(plan: plan)
    }

    /// The picture of an alert about a violation; nil for others, where nothing was heard, and where it cannot be
    /// drawn, which is logged once until it works again.
    package func picture(for alert: Alert, at now: Instant) -> MessagePicture? {
        guard let change = alert.subject.violation, change.step != .withdrawn else { return nil }
        let until = if case .violation = alert.subject, change.step == .closed { change.at } else { now }
        do {
            let language = composer.language(of: alert)
            guard let chart = try chart(of: change, language: language, until: until) else { return nil }
            let png = try SVGPicture(chart.svg).png(width: LevelPictures.pixels)
            trouble.withLock { $0 = nil }
            return MessagePicture(png: png, alternative: chart.alternative)
        } catch {
            let text = "\(error)"
            let isNew = trouble.withLock { trouble in
                defer { trouble = text }
                return trouble != text
            }
            if isNew { log.warning("a picture cannot be drawn; alerts leave without", metadata: ["error": "\(text)"]) }
            return nil
        }
    }

    /// Nil where nothing was heard.
    package func chart(of change: ViolationChange, language: Language, until now: Instant) throws -> LevelChart? {
        let finding = LevelChart.finding(of: change)
        let sensor = SensorID(site: change.subject.site, sensor: finding.sensor)
        let span = LevelChart.span(of: change, until: now)
        return try readings(of: sensor, touching: span, longest: finding.window).flatMap {
            LevelChart(change, readings: $0, composer: composer.knowing(exams()), language: language, until: now)
        }
    }

    /// What the journal has of a sensor that touches `span`, in its order, of readings up to `longest`; nil for a
    /// sensor that was never heard. A finding's window is as long as the longest reading that it rests on, or longer.
    func readings(of sensor: SensorID, touching span: TimeRange, longest: TimeSpan) throws -> [Reading]? {
        guard let key = try key(of: sensor) else { return nil }
        var readings: [Reading] = []
        let before = TimeRange(start: span.start - longest, end: span.start)
        try journal.forEachReading(startingIn: before, reachingBehind: span.start, sensors: [key]) {
            readings.append($0.reading)
        }
        try journal.forEachReading(startingIn: span, sensors: [key]) { readings.append($0.reading) }
        return readings
    }

    private func key(of sensor: SensorID) throws -> SensorKey? {
        if let key = keys.withLock({ $0[sensor] }) { return key }
        let known = try journal.knownKeys()
        keys.withLock { $0 = known }
        return known[sensor]
    }
}

extension LevelPictures: PresentNoiseSource {
    package func presentNoise(of change: ViolationChange, at now: Instant) throws -> PresentNoise? {
        let sensors = try plan.sensors(hearing: change).compactMap { id in try key(of: id).map { (id, $0) } }
        return try journal.presentNoise(of: change, at: sensors, now: now)
    }
}
