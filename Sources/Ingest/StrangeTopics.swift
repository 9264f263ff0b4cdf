package import EventTime
import Synchronization

/// What came on topics under `noise/` that the contract does not have: written by ``TopicWatch``, read by anyone.
/// Bounded, since anybody may publish on any number of topics.
package final class StrangeTopics: Sendable {
    package struct Counts: Hashable, Sendable {
        /// Messages that were noticed; where more come than are looked at, there were more.
        package var messages = 0
        /// Topics that are distinguished, at most ``StrangeTopics/mostTopics``.
        package var topics = 0
        package var lastAt: Instant?

        package init() {}
    }

    /// What is new in a message.
    enum News: Hashable {
        case topic
        /// The first message on a topic that is not distinguished any more.
        case tooManyTopics
    }

    static let mostTopics = 200

    private struct State {
        var counts = Counts()
        var known: Set<String> = []
        var isFull = false
    }

    private let state = Mutex(State())

    package init() {}

    package var counts: Counts { state.withLock { $0.counts } }

    /// Nil where nothing is to be said of it. A message that the broker had kept counts once: it comes with every
    /// connection.
    func note(_ topic: String, isRetained: Bool, at now: Instant) -> News? {
        state.withLock { state in
            let isKnown = state.known.contains(topic)
            if isKnown, isRetained { return nil }
            state.counts.messages += 1
            state.counts.lastAt = now
            guard !isKnown else { return nil }
            // Said once that there are more: a device that counts in its topic would fill log and quarantine.
            guard state.known.count < StrangeTopics.mostTopics else {
                defer { state.isFull = true }
                return state.isFull ? nil : .tooManyTopics
            }
            state.known.insert(topic)
            state.counts.topics = state.known.count
            return .topic
        }
    }
}
