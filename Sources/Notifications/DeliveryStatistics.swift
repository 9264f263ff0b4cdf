package import Records
import Synchronization

/// Counts of the attempts to deliver since the start, written by delivery and read by anyone.
package final class DeliveryStatistics: Sendable {
    package struct Counts: Hashable, Sendable {
        package var outcomes: [Delivery.Outcome: Int] = [:]
        /// Alerts that were held, by the reason.
        package var held: [AlertHold.Reason: Int] = [:]
        /// How long the attempts took.
        package var seconds = Histogram.seconds

        package init() {}
    }

    private let state = Mutex<[ChannelName: Counts]>([:])

    package init() {}

    /// By channel; one that has not been tried is missing.
    package var counts: [ChannelName: Counts] { state.withLock { $0 } }

    func add(_ holds: [AlertHold.Reason], through channel: ChannelName) {
        guard !holds.isEmpty else { return }
        state.withLock { channels in
            for reason in holds { channels[channel, default: Counts()].held[reason, default: 0] += 1 }
        }
    }

    func add(_ outcome: Delivery.Outcome, through channel: ChannelName, seconds: Double) {
        state.withLock { channels in
            channels[channel, default: Counts()].outcomes[outcome, default: 0] += 1
            channels[channel, default: Counts()].seconds.add(seconds)
        }
    }
}
