package import EventTime

/// Bytes that could not be decoded (or only in part), with where they came from and why.
package struct RejectedPayload: Hashable, Sendable {
    package var topic: String
    package var payload: [UInt8]
    package var receivedAt: Instant
    package var reason: RejectionReason
    /// Where in the payload, what is wrong and what was expected, in one sentence.
    package var detail: String
    /// Name of the decoder that refused it; nil where it came to none, and for what releases before 0.4 kept.
    package var decoder: String?
    /// How far the times of its readings were moved on arrival because the sensor's clock was wrong.
    package var shift: TimeSpan
    /// The topic is that of a sensor of the plan.
    package var isOfKnownSensor = false

    package init(
        topic: String,
        payload: [UInt8],
        receivedAt: Instant,
        reason: RejectionReason,
        detail: String,
        decoder: String? = nil,
        shift: TimeSpan = .zero
    ) {
        self.topic = topic
        self.payload = payload
        self.receivedAt = receivedAt
        self.reason = reason
        self.detail = detail
        self.decoder = decoder
        self.shift = shift
    }
}

/// The closed set of reasons for rejecting, fit for a metric label.
package enum RejectionReason: String, Hashable, Sendable, CaseIterable {
    /// The topic is not one that a decoder is declared for.
    case unknownTopic
    /// The topic names a sensor that the plan does not know.
    case unknownSensor
    /// Larger than 64 KiB, or more than 3,600 observations.
    case tooLarge
    /// Not well-formed (JSON syntax, UTF-8, duplicate key).
    case malformed
    /// A version of the payload that is not understood.
    case unknownVersion
    /// A required field is missing.
    case missingField
    /// A field has a value that cannot be (a level of 300 dB, a time of 25:00).
    case invalidValue
    /// Levels that cannot be were left out; the rest of the message was recorded.
    case impossibleLevel
    /// The same sensor, start and duration were recorded before with other values.
    case conflict

    /// The message was recorded but for what the detail names.
    package var isPartial: Bool { self == .impossibleLevel }
}
