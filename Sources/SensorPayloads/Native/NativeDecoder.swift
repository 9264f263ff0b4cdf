package import EventTime

/// Decoder of the project's own contract, version 1: topic `noise/1/{site}/{sensor}/obs`, one JSON object.
///
/// Unknown keys are skipped, though what they hold must be well-formed; a duplicate key is an error. A message with any
/// part wrong is rejected whole.
package struct NativeDecoder: PayloadDecoder {
    package static let largestPayload = 65_536
    /// Of `obs` and `series` together.
    package static let mostReadings = 3600

    package var name: String { "native" }

    package init() {}

    package func decode(topic: String, payload: Swift.Span<UInt8>, receivedAt: Instant) -> DecodedPayload {
        func rejected(_ reason: RejectionReason, _ detail: String) -> DecodedPayload {
            .rejected(
                RejectedPayload(
                    topic: topic,
                    payload: (0..<payload.count).map { payload[$0] },
                    receivedAt: receivedAt,
                    reason: reason,
                    detail: detail
                )
            )
        }
        guard let sensor = NativeTopic.sensor(topic) else {
            return rejected(.unknownTopic, "topic: expected noise/1/{site}/{sensor}/obs")
        }
        guard payload.count <= NativeDecoder.largestPayload else {
            return rejected(
                .tooLarge,
                "message: \(payload.count) bytes; expected at most \(NativeDecoder.largestPayload)"
            )
        }
        var reader = NativeMessageReader(sensor: sensor)
        do {
            return .readings(try reader.read(payload))
        } catch {
            let fault = NativeMessageReader.decisive(error, payload)
            return rejected(fault.reason, fault.detail(in: payload))
        }
    }
}
