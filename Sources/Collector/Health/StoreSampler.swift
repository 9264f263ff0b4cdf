import Dispatch
import Foundation
import Machine
import Records
import StorePorts
import Synchronization

/// What the store and its files say, asked at most once a second on a queue of its own, so that neither many askers nor
/// a disk that hangs hold anything else back.
final class StoreSampler: Sendable {
    struct Sample: Sendable {
        /// Nil when the store could not be asked.
        var figures: StoreFigures?
        var storeBytes: Int64?
        var writeAheadBytes: Int64?
        var freeBytes: Int64?
    }

    private struct State {
        var sample = Sample()
        /// Samples begun and finished.
        var begun = 0
        var finished = 0
        var finishedAt: SuspendingClock.Instant?
    }

    private let store: any Store
    private let place: StorePlace
    private let queue = DispatchQueue(label: "quiethours.health")
    private let state = Mutex(State())

    private static let age = Duration.seconds(1)
    private static let patience = Duration.seconds(5)

    init(store: any Store, place: StorePlace) {
        self.store = store
        self.place = place
    }

    /// No older than a second; empty when the store does not answer within five.
    func sample() async -> Sample {
        let wanted = begin()
        let end = SuspendingClock.now + StoreSampler.patience
        while SuspendingClock.now < end {
            let sample = state.withLock { $0.finished >= wanted ? $0.sample : nil }
            if let sample { return sample }
            try? await Task.sleep(for: .milliseconds(2))
        }
        return Sample()
    }

    /// The number of the sample to wait for.
    private func begin() -> Int {
        let (number, isNew) = state.withLock { state in
            let isFresh = state.finishedAt.map { SuspendingClock.now - $0 < StoreSampler.age } ?? false
            guard !isFresh, state.begun == state.finished else { return (state.begun, false) }
            state.begun += 1
            return (state.begun, true)
        }
        if isNew { queue.async { self.take() } }
        return number
    }

    private func take() {
        let sample = Sample(
            figures: try? store.figures(),
            storeBytes: StoreSampler.size(place.path),
            writeAheadBytes: StoreSampler.size(place.log),
            freeBytes: (try? FileSystem(of: place.path))?.freeBytes
        )
        state.withLock { state in
            state.sample = sample
            state.finished += 1
            state.finishedAt = .now
        }
    }

    private static func size(_ path: String) -> Int64? {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.int64Value
    }
}
