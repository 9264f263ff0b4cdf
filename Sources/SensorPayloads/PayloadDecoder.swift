package import EventTime

/// Makes readings of the payloads of one make or convention. Pure; safe from any thread.
package protocol PayloadDecoder: Sendable {
    /// As settings and commands name it.
    var name: String { get }

    /// `receivedAt` goes into a rejected payload.
    func decode(topic: String, payload: Span<UInt8>, receivedAt: Instant) -> DecodedPayload
}

extension PayloadDecoder {
    package func decode(topic: String, payload: [UInt8], receivedAt: Instant) -> DecodedPayload {
        decode(topic: topic, payload: payload.span, receivedAt: receivedAt)
    }
}

/// The decoders that there are.
package enum PayloadDecoders {
    package static let all: [any PayloadDecoder] = [NativeDecoder()]

    package static func named(_ name: String) -> (any PayloadDecoder)? {
        all.first { $0.name == name }
    }
}
