import EventTime
import Notifications
import Synchronization
import Testing

/// A clock that moves only when a test moves it.
final class ManualClock: Sendable {
    private struct Sleeper {
        var until: EventTime.Instant
        var wake: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now: EventTime.Instant
        var sleepers: [Int: Sleeper] = [:]
        var last = 0
    }

    private let state: Mutex<State>

    init(at start: EventTime.Instant) {
        state = Mutex(State(now: start))
    }

    var now: EventTime.Instant { state.withLock { $0.now } }

    /// Without spread: waits are exact.
    var clock: DeliveryClock {
        DeliveryClock(now: { self.now }, sleep: { await self.sleep($0) }, jitter: { 0.5 })
    }

    func advance(by span: TimeSpan) {
        let woken = state.withLock { state in
            state.now = state.now + span
            let due = state.sleepers.filter { $0.value.until <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.wake)
        }
        for wake in woken { wake.resume() }
    }

    /// Moves on in steps until `condition` holds; fails the test after 20 s of real time.
    func advance(
        by step: TimeSpan,
        until condition: () -> Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await eventually(sourceLocation: sourceLocation) {
            if condition() { return true }
            advance(by: step)
            return false
        }
    }

    private func sleep(_ span: TimeSpan) async {
        let id = state.withLock { state in
            state.last += 1
            return state.last
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { wake in
                let isDue = state.withLock { state in
                    if Task.isCancelled || span <= .zero { return true }
                    state.sleepers[id] = Sleeper(until: state.now + span, wake: wake)
                    return false
                }
                if isDue { wake.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
            sleeper?.wake.resume()
        }
    }
}

/// Asks until `condition` holds; fails the test after 20 s.
func eventually(sourceLocation: SourceLocation = #_sourceLocation, _ condition: () throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < end {
        if try condition() { return }
        try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("this did not come about within 20 s", sourceLocation: sourceLocation)
}
