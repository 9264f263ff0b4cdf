import Acoustics
package import Sites

/// What a decoder makes of one payload.
package enum DecodedPayload: Sendable {
    /// All of it: a message of each device that it is of.
    case readings([DecodedMessage])
    /// All of it but values that cannot be, which the rejected payload names; at least one reading is left.
    case partly([DecodedMessage], RejectedPayload)
    /// None of it.
    case rejected(RejectedPayload)

    /// Empty where everything is rejected.
    package var messages: [DecodedMessage] {
        switch self {
        case .readings(let messages), .partly(let messages, _): messages
        case .rejected: []
        }
    }

    /// The first device's; nil where everything is rejected.
    package var message: DecodedMessage? { messages.first }

    /// What is to be kept as rejected, where there is anything.
    package var rejected: RejectedPayload? {
        switch self {
        case .readings: nil
        case .partly(_, let payload), .rejected(let payload): payload
        }
    }
}

/// What one device said in one message: 0 to 3,600 readings, each with levels, weather or the device's health.
package struct DecodedMessage: Hashable, Sendable {
    package var device: DeviceID
    package var readings: [Reading]
    /// Nil when the device does not number its messages.
    package var sequence: MessageSequence?
    /// What a message of availability says, which has no readings; nil for every other.
    package var state: DeviceState?
    /// The device sends each of its quantities in a message of its own: other messages have readings of the same start
    /// and duration.
    package var isPart = false

    package init(
        device: DeviceID,
        readings: [Reading],
        sequence: MessageSequence? = nil,
        state: DeviceState? = nil
    ) {
        self.device = device
        self.readings = readings
        self.sequence = sequence
        self.state = state
    }
}

/// A decoded message of a sensor of the plan.
package struct SensorMessage: Hashable, Sendable {
    package var sensor: SensorID
    package var readings: [Reading]
    /// Nil when the sensor does not number its messages.
    package var sequence: MessageSequence?
    /// The message itself; nil where there was none, as with a file.
    package var source: MessageSource?

    package init(
        sensor: SensorID,
        readings: [Reading],
        sequence: MessageSequence? = nil,
        source: MessageSource? = nil
    ) {
        self.sensor = sensor
        self.readings = readings
        self.sequence = sequence
        self.source = source
    }
}

/// A message as it was published, and who decoded it.
package struct MessageSource: Hashable, Sendable {
    package var topic: String
    package var payload: [UInt8]
    /// The decoder's name.
    package var decoder: String

    package init(topic: String, payload: [UInt8], decoder: String) {
        self.topic = topic
        self.payload = payload
        self.decoder = decoder
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

/// Whether a device is there, as it says itself or its last will does.
package enum DeviceState: String, Hashable, Sendable, CaseIterable {
    case online, offline
}
