import Acoustics
import EventTime
import NoiseRules
import Readings
import Records
import SensorPayloads
import Sites
import StorePorts

/// All that a writer's transactions leave in a store, without the numbers that a store gives by itself.
struct StoreSnapshot: Hashable {
    struct Entry: Hashable {
        var sensor: SensorID?
        var receivedAt: Instant
        var reading: Reading
    }

    struct Sent: Hashable {
        var alert: Alert
        var deliveries: [Delivery]
    }

    var sensors: Set<SensorID>
    var entries: [Entry] = []
    /// Newest first.
    var rejected: [RejectedPayload]
    /// Entries up to the cursor.
    var judged = 0
    var memory: [JudgeMemory: [UInt8]]
    /// With their changes.
    var violations: [ViolationRecord]
    var alerts: [Sent]
    var troubles: [CollectorChange]

    init(_ store: any Store) throws {
        let point = try store.evaluationPoint()
        let keys = try store.knownKeys()
        let names = Dictionary(uniqueKeysWithValues: keys.map { ($1, $0) })
        sensors = Set(keys.keys)
        memory = point.memory
        rejected = try store.rejected(limit: 1000)
        violations = try store.violations(openOnly: false, limit: 1000).compactMap { try store.violation($0.id) }
        alerts = try store.alerts(AlertFilter(), limit: 1000).map { Sent(alert: $0.0, deliveries: $0.1) }
        troubles = try store.collectorTroubles()
        var (entries, judged): ([Entry], Int) = ([], 0)
        _ = try store.forEachEntry(after: 0, limit: 10_000) { entry in
            entries.append(
                Entry(sensor: names[entry.sensor], receivedAt: entry.receivedAt, reading: entry.reading)
            )
            if entry.sequence <= point.cursor { judged += 1 }
        }
        (self.entries, self.judged) = (entries, judged)
    }
}
