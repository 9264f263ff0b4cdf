import Acoustics
package import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import SensorPayloads
package import Sites
package import StorePorts

/// What is complete, what is missing and why, of some sensors over one span; derived from the journal, so that data
/// which arrives later mends it by itself.
package struct Ledger: Sendable {
    package var range: TimeRange
    package var sensors: [SensorLedger]
    package var occurrences: IncidentTimeline

    package var isComplete: Bool { sensors.allSatisfy(\.isComplete) }

    /// Readings so long before the span are looked at as well: they may reach into it, and have the numbers before it.
    private static let before = TimeSpan.hours(1)
    /// No reading is longer.
    static let longestReading = TimeSpan.hours(24)
    private static let after = TimeSpan.minutes(10)
    /// Messages with readings of another time are looked for among what came up to so long after the span.
    private static let afterwards = TimeSpan.hours(24)
    /// `progress` is called after so many readings.
    private static let step = 100_000

    /// `sensors` are of one time `zone`, whose hours the valid time is counted by. `progress` gets the time that the
    /// walk has come to. Memory goes with what is missing, not with what is there.
    package init(
        of sensors: [Sensor],
        zone: TimeZoneRules,
        range: TimeRange,
        now: Instant,
        records: any LedgerRecords,
        progress: (Instant) -> Void = { _ in }
    ) throws {
        let later = TimeRange(start: range.start, end: range.end + Ledger.afterwards)
        let occurrences = try IncidentTimeline(
            events: records.sessionEvents(in: later),
            statuses: records.statusReports(in: later),
            dropCounts: records.dropCounts(in: later),
            rejected: records.rejectedNotes(receivedIn: later)
        )
        let known = try records.knownKeys()
        let hours = Ledger.hours(of: range, zone: zone)
        var walks: [SensorKey: SensorLedgerBuilder] = [:]
        for sensor in sensors {
            guard let key = known[sensor.id] else { continue }
            walks[key] = SensorLedgerBuilder(sensor: sensor.id, range: range, hours: hours)
        }
        let begun = walks
        try Ledger.walk(&walks, range: range, records: records, progress)
        try Ledger.walkBehindLongReadings(&walks, from: begun, range: range, records: records, progress)
        try Ledger.fillNumbers(&walks, range: range, records: records)
        var finished: [SensorID: SensorLedger] = [:]
        for walk in walks.values {
            finished[walk.ledger.sensor] = Ledger.close(walk, at: now, occurrences)
        }
        self.range = range
        self.occurrences = occurrences
        self.sensors = sensors.map { sensor in
            if let ledger = finished[sensor.id] { return ledger }
            let never = SensorLedgerBuilder(sensor: sensor.id, range: range, hours: hours)
            return Ledger.close(never, at: now, occurrences)
        }
    }

    private static func walk(
        _ walks: inout [SensorKey: SensorLedgerBuilder],
        range: TimeRange,
        records: any LedgerRecords,
        _ progress: (Instant) -> Void
    ) throws {
        let wide = TimeRange(start: range.start - before, end: range.end + after)
        var count = 0
        try records.forEachNumberedReading(startingIn: wide, sensors: Set(walks.keys)) { numbered in
            walks[numbered.entry.sensor]?.add(numbered)
            count += 1
            if count.isMultiple(of: step) { progress(numbered.entry.reading.start) }
        }
        for barren in try records.barrenNumbers(in: wide) {
            walks[barren.sensor]?.numbers.add(
                barren.number,
                at: TimeRange(start: barren.at, end: barren.at),
                place: nil
            )
        }
    }

    /// What lacks readings at the beginning of the span may have one that is longer than the walk looks back: such
    /// sensors are walked along again, behind it. That is seldom, and all readings of a day must be looked through for
    /// it.
    private static func walkBehindLongReadings(
        _ walks: inout [SensorKey: SensorLedgerBuilder],
        from begun: [SensorKey: SensorLedgerBuilder],
        range: TimeRange,
        records: any LedgerRecords,
        _ progress: (Instant) -> Void
    ) throws {
        let lacking = Set(walks.filter { $0.value.lacksBeginning }.keys)
        guard !lacking.isEmpty else { return }
        var again: [SensorKey: SensorLedgerBuilder] = [:]
        try records.forEachReading(
            startingIn: TimeRange(start: range.start - longestReading, end: range.start - before),
            reachingBehind: range.start,
            sensors: lacking
        ) { entry in
            if let walk = again[entry.sensor] ?? begun[entry.sensor] {
                again[entry.sensor] = walk
                again[entry.sensor]?.addReachingIn(entry)
            }
        }
        guard !again.isEmpty else { return }
        try walk(&again, range: range, records: records, progress)
        walks.merge(again) { _, new in new }
    }

    /// A backlog from before the span may have been sent in it: its numbers are not missing.
    private static func fillNumbers(
        _ walks: inout [SensorKey: SensorLedgerBuilder],
        range: TimeRange,
        records: any LedgerRecords
    ) throws {
        let places = walks.values.flatMap { walk in walk.numbers.holes(touching: range).compactMap(\.place) }
        guard let first = places.min() else { return }
        try records.forEachNumber(from: first, receivedBefore: range.end + afterwards) { number in
            walks[number.sensor]?.numbers.fill(number.number)
        }
    }

    private static func close(_ walk: SensorLedgerBuilder, at now: Instant, _ occurrences: IncidentTimeline)
        -> SensorLedger
    {
        var walk = walk
        let gaps = walk.finish(at: now)
        var ledger = walk.ledger
        let sensor = ledger.sensor
        ledger.missing = walk.numbers.holes(touching: ledger.range).map { hole in
            var missing = hole.missing
            missing.isFilled = ledger.late.contains { late in
                late.range.start <= missing.between.start && missing.between.end <= late.range.end
                    && missing.between.length > .zero
            }
            missing.reasons = occurrences.reasons(for: missing.between, of: sensor)
            return missing
        }
        ledger.gaps = gaps.map { gap in
            let reasons = occurrences.reasons(for: gap.range, of: sensor)
            return TimeGap(range: gap.range, reasons: reasons + Ledger.told(byNumbersAround: gap, ledger))
        }
        ledger.rejected = occurrences.rejected(of: sensor, in: ledger.range)
        return ledger
    }

    /// What the numbers of the messages before and after a gap say of it.
    private static func told(byNumbersAround gap: SensorLedgerBuilder.OpenGap, _ ledger: SensorLedger) -> [GapReason] {
        guard let before = gap.before, let after = gap.after else { return [] }
        if before.boot != after.boot {
            return ledger.restarts.filter { $0.to == after.boot }.map(GapReason.restarted)
        }
        guard before.seq < after.seq else { return [] }
        let lost = ledger.missing.filter { $0.boot == before.boot }.reduce(into: Int64(0)) { sum, missing in
            let low = max(missing.numbers.lowerBound, before.seq + 1)
            let high = min(missing.numbers.upperBound, after.seq - 1)
            if low <= high { sum += high - low + 1 }
        }
        return [lost > 0 ? .messagesMissing(lost) : .nothingSent]
    }

    private static func hours(of range: TimeRange, zone: TimeZoneRules) -> [HourlyValidity.Hour] {
        var hours: [HourlyValidity.Hour] = []
        var hour = zone.hour(containing: range.start)
        repeat {
            let part = TimeRange(start: max(hour.start, range.start), end: max(range.start, min(hour.end, range.end)))
            hours.append(HourlyValidity.Hour(part: part, longest: hour.length))
            hour = zone.firstHour(startingFrom: hour.end)
        } while hour.start < range.end
        return hours
    }
}
