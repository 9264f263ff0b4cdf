import Acoustics
package import EventTime
import Readings
package import Records
import SensorPayloads
import Sites

/// What happened to the session, the broker and the sensors in a span, as intervals that a gap may meet.
package struct IncidentTimeline: Sendable {
    package let events: [SessionEvent]
    package let outages: [Outage]
    /// From when anything was last received to when the loss of the session was seen.
    package let forgotten: [TimeRange]
    package let drops: [Drop]
    /// Whether the broker has told its count of dropped messages.
    package let isDropCountTold: Bool
    private let offline: [SensorID: [TimeRange]]
    private let rejected: [String: [RejectedNote]]

    /// All in their order, from the last of each before the span; `rejected` in the order of arrival.
    package init(
        events: [SessionEvent] = [],
        statuses: [StatusReport] = [],
        dropCounts: [DropCount] = [],
        rejected: [RejectedNote] = []
    ) {
        self.events = events
        outages = IncidentTimeline.outages(events)
        forgotten = events.filter { $0.kind == .forgotten }.map { event in
            TimeRange(start: min(event.lastReceivedAt ?? .distantPast, event.at), end: event.at)
        }
        drops = IncidentTimeline.drops(dropCounts)
        isDropCountTold = !dropCounts.isEmpty
        offline = IncidentTimeline.offline(statuses)
        self.rejected = Dictionary(grouping: rejected, by: \.sender)
    }

    /// The events of a span: from the one that it begins with to the one that ends an outage at its end.
    package func events(to end: Instant) -> [SessionEvent] {
        let later = events.firstIndex { $0.at >= end }.map { events.index(after: $0) }
        return Array(events[..<(later ?? events.endIndex)])
    }

    /// How many payloads of `sensor` that came in `range` were rejected, by reason, contradictions of earlier readings
    /// included.
    func rejected(of sensor: SensorID, in range: TimeRange) -> [RejectionReason: Int] {
        (rejected["\(sensor.site)/\(sensor.sensor)"] ?? []).reduce(into: [:]) { counts, note in
            let count = note.count(in: range)
            if count > 0 { counts[note.reason, default: 0] += count }
        }
    }

    /// What is recorded for a time in which readings of `sensor` are missing, the nearest cause first.
    func reasons(for gap: TimeRange, of sensor: SensorID) -> [GapReason] {
        var reasons: [GapReason] = []
        reasons += (offline[sensor] ?? []).filter { $0.overlaps(gap) }.map(GapReason.offline)
        reasons += forgotten.filter { $0.overlaps(gap) }.map(GapReason.sessionForgotten)
        reasons += outages.filter { $0.range.overlaps(gap) }.map(GapReason.notReceiving)
        reasons += drops.filter { $0.range.overlaps(gap) }.map(GapReason.brokerDropped)
        // A reading that contradicts one that stands leaves no gap.
        let refused = rejected(of: sensor, in: TimeRange(start: gap.start, end: gap.end + IncidentTimeline.transit))
            .reduce(0) { $0 + ($1.key == .conflict ? 0 : $1.value) }
        if refused > 0 { reasons.append(.rejected(refused)) }
        return reasons
    }

    /// A payload comes at most so long after the time that it tells of, unless it is late.
    private static let transit = TimeSpan.seconds(10)

    private static func outages(_ events: [SessionEvent]) -> [Outage] {
        var outages: [Outage] = []
        var isSubscribed = false
        for event in events {
            switch event.kind {
            case .stopped:
                outages.append(Outage(range: TimeRange(start: event.at, end: .distantFuture), cause: .stopped))
                isSubscribed = false
            case .connectionLost:
                // The connection may have been dead for a while when it was noticed.
                let start = min(event.lastReceivedAt ?? event.at, event.at)
                let range = TimeRange(start: start, end: .distantFuture)
                outages.append(Outage(range: range, cause: .connectionLost, detail: event.detail))
                isSubscribed = false
            case .resumed, .begun, .forgotten:
                // The events begin with the one before the span, if there is one.
                if event.kind == .begun, event.lastReceivedAt == nil, outages.isEmpty, !isSubscribed {
                    outages.append(Outage(range: TimeRange(start: .distantPast, end: event.at), cause: .notYet))
                } else if let last = outages.last, last.range.end == .distantFuture {
                    outages[outages.count - 1].range.end = event.at
                } else if isSubscribed, let start = event.lastReceivedAt, start <= event.at {
                    outages.append(Outage(range: TimeRange(start: start, end: event.at), cause: .died))
                }
                isSubscribed = true
            case .refused: isSubscribed = true
            }
        }
        return outages
    }

    private static func offline(_ statuses: [StatusReport]) -> [SensorID: [TimeRange]] {
        Dictionary(grouping: statuses, by: \.status.sensor).mapValues { reports in
            var ranges: [TimeRange] = []
            for (index, report) in reports.enumerated() where report.status.state == .offline {
                let end = index + 1 < reports.count ? reports[index + 1].receivedAt : .distantFuture
                ranges.append(TimeRange(start: report.receivedAt, end: max(report.receivedAt, end)))
            }
            return ranges
        }
    }

    /// Counts of one run of the broker grow; another run begins at 0. What was dropped before we first listened is not
    /// ours to tell.
    private static func drops(_ counts: [DropCount]) -> [Drop] {
        zip(counts, counts.dropFirst()).compactMap { before, now in
            let isSameRun = now.brokerStartedAt - before.brokerStartedAt < sameRun && now.dropped >= before.dropped
            let count = isSameRun ? now.dropped.subtracting(before.dropped) : now.dropped
            guard count > 0 else { return nil }
            let start = min(max(now.since ?? before.at, before.since ?? .distantPast), now.at)
            return Drop(count: count, range: TimeRange(start: start, end: now.at))
        }
    }

    /// The start of the broker is known to its reporting interval only.
    private static let sameRun = TimeSpan.minutes(5)
}
