package import EventTime
package import NoiseRules
package import Records
import Synchronization

/// Counts of what was judged since the start, written by evaluation and read by anyone.
package final class EvaluationStatistics: Sendable {
    package struct Counts: Hashable, Sendable {
        /// Readings judged, or passed over as late.
        package var judged = 0
        /// Batches of readings whose verdicts and cursor were committed.
        package var commits = 0
        /// Turns that failed and were tried again from the cursor.
        package var failures = 0 { didSet { lastTurnFailed = true } }
        /// Changes that the store did not take.
        package var conflicts = 0
        package private(set) var lastTurnFailed = false
        package var lastCommitAt: Instant?
        package var violations: [ViolationChange.Step: Int] = [:]
        /// Changes of violations of which nobody was notified as they were recorded.
        package var suppressed: [NotificationDecision.SuppressReason: Int] = [:]
        package var sensorChanges: [SensorChange.Step: Int] = [:]
        /// Whether the newest turn left nothing in the journal.
        package var isCaughtUp = false
        /// The journal was judged to its end, and time has passed over it: the record says how things stand.
        package var isCurrent = false
        package var sensors = SensorPresence()

        package init() {}

        mutating func turned() {
            lastTurnFailed = false
        }
    }

    private let state = Mutex(Counts())

    package init() {}

    package var counts: Counts { state.withLock { $0 } }

    func update(_ change: (inout Counts) -> Void) {
        state.withLock { change(&$0) }
    }

    func add(_ decisions: some Collection<NotificationDecision>) {
        guard !decisions.isEmpty else { return }
        update { counts in
            for case .suppress(let reason) in decisions { counts.suppressed[reason, default: 0] += 1 }
        }
    }

    func add(_ verdicts: [Verdict]) {
        update { counts in
            for verdict in verdicts {
                switch verdict {
                case .violation(let change): counts.violations[change.step, default: 0] += 1
                case .sensor(let change): counts.sensorChanges[change.step, default: 0] += 1
                case .notAssessable: continue
                }
            }
        }
    }
}
