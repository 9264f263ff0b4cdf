import Acoustics
package import EventTime
import Records
package import Sites

/// What a store holds, in a few figures that a person knows again.
package struct StoreSummary: Hashable, Sendable {
    package struct LastReading: Hashable, Sendable {
        package var sensor: SensorID
        package var end: Instant
        package var receivedAt: Instant

        package init(sensor: SensorID, end: Instant, receivedAt: Instant) {
            (self.sensor, self.end, self.receivedAt) = (sensor, end, receivedAt)
        }
    }

    package var readings: Int
    /// The one that came last; nil of an empty journal.
    package var lastReading: LastReading?
    package var openViolations: Int
    package var pendingAlerts: Int
    /// 32 hexadecimal digits; a copy has the identity of its store.
    package var identity: String?
    /// The program that wrote the store last; nil of an older store.
    package var program: String?

    package init(
        readings: Int,
        lastReading: LastReading?,
        openViolations: Int,
        pendingAlerts: Int,
        identity: String?,
        program: String?
    ) {
        self.readings = readings
        self.lastReading = lastReading
        self.openViolations = openViolations
        self.pendingAlerts = pendingAlerts
        self.identity = identity
        self.program = program
    }
}
