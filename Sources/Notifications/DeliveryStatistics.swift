package import Records
import Synchronization

/// Counts of the attempts to deliver since the start, written by delivery and read by anyone.
package final class DeliveryStatistics: Sendable {
    package struct Counts: Hashable, Sendable {
        package var outcomes: [Delivery.Outcome: Int] = [:]
        /// How long the attempts took.
        package var seconds = Histogram.seconds

        package init() {}
    }

    private let state = Mutex<[ChannelName: Counts]>([:])

    package init() {}

    /// By channel; one that has not been tried is missing.
    package var counts: [ChannelName: Counts] { state.withLock { $0 } }

    func add(_ outcome: Delivery.Outcome, through channel: ChannelName, seconds: Double) {
        state.withLock { channels in
            channels[channel, default: Counts()].outcomes[outcome, default: 0] += 1
            channels[channel, default: Counts()].seconds.add(seconds)
        }
    }
}
