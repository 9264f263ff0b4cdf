package import Acoustics

/// What a decoder makes of one payload.
package enum DecodedPayload: Sendable {
    /// All of it.
    case readings(DecodedMessage)
    /// All of it but values that cannot be, which the rejected payload names; at least one reading is left.
    case partly(DecodedMessage, RejectedPayload)
    /// None of it.
    case rejected(RejectedPayload)

    /// The readings, where there are any.
    package var message: DecodedMessage? {
        switch self {
        case .readings(let message), .partly(let message, _): message
        case .rejected: nil
        }
    }

    /// What is to be kept as rejected, where there is anything.
    package var rejected: RejectedPayload? {
        switch self {
        case .readings: nil
        case .partly(_, let payload), .rejected(let payload): payload
        }
    }

    /// The same with other readings.
    package func map(_ transform: (DecodedMessage) -> DecodedMessage) -> DecodedPayload {
        switch self {
        case .readings(let message): .readings(transform(message))
        case .partly(let message, let payload): .partly(transform(message), payload)
        case .rejected: self
        }
    }
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
