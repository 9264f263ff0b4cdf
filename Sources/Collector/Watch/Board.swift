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
        /// Open, and nothing has come since: whether the noise goes on is not known.
        case violationWithoutData(ViolationID, since: Instant?)
        case noReading(since: Instant?)
        /// The same while the collector itself receives nothing, so that the sensor need not be silent.
        case unknown(since: Instant?)
        case rejected(String)

        /// Whether the sensor's levels are of now.
        var isCurrent: Bool {
            switch self {
            case .quiet, .over, .violation: true
            case .noReading, .rejected, .unknown, .violationWithoutData: false
            }
        }
    }

    package var rows: [Row]
    package var openViolations: Int
    package var readings: Int64
    package var rejected: Int
    package var alerts: [Alert.State: Int]
    package var collector: CollectorLine
}

/// Looks at the store and makes a board; reads only.
package struct BoardReader {
    private let plan: Plan
    private let store: SQLiteStore
    private let exams: AmendedExams
    private let sites: [String: Site]
    private let storePath: String?

    /// How far back levels are looked for, whatever the rules' windows.
    private static let longestWindow = EventTime.Span.minutes(10)

    /// `storePath` shows whether a service runs on the store; not known without it.
    package init(plan: Plan, store: SQLiteStore, storePath: String? = nil) {
        self.plan = plan
        self.storePath = storePath
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
        try addLongReadings(to: &recent, keys: keys, before: range.start, now: now)
        let open = try store.violations(openOnly: true, limit: 1000)
        let rejected = try store.rejected(limit: 100).filter { $0.receivedAt > now - .minutes(1) }
        let counts = try store.counts()
        let collector = try CollectorLine(store, at: now, isRunning: isRunning)
        let limits = LimitFinder(sites: plan.sites, sensors: plan.sensors, exams: exams.exams, rules: plan.rules)
        let rows = plan.sensors.map { sensor in
            let readings = keys[sensor.id].flatMap { recent[$0] } ?? []
            return row(
                of: sensor,
                limits,
                readings: readings,
                open: open,
                rejected: rejected,
                isBlind: collector.isBlind,
                now: now,
                language: language
            )
        }
        return Board(
            rows: rows,
            openViolations: open.count,
            readings: counts.readings,
            rejected: counts.rejected,
            alerts: counts.alerts,
            collector: collector
        )
    }

    private var isRunning: Bool? {
        guard let storePath else { return nil }
        switch InstanceState(ofStore: storePath) {
        case .running: return true
        case .stopped: return false
        case .unknown: return nil
        }
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

    private func row(
        of sensor: Sensor,
        _ limits: LimitFinder,
        readings: [Reading],
        open: [ViolationRecord],
        rejected: [RejectedPayload],
        isBlind: Bool,
        now: Instant,
        language: Language
    ) -> Board.Row {
        let inForce = limits.inForce(for: sensor.id, at: now).min { $0.limit.level < $1.limit.level }
        let window = min(inForce?.rule.window ?? .seconds(60), BoardReader.longestWindow)
        let newest = readings.max { $0.end < $1.end }
        let last = newest?.end
        let mean = BoardReader.mean(of: readings, window: window)
        let site = sites[sensor.id.site]
        let known = state(of: sensor, level: mean.level, limit: inForce?.limit, last: last, open, rejected, now)
        let state = withoutData(known, isBlind: isBlind, violation: open.first { $0.isFound(by: sensor) })
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

    /// An open violation is not hidden by a sensor that sends nothing, and a sensor is not silent while nobody listens.
    private func withoutData(_ state: Board.State, isBlind: Bool, violation: ViolationRecord?) -> Board.State {
        guard case .noReading(let since) = state else { return state }
        if let violation { return .violationWithoutData(violation.id, since: since) }
        return isBlind ? .unknown(since: since) : state
    }

    /// Over the readings that start within the window, or within the newest reading's length where that is longer, as they
    /// share the time in every figure.
    private static func mean(of readings: [Reading], window: EventTime.Span) -> PartialMean {
        let valid = readings.filter { $0.exclusion == nil }
        var mean = PartialMean()
        guard let newest = valid.max(by: { $0.end < $1.end }), let first = valid.map(\.start).min() else { return mean }
        let from = newest.end - max(window, newest.duration)
        for (reading, pieces) in SharedTime.pieces(of: valid, in: TimeRange(start: first, end: newest.end))
        where reading.start >= from {
            mean.add(reading, for: pieces.reduce(.zero) { $0 + $1.length })
        }
        return mean
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

extension ViolationRecord {
    /// Whether its worst was found by the sensor.
    fileprivate func isFound(by sensor: Sensor) -> Bool {
        subject.site == sensor.id.site && worst.sensor == sensor.id.sensor
    }
}
