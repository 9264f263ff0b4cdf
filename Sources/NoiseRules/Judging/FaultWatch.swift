import Acoustics
import EventTime
import Readings

/// Which faults of a sensor were reported. One is reported with the third reading in ten minutes that shows it, and is
/// over when none has shown it for a minute.
struct FaultWatch: Sendable {
    private struct Seen: Sendable {
        var count = 0
        var last = Instant.distantPast
        var isReported = false
    }

    private var seen: [SensorFault: Seen] = [:]
    private var previous: TimeRange?

    private static let reportedWith = 3
    private static let countsWithin = TimeSpan.minutes(10)
    private static let overAfter = TimeSpan.minutes(1)

    /// Those that were reported and are not over.
    var reported: [SensorFault] { seen.filter(\.value.isReported).keys.sorted { $0.rawValue < $1.rawValue } }

    /// Takes up what was reported before a restart; `at` is where readings go on.
    mutating func restore(_ fault: SensorFault, at instant: Instant) {
        seen[fault] = Seen(count: FaultWatch.reportedWith, last: instant, isReported: true)
    }

    /// Takes a reading in the order of arrival; what must be reported, if anything.
    mutating func note(_ reading: Reading) -> (fault: SensorFault, isOn: Bool)? {
        let fault = fault(of: reading)
        // What lies between two averages is no measure of their overlap.
        if reading.lack == nil { previous = TimeRange(start: reading.start, end: reading.end) }
        if let fault { return begin(fault, at: reading.end) }
        // Nearly always.
        guard !seen.isEmpty else { return nil }
        return end(at: reading.end)
    }

    private mutating func begin(_ fault: SensorFault, at instant: Instant) -> (fault: SensorFault, isOn: Bool)? {
        var known = seen[fault] ?? Seen()
        if instant - known.last > FaultWatch.countsWithin { known.count = 0 }
        known.count += 1
        known.last = max(known.last, instant)
        defer { seen[fault] = known }
        guard !known.isReported, known.count >= FaultWatch.reportedWith else { return nil }
        known.isReported = true
        return (fault, true)
    }

    private mutating func end(at instant: Instant) -> (fault: SensorFault, isOn: Bool)? {
        // One at a reading: another that is over is reported with the next.
        for fault in SensorFault.allCases {
            guard let known = seen[fault], instant - known.last >= FaultWatch.overAfter else { continue }
            if known.isReported {
                seen[fault] = nil
                return (fault, false)
            }
            if instant - known.last > FaultWatch.countsWithin { seen[fault] = nil }
        }
        return nil
    }

    private func fault(of reading: Reading) -> SensorFault? {
        switch reading.mark {
        case .range: return .range
        case .frozen: return .frozen
        case .jump: return .jump
        case .normal, .over, .under, .calibration, .fault, .partial, .clock: break
        }
        // A minute over its seconds is no fault; the same length at another start is the same time sent twice.
        guard reading.lack == nil, let previous, previous.length == reading.duration, previous.start != reading.start
        else { return nil }
        let range = TimeRange(start: reading.start, end: reading.end)
        guard let common = previous.intersection(range) else { return nil }
        return CoverageRule.share(of: range, covered: common.length) == nil ? .overlap : nil
    }
}
