package import EventTime

/// What whoever orders something should know, and may want all the same.
package enum SessionWarning: Hashable, Sendable {
    /// `later` has begun by the session's new end.
    case overlap(ListedSession, later: ListedSession)
    /// The session's new end has passed, and what was heard until then was judged without it.
    case past(ListedSession)
    /// A session starts or ends at the instant, within a mute, which tells what is on still.
    case edge(ListedSession, Instant)
}
