import EventTime
package import Readings

/// Decoder of the project's own contract, version 1: topic `noise/1/{site}/{sensor}/obs`, one JSON object.
///
/// Unknown keys are skipped, though what they hold must be well-formed; a duplicate key is an error. A level that
/// cannot be leaves out its second of a series, or its observation, and the message is kept for the rest of it; with
/// anything else wrong it is rejected whole. NUL bytes at the end are no content: C firmware sends the end of its
/// string.
package struct NativeDecoder: PayloadDecoder {
    package static let largestPayload = 65_536
    /// Of `obs` and `series` together.
    package static let mostReadings = 3600

    package var name: String { "native" }
    package var topics: [TopicFilter] { NativeDecoder.filters }
    package var isAlwaysOn: Bool { true }

    private static let filters = TopicFilter("noise/1/+/+/obs").map { [$0] } ?? []

    package init() {}

    package func device(of topic: String) -> DeviceID? { NativeTopic.sensor(topic).map { .sensor($0) } }

    package func decode(_ payload: Span<UInt8>, of message: MessageContext) -> DecodedPayload {
        let topic = message.topic
        func refusal(_ reason: RejectionReason, _ detail: String) -> RejectedPayload {
            RejectedPayload(
                topic: topic,
                payload: (0..<payload.count).map { payload[$0] },
                receivedAt: message.receivedAt,
                reason: reason,
                detail: detail,
                decoder: name
            )
        }
        func rejected(_ reason: RejectionReason, _ detail: String) -> DecodedPayload {
            .rejected(refusal(reason, detail))
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
        let content = payload.extracting(0..<NativeDecoder.contentCount(of: payload))
        var reader = NativeMessageReader(sensor: sensor)
        do {
            let message = try reader.read(content)
            guard let omission = reader.omission(in: content) else { return .readings([message]) }
            return .partly([message], refusal(.impossibleLevel, omission))
        } catch {
            let fault = NativeMessageReader.decisive(error, content)
            return rejected(fault.reason, fault.detail(in: content))
        }
    }
}

extension NativeDecoder {
    /// How many bytes a payload has without the NULs behind it.
    static func contentCount(of payload: Span<UInt8>) -> Int {
        var end = payload.count
        while end > 0, payload[end - 1] == 0 { end -= 1 }
        return end
    }
}
