package import Acoustics

/// What a decoder makes of one payload: all of it, or none.
package enum DecodedPayload: Sendable {
    case readings(DecodedMessage)
    case rejected(RejectedPayload)
}

/// What one sensor said in one message: 0 to 3,600 readings.
package struct DecodedMessage: Hashable, Sendable {
    package var sensor: SensorID
    package var readings: [Reading]
    /// Nil when the sensor does not number its messages.
    package var sequence: MessageSequence?

    package init(sensor: SensorID, readings: [Reading], sequence: MessageSequence? = nil) {
        self.sensor = sensor
        self.readings = readings
        self.sequence = sequence
    }
}

/// The sensor's own numbering of its messages, by which a lost one is noticed.
package struct MessageSequence: Hashable, Sendable {
    /// Counts the sensor's restarts; nil when it does not say. 0 or more.
    package var boot: Int64?
    /// Counts messages since the restart; 0 or more.
    package var seq: Int64

    package init(boot: Int64? = nil, seq: Int64) {
        self.boot = boot
        self.seq = seq
    }
}
