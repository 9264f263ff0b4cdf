import EventTime
import SensorPayloads
import Synchronization

/// The native decoder, which notes when the first message came to it.
final class FirstMessageSampler: PayloadDecoder {
    private let native = NativeDecoder()
    private let seen = Atomic(false)
    private let sample = Mutex<ResourceSample?>(nil)

    var name: String { native.name }
    var first: ResourceSample? { sample.withLock { $0 } }

    func decode(topic: String, payload: Span<UInt8>, receivedAt: Instant) -> DecodedPayload {
        if !seen.load(ordering: .relaxed) {
            sample.withLock { $0 = ResourceSample() }
            seen.store(true, ordering: .relaxed)
        }
        return native.decode(topic: topic, payload: payload, receivedAt: receivedAt)
    }
}
