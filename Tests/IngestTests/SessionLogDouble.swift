import EventTime
import Records
import StorePorts
import Synchronization

/// A session log in memory that can be made to fail.
final class SessionLogDouble: SessionLog {
    private let state = Mutex<(events: [SessionEvent], failures: Int)>(([], 0))

    init(failures: Int = 0) {
        state.withLock { $0.failures = failures }
    }

    var kinds: [SessionEvent.Kind] { state.withLock { $0.events.map(\.kind) } }
    var events: [SessionEvent] { state.withLock { $0.events } }

    func record(_ events: [SessionEvent]) throws {
        try state.withLock { state in
            guard state.failures == 0 else {
                state.failures -= 1
                throw JournalDouble.Failure(description: "no space left")
            }
            state.events += events
        }
    }

    func lastReceivedAt() throws -> Instant? { Instant(milliseconds: 77) }
}
