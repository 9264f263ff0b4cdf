package import EventTime
import Synchronization

/// Up to which instant everything that the broker had for us has been received: moved by ingest, read by evaluation, so
/// that the edge of an exam session is not passed while readings from before it still wait at the broker.
///
/// `distantPast` until the broker has been heard for the first time. Safe from any thread.
package final class IngestWatermark: Sendable {
    private let milliseconds = Atomic(Instant.distantPast.milliseconds)

    package init() {}

    package var instant: Instant { Instant(milliseconds: milliseconds.load(ordering: .acquiring)) }

    /// Moves forward only.
    package func move(to instant: Instant) {
        milliseconds.max(instant.milliseconds, ordering: .acquiringAndReleasing)
    }
}
