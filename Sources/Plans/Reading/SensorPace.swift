import Acoustics
package import EventTime
import Readings
import Records
package import Sites
package import StorePorts

/// How often the messages of a sensor arrive, and how long after their end.
package struct SensorPace: Hashable, Sendable {
    /// From one message to the next, the middle one of those that were seen.
    package var period: TimeSpan
    /// From the end of a message's last reading to its arrival, the middle one.
    package var delay: TimeSpan

    /// Fewer messages show no pace.
    private static let fewest = 3

    /// The pace of each sensor of a journal that sent at least three messages in the last ten minutes, or, of `sensors`
    /// that did not, in the last two hours. Blocks on the journal; what cannot be read of it has no pace.
    package static func measured(in journal: some Journal, of sensors: [SensorID], now: Instant) -> [SensorID:
        SensorPace]
    {
        guard let keys = try? journal.knownKeys() else { return [:] }
        let measured = Dictionary(
            uniqueKeysWithValues: keys.filter { sensors.contains($0.key) }.map { ($0.value, $0.key) }
        )
        var paces: [SensorID: SensorPace] = [:]
        for back in [TimeSpan.minutes(10), .hours(2)] {
            let open = Set(measured.filter { paces[$0.value] == nil }.keys)
            guard !open.isEmpty else { break }
            let range = TimeRange(start: now - back, end: now)
            for (key, messages) in (try? self.messages(in: journal, range, open)) ?? [:] {
                guard let sensor = measured[key], let pace = SensorPace(of: messages) else { continue }
                paces[sensor] = pace
            }
        }
        return paces
    }

    private static func messages(
        in journal: some Journal,
        _ range: TimeRange,
        _ sensors: Set<SensorKey>
    ) throws -> [SensorKey: [Instant: Instant]] {
        var messages: [SensorKey: [Instant: Instant]] = [:]
        try journal.forEachReading(startingIn: range, sensors: sensors) { entry in
            // A wrong clock says nothing of the way here, and what a sensor kept for later nothing of its pace.
            guard entry.origin == .mqtt, !entry.reading.historical, entry.reading.shift == .zero else { return }
            let end = entry.reading.end
            let known = messages[entry.sensor]?[entry.receivedAt] ?? end
            messages[entry.sensor, default: [:]][entry.receivedAt] = max(known, end)
        }
        return messages
    }

    /// `messages` are the ends of the last readings by arrival; nil of fewer than three.
    package init?(of messages: [Instant: Instant]) {
        guard messages.count >= SensorPace.fewest else { return nil }
        let arrivals = messages.keys.sorted()
        period = SensorPace.middle(zip(arrivals.dropFirst(), arrivals).map { $0 - $1 })
        delay = max(.zero, SensorPace.middle(messages.map { $0.key - $0.value }))
    }

    private static func middle(_ spans: [TimeSpan]) -> TimeSpan {
        spans.sorted()[spans.count / 2]
    }
}
