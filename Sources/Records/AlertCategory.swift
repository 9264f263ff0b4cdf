package import EventTime
import NoiseRules

/// The kinds of alerts that are sent apart: none can delay another, and each has its own rate limit and its own digest.
package enum AlertCategory: String, Hashable, Sendable, CaseIterable {
    /// Noise: every step of a violation, escalations and reminders.
    case violation
    /// A sensor that is silent, has a wrong clock or reports what cannot be.
    case sensor
    /// The collector itself, rosters, drills.
    case operation
}

extension AlertSubject {
    /// The category that it is sent with.
    package var category: AlertCategory {
        switch self {
        case .violation, .unanswered, .reminder: .violation
        case .sensor: .sensor
        case .dutyGap, .drill, .collector: .operation
        }
    }
}

/// A message that a channel has accepted.
package struct SentMessage: Hashable, Sendable {
    /// Id of the message; that of its oldest alert, where it carried one alone.
    package var id: AlertID
    package var at: Instant
    /// What it carried, oldest first.
    package var alerts: [Alert]

    package init(id: AlertID, at: Instant, alerts: [Alert]) {
        self.id = id
        self.at = at
        self.alerts = alerts
    }
}
