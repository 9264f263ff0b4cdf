package import Acoustics
package import EventTime
import ExamCalendar
package import NoiseRules
package import Records
package import SQLiteStore
import SensorPayloads

/// What an operator wants to see at a glance, read from the store: one line for each sensor.
package struct Board: Sendable {
    package struct Row: Sendable {
        package var site: String
        package var sensor: String
        package var placement: String
        /// The newest reading's level.
        package var latest: Level?
        /// LAeq over the strictest rule's window.
        package var level: Level?
        package var window: EventTime.Span?
        package var rule: String?
        package var limit: Level?
        package var session: SessionNote?
        package var state: State
        /// The sensor's clock less ours, while it is known to be wrong.
        package var clockOffset: EventTime.Span?
        /// What its newest reading was marked with on arrival; nil while it is right.
        package var mark: DataMark?
    }

    package enum State: Hashable, Sendable {
        case quiet
        case over(tenths: Int)
        case violation(ViolationID, tenths: Int)
        case noReading(since: Instant?)
        case rejected(String)

        /// Whether the sensor's levels are of now.
        var isCurrent: Bool {
            switch self {
            case .quiet, .over, .violation: true
            case .noReading, .rejected: false
            }
        }
    }

    package var rows: [Row]
    package var openViolations: Int
    package var readings: Int64
    package var rejected: Int
    package var alerts: [Alert.State: Int]
}

/// Looks at the store and makes a board; reads only.
package struct BoardReader {
    private let plan: Plan
    private let store: SQLiteStore
    private let exams: AmendedExams
    private let sites: [String: Site]

    /// How far back levels are looked for, whatever the rules' windows.
    private static let longestWindow = EventTime.Span.minutes(10)

    package init(plan: Plan, store: SQLiteStore) {
        self.plan = plan
        self.store = store
        exams = AmendedExams(plan: plan, orders: store)
        sites = Dictionary(uniqueKeysWithValues: plan.sites.map { ($0.id, $0) })
    }

    package func board(at now: Instant, language: Language) throws -> Board {
        var recent: [SensorKey: [Reading]] = [:]
        let range = TimeRange(start: now - BoardReader.longestWindow, end: now + .minutes(1))
        try store.forEachReading(startingIn: range, sensors: nil) { entry in
            recent[entry.sensor, default: []].append(entry.reading)
        }
        let keys = try store.knownKeys()
        let open = try store.violations(openOnly: true, limit: 1000)
        let rejected = try store.rejected(limit: 100).filter { $0.receivedAt > now - .minutes(1) }
        let counts = try store.counts()
        let limits = LimitFinder(sites: plan.sites, sensors: plan.sensors, exams: exams.exams, rules: plan.rules)
        let rows = plan.sensors.map { sensor in
            let readings = keys[sensor.id].flatMap { recent[$0] } ?? []
            return row(
                of: sensor,
                limits,
                readings: readings,
                open: open,
                rejected: rejected,
                now: now,
                language: language
            )
        }
        return Board(
            rows: rows,
            openViolations: open.count,
            readings: counts.readings,
            rejected: counts.rejected,
            alerts: counts.alerts
        )
    }

    private func row(
        of sensor: Sensor,
        _ limits: LimitFinder,
        readings: [Reading],
        open: [ViolationRecord],
        rejected: [RejectedPayload],
        now: Instant,
        language: Language
    ) -> Board.Row {
        let inForce = limits.inForce(for: sensor.id, at: now).min { $0.limit.level < $1.limit.level }
        let window = min(inForce?.rule.window ?? .seconds(60), BoardReader.longestWindow)
        let newest = readings.max { $0.end < $1.end }
        let last = newest?.end
        var mean = EnergyMean()
        for reading in readings where reading.exclusion == nil && reading.start >= (last ?? now) - window {
            mean.add(reading.LAeq, milliseconds: reading.validMilliseconds)
        }
        let site = sites[sensor.id.site]
        let state = state(of: sensor, level: mean.level, limit: inForce?.limit, last: last, open, rejected, now)
        return Board.Row(
            site: site.map { language == .zh ? $0.name.zh : $0.name.en } ?? sensor.id.site,
            sensor: sensor.id.sensor,
            placement: sensor.placement.rawValue,
            latest: state.isCurrent ? newest?.LAeq : nil,
            level: state.isCurrent ? mean.level : nil,
            window: window,
            rule: inForce?.rule.id,
            limit: inForce?.limit.level,
            session: inForce?.session.map(SessionNote.init),
            state: state,
            clockOffset: newest.flatMap { $0.shift == .zero || $0.mark == .clock ? nil : .zero - $0.shift },
            mark: newest.flatMap { $0.mark.isFoundOnArrival ? $0.mark : nil }
        )
    }

    private func state(
        of sensor: Sensor,
        level: Level?,
        limit: Limit?,
        last: Instant?,
        _ open: [ViolationRecord],
        _ rejected: [RejectedPayload],
        _ now: Instant
    ) -> Board.State {
        if last.map({ now - $0 > sensor.silentAfter }) ?? true {
            let topic = NativeTopic.topic(sensor.id)
            if let poison = rejected.first(where: { $0.topic == topic }) { return .rejected(poison.detail) }
            return .noReading(since: last)
        }
        guard let level, let limit else { return .quiet }
        let tenths = level.tenths - limit.level.tenths
        let violation = open.first {
            $0.subject.site == sensor.id.site && $0.subject.source == sensor.placement.source
        }
        if let violation, tenths > 0 || violation.worst.sensor == sensor.id.sensor {
            return .violation(violation.id, tenths: tenths)
        }
        return tenths > 0 ? .over(tenths: tenths) : .quiet
    }
}
