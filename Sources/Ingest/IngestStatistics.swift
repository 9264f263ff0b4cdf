package import EventTime
package import Readings
package import Records
import SensorPayloads
import Synchronization

/// Counts of what came in since the start, written by ingest and read by anyone.
package final class IngestStatistics: Sendable {
    package struct Counts: Hashable, Sendable {
        /// Committed messages of sensors; a message that the broker sends again counts again.
        package var messages = 0
        /// Of these, how many have had their acknowledgement handed to the network.
        package var acknowledged = 0
        /// New readings.
        package var readings = 0
        /// Readings that were there already.
        package var repeats = 0
        /// Acknowledged as rejected, by reason; readings that contradict the journal are `conflict`.
        package var rejected: [RejectionReason: Int] = [:]
        /// Of what was rejected, now or before: what was not kept with its bytes, by share and reason.
        package var notKept: [NotKept: Int] = [:]
        package var commits = 0 { didSet { lastCommitFailed = false } }
        package var failedCommits = 0 { didSet { lastCommitFailed = true } }
        /// Whether the newest attempt to commit failed.
        package private(set) var lastCommitFailed = false
        /// Messages of each commit.
        package var batchSizes = Histogram(bounds: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000])
        /// From the beginning of each commit that succeeded to its durable end.
        package var commitSeconds = Histogram.seconds
        package var lastCommitAt: Instant?
        /// Messages of the largest commit.
        package var largestBatch = 0
        /// Times that the broker granted the subscription, the first time included.
        package var subscriptions = 0
        /// Whether the broker has granted the subscription on the connection that is open now.
        package var isSubscribed = false
        /// When the broker last sent anything, in this run or before; to the second.
        package var lastHeardAt: Instant?
        /// When the broker was last heard on a connection that has ended, by the monotonic clock; nil while one stands,
        /// and before the first.
        package var lostAt: ContinuousClock.Instant?
        /// Why nothing is received, in words; nil while it is.
        package var trouble: String?
        /// Connections end as if another client used our client id.
        package var isSecondClientLikely = false
        /// Times that the connection ended or could not be made.
        package var connectionFailures = 0
        /// Times that the broker had forgotten a session that should have been there: messages may be lost.
        package var sessionLosses = 0
        package var lastSessionLossAt: Instant?

        package init() {}

        package struct NotKept: Hashable, Sendable {
            package var share: QuarantineShare
            package var reason: RejectionReason
            package var fate: QuarantineTally.Fate

            package init(_ share: QuarantineShare, _ reason: RejectionReason, _ fate: QuarantineTally.Fate) {
                self.share = share
                self.reason = reason
                self.fate = fate
            }
        }

        mutating func note(_ tally: QuarantineTally) {
            notKept[NotKept(tally.sender.share, tally.reason, tally.fate), default: 0] += tally.count
        }

        /// Whether what the broker sends is received and kept.
        package var isReceiving: Bool { isSubscribed && !lastCommitFailed }

        mutating func subscribed() {
            isSubscribed = true
            lostAt = nil
            subscriptions += 1
            trouble = nil
        }
    }

    private let state = Mutex(Counts())

    package init() {}

    package var counts: Counts { state.withLock { $0 } }

    func update(_ change: (inout Counts) -> Void) {
        state.withLock { change(&$0) }
    }
}
