import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import SensorPayloads
import Sites

/// Finds what a sensor's row shows, from what is known at one instant.
struct RowFinder {
    let limits: LimitFinder
    /// All open violations.
    let open: [ViolationRecord]
    let mutes: Mutes
    /// What could not be decoded within the last minute.
    let rejected: [RejectedPayload]
    /// The collector receives nothing.
    let isBlind: Bool
    let now: Instant

    /// How far back levels are looked for, whatever the rules' windows.
    static let longestWindow = TimeSpan.minutes(10)

    /// `readings` are the sensor's of the last minutes; `site` is the site's name.
    func row(of sensor: Sensor, site: String, readings: [Reading]) -> StatusTable.Row {
        let rule = strictest(for: sensor)
        let window = min(rule?.rule.measurement.window ?? .seconds(60), RowFinder.longestWindow)
        let newest = readings.max { $0.end < $1.end }
        let level = self.level(of: readings, window: window, quantity: rule?.limit.quantity ?? .LAeq)
        let excess = level.flatMap { level in rule.map { level.tenths - $0.limit.level.tenths } }
        let found = violations(of: sensor, isAbove: (excess ?? 0) > 0)
        let state = self.state(of: sensor, level: level, rule?.limit, newest: newest, found)

        var row = StatusTable.Row(
            siteID: sensor.id.site,
            site: site,
            sensor: sensor.id.sensor,
            placement: sensor.placement.rawValue,
            state: state
        )
        row.latest = state.isCurrent ? newest?.LAeq : nil
        row.level = state.isCurrent ? level : nil
        row.window = window
        row.rule = rule?.rule.id
        row.limit = rule?.limit.level
        row.session = rule?.session.map(SessionNote.init)
        row.violations = found.map(\.note)
        row.muted = found.isEmpty ? mute(of: sensor) : found.first?.note.muted
        row.heardTo = newest?.end
        row.clockOffset = newest.flatMap { $0.shift == .zero || $0.mark == .clock ? nil : .zero - $0.shift }
        row.mark = newest.flatMap { $0.mark.isFoundOnArrival ? $0.mark : nil }
        return row
    }

    func note(of record: ViolationRecord) -> StatusTable.OpenViolation {
        StatusTable.OpenViolation(
            id: record.id,
            openedAt: record.openedAt,
            answer: record.furthest ?? record.coverage(at: now)?.answer,
            muted: mutes.note(of: record, at: now)
        )
    }

    /// The rule with the lowest limit that holds now; one for LAFmax only where there is none for LAeq.
    private func strictest(for sensor: Sensor) -> (rule: Rule, limit: Limit, session: ExamSession?)? {
        let holding = limits.inForce(for: sensor.id, at: now)
        let averaged = holding.filter { $0.limit.quantity == .LAeq }
        return (averaged.isEmpty ? holding : averaged).min { $0.limit.level < $1.limit.level }
    }

    /// The violations that the sensor found, and those of its place while it is above the limit; first the one that
    /// most wants somebody.
    private func violations(
        of sensor: Sensor,
        isAbove: Bool
    ) -> [(record: ViolationRecord, note: StatusTable.OpenViolation)] {
        let own = open.filter { record in
            record.subject.site == sensor.id.site
                && (record.worst.sensor == sensor.id.sensor
                    || isAbove && record.subject.source == sensor.placement.source)
        }
        func rank(_ note: StatusTable.OpenViolation) -> (Int, Int, Instant) {
            (note.muted == nil ? 0 : 1, note.answer == nil ? 0 : 1, note.openedAt)
        }
        return own.map { (record: $0, note: note(of: $0)) }.sorted { rank($0.note) < rank($1.note) }
    }

    private func mute(of sensor: Sensor) -> MuteNote? {
        let subject = ViolationSubject(
            site: sensor.id.site,
            source: sensor.placement.source,
            kind: .limitExceeded
        )
        return mutes.note(of: ViolationID(""), subject, at: now)
    }

    private func state(
        of sensor: Sensor,
        level: Level?,
        _ limit: Limit?,
        newest: Reading?,
        _ found: [(record: ViolationRecord, note: StatusTable.OpenViolation)]
    ) -> StatusTable.State {
        let violation = found.first
        guard let newest, isHeard(newest, of: sensor) else {
            // An open violation is not hidden by a sensor that sends nothing, and a sensor is not silent while nobody
            // listens.
            if let violation { return .violationWithoutData(violation.note.id, since: newest?.end) }
            let topic = NativeTopic.topic(sensor.id)
            if let poison = rejected.first(where: { $0.topic == topic }) { return .rejected(poison.detail) }
            return isBlind ? .unknown(since: newest?.end) : .noReading(since: newest?.end)
        }
        let tenths = level.flatMap { level in limit.map { level.tenths - $0.level.tenths } }
        if let violation { return .violation(violation.note.id, tenths: comparable(tenths, limit, violation.record)) }
        guard let level else { return .invalid(newest.exclusion) }
        guard let tenths else { return .noRule(above: exceeded(level, at: sensor)) }
        return tenths > 0 ? .over(tenths: tenths) : .quiet
    }

    /// Whether the newest reading says anything of now. While nothing is received, it soon does not.
    private func isHeard(_ newest: Reading, of sensor: Sensor) -> Bool {
        let age = now - newest.end
        guard age <= sensor.silentAfter else { return false }
        return !isBlind || age <= .seconds(10) + newest.duration
    }

    /// The excess over the limit, unless the violation was found by something else: another quantity, a rise above the
    /// background.
    private func comparable(_ tenths: Int?, _ limit: Limit?, _ record: ViolationRecord) -> Int? {
        record.worst.rise == nil && record.worst.limit.quantity == limit?.quantity ? tenths : nil
    }

    private func exceeded(_ level: Level, at sensor: Sensor) -> StatusTable.Exceeded? {
        guard let lowest = limits.lowest(for: sensor.id, at: now) else { return nil }
        let tenths = level.tenths - lowest.limit.level.tenths
        guard tenths > 0 else { return nil }
        return StatusTable.Exceeded(tenths: tenths, limit: lowest.limit.level, rule: lowest.rule.id)
    }

    /// Over the readings that start within the window, or within the newest reading's length where that is longer, as
    /// they share the time in every figure.
    private func level(of readings: [Reading], window: TimeSpan, quantity: Quantity) -> Level? {
        let valid = readings.filter { $0.exclusion == nil }
        guard let newest = valid.max(by: { $0.end < $1.end }), let first = valid.map(\.start).min() else { return nil }
        let from = newest.end - max(window, newest.duration)
        if quantity == .LAFmax { return valid.filter { $0.start >= from }.compactMap(\.LAFmax).max() }
        var mean = PartialMean()
        for (reading, pieces) in SharedTime.pieces(of: valid, in: TimeRange(start: first, end: newest.end))
        where reading.start >= from {
            mean.add(reading, for: pieces.reduce(.zero) { $0 + $1.length })
        }
        return mean.level
    }
}
