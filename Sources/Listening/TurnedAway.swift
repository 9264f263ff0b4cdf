import Logging
import Synchronization

/// Counts clients that were turned away, and logs it once a minute at most.
final class TurnedAway: Sendable {
    enum Reason: String, CaseIterable {
        case gaveWay = "idle, to make room for others"
        case tooMany = "too many connections"
        case tooSlow = "too slow"
        case tooLarge = "head too large"
        case malformed = "no HTTP"
        case foreignHost = "a Host that is not served"

        /// In metrics.
        var label: String {
            switch self {
            case .gaveWay: "gave-way"
            case .tooMany: "too-many"
            case .tooSlow: "too-slow"
            case .tooLarge: "too-large"
            case .malformed: "malformed"
            case .foreignHost: "foreign-host"
            }
        }
    }

    private struct State {
        var counts: [Reason: Int] = [:]
        var loggedAt: ContinuousClock.Instant?
    }

    private let name: String
    private let statistics: ListenStatistics
    private let log: Logger
    private let state = Mutex(State())

    init(_ name: String, statistics: ListenStatistics, log: Logger) {
        self.name = name
        self.statistics = statistics
        self.log = log
    }

    func note(_ reason: Reason) {
        statistics.note(reason)
        let counts = state.withLock { state -> [Reason: Int]? in
            state.counts[reason, default: 0] += 1
            let now = ContinuousClock.now
            if let last = state.loggedAt, now - last < .seconds(60) { return nil }
            defer { state = State(loggedAt: now) }
            return state.counts
        }
        guard let counts else { return }
        let words = Reason.allCases.compactMap { reason in counts[reason].map { "\($0) \(reason.rawValue)" } }
        log.warning("\(name): clients were turned away", metadata: ["count": "\(words.joined(separator: ", "))"])
    }
}
