package import EventTime
package import SensorPayloads

/// Turns the bytes of one message into readings, or says why it cannot.
package protocol PayloadDecoder: Sendable {
    /// Called on the thread that receives, once per message and before anything is acknowledged: it must be quick, and
    /// it answers whatever the bytes are.
    func decode(topic: String, payload: Swift.Span<UInt8>, receivedAt: Instant) -> DecodedPayload
}
