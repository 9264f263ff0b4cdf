import Readings
import SensorPayloads
import Synchronization

/// The standard decoder, which notes when the first message came to it.
final class FirstMessageSampler: PayloadDecoder {
    private let standard = PayloadDecoders.standard
    private let seen = Atomic(false)
    private let sample = Mutex<ResourceSample?>(nil)

    var name: String { standard.name }
    var topics: [TopicFilter] { standard.topics }
    var first: ResourceSample? { sample.withLock { $0 } }

    func decode(_ payload: Span<UInt8>, of message: MessageContext) -> DecodedPayload {
        if !seen.load(ordering: .relaxed) {
            sample.withLock { $0 = ResourceSample() }
            seen.store(true, ordering: .relaxed)
        }
        return standard.decode(payload, of: message)
    }
}
