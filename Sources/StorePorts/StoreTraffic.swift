import Acoustics
package import EventTime
package import Readings
import Records
package import Sites

/// What has come in lately.
package struct StoreTraffic: Hashable, Sendable {
    /// Readings over MQTT in the last hour.
    package var readings: Int
    /// What part of that hour the journal has lived through.
    package var within: TimeSpan
    /// Bytes of the file for each reading of the journal; nil while it has too few.
    package var bytesEach: Int?
    /// Of the newest readings that came over MQTT and are not old data sent later.
    package var newest: [Timing]

    package struct Timing: Hashable, Sendable {
        package var sensor: SensorID
        /// By the sensor's own clock.
        package var end: Instant
        package var receivedAt: Instant
        /// By how much it was moved because the sensor's clock is wrong.
        package var shift: TimeSpan
        package var mark: DataMark

        /// Its time lay in the future of its arrival, and nothing was known of the sensor's clock.
        package var isMarkedClock: Bool { mark == .clock }

        package init(
            sensor: SensorID,
            end: Instant,
            receivedAt: Instant,
            shift: TimeSpan = .zero,
            mark: DataMark = .normal
        ) {
            self.sensor = sensor
            self.end = end
            self.receivedAt = receivedAt
            self.shift = shift
            self.mark = mark
        }
    }

    package init(readings: Int, within: TimeSpan, bytesEach: Int? = nil, newest: [Timing] = []) {
        self.readings = readings
        self.within = within
        self.bytesEach = bytesEach
        self.newest = newest
    }

    /// Readings a second; nil when there were none.
    package var rate: Double? {
        readings > 0 && within > .zero ? Double(readings) / within.seconds : nil
    }
}
