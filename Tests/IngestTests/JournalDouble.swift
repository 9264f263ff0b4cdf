import Acoustics
import EventTime
import Foundation
import Readings
import Records
import SensorPayloads
import Sites
import StorePorts
import Synchronization

/// A journal in memory that can be held and made to fail, and tells when an append begins and returns.
final class JournalDouble: JournalIntake {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    struct Key: Hashable {
        var sensor: SensorID
        var start: Instant
        var duration: TimeSpan
    }

    private struct State {
        var held = false
        var failures: [Failure] = []
        var arrivals: [Arrival] = []
        var readings: [Key: Reading] = [:]
        var begun = 0
    }

    private let state = Mutex(State())
    private let told: @Sendable (String) -> Void

    init(_ told: @escaping @Sendable (String) -> Void = { _ in }) {
        self.told = told
    }

    /// From now on an append waits before it commits.
    func hold() { state.withLock { $0.held = true } }
    func release() { state.withLock { $0.held = false } }

    /// The next appends fail, one for each.
    func fail(_ failures: [Failure]) { state.withLock { $0.failures += failures } }

    var begun: Int { state.withLock { $0.begun } }
    var arrivals: [Arrival] { state.withLock { $0.arrivals } }
    var readings: [Key: Reading] { state.withLock { $0.readings } }
    var rejected: [RejectedPayload] { arrivals.flatMap(\.rejected) }
    var statuses: [StatusReport] { arrivals.flatMap(\.statuses) }

    func append(_ arrival: Arrival) throws -> AppendOutcome {
        state.withLock { $0.begun += 1 }
        told("append began")
        while state.withLock({ $0.held }) { usleep(1000) }
        let outcome = try state.withLock { state in
            if !state.failures.isEmpty { throw state.failures.removeFirst() }
            var outcome = AppendOutcome()
            for message in arrival.messages {
                for reading in message.readings {
                    let key = Key(sensor: message.sensor, start: reading.start, duration: reading.duration)
                    guard let known = state.readings[key] else {
                        state.readings[key] = reading
                        outcome.appended += 1
                        continue
                    }
                    if known == reading { outcome.repeated += 1 } else { outcome.conflicting += 1 }
                }
            }
            outcome.rejected = arrival.rejected.count
            state.arrivals.append(arrival)
            return outcome
        }
        told("append returned")
        return outcome
    }
}
