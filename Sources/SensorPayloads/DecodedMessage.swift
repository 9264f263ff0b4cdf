package import Acoustics

/// What one sensor said in one message: 0 to 3,600 readings.
package struct DecodedMessage: Hashable, Sendable {
    package var sensor: SensorID
    package var readings: [Reading]

    package init(sensor: SensorID, readings: [Reading]) {
        self.sensor = sensor
        self.readings = readings
    }
}

package enum DecodedPayload: Sendable {
    case readings(DecodedMessage)
    case rejected(RejectedPayload)
}
