import Acoustics
package import EventTime
package import NoiseRules
package import Sites

/// What an alert is about.
package enum AlertSubject: Hashable, Sendable {
    case violation(ViolationChange)
    case sensor(SensorChange)
    /// Nobody answered in time.
    case unanswered(Escalation)
    /// It has not stopped.
    case reminder(Reminder)
    case dutyGap(DutyGap)
    case drill(Drill)
    /// The collector itself, for its operators.
    case collector(CollectorChange)
}

extension AlertSubject {
    /// When what it tells of was so.
    package var decidedAt: Instant {
        switch self {
        case .violation(let change): change.at
        case .sensor(let change): change.at
        case .unanswered(let escalation): escalation.at
        case .reminder(let reminder): reminder.at
        case .dutyGap(let gap): gap.at
        case .drill(let drill): drill.at
        case .collector(let change): change.at
        }
    }

    /// Id of the site that it is about; nil for what is about none.
    package var site: SiteID? { violation?.subject.site ?? sensor?.sensor.site }

    /// The change that it tells of or follows up; nil for what is about no violation.
    package var violation: ViolationChange? {
        switch self {
        case .violation(let change): change
        case .unanswered(let escalation): escalation.change
        case .reminder(let reminder): reminder.change
        case .sensor, .dutyGap, .drill, .collector: nil
        }
    }

    /// Whether its reader is to say what becomes of it; of a drill, that it has arrived.
    package var asksForAnswer: Bool {
        switch self {
        case .violation(let change): change.step == .opened || change.step == .raised
        case .unanswered, .reminder, .drill: true
        case .sensor, .dutyGap, .collector: false
        }
    }

    private var sensor: SensorChange? {
        if case .sensor(let change) = self { change } else { nil }
    }
}

/// A violation that is told to the next tier, because those who were told have not answered in time.
package struct Escalation: Hashable, Sendable {
    /// The latest change, which is still open.
    package var change: ViolationChange
    /// 2 for the first escalation.
    package var tier: Int
    /// When it was told first.
    package var notifiedAt: Instant
    /// Those who were told and have not answered, by the ids of ``Recipient``.
    package var unanswered: [RecipientID]
    /// Those who are told now.
    package var next: [RecipientID]
    package var at: Instant
    /// How loud it was then; nil in records of releases before 0.4.0, and where nothing was ever heard.
    package var present: PresentNoise?

    package init(
        change: ViolationChange,
        tier: Int,
        notifiedAt: Instant,
        unanswered: [RecipientID],
        next: [RecipientID],
        at: Instant,
        present: PresentNoise? = nil
    ) {
        self.change = change
        self.tier = tier
        self.notifiedAt = notifiedAt
        self.unanswered = unanswered
        self.next = next
        self.at = at
        self.present = present
    }
}

/// A violation that is on still, some time after it was told.
package struct Reminder: Hashable, Sendable {
    /// The latest change, with the worst that was found until now.
    package var change: ViolationChange
    /// 1 for the first.
    package var number: Int
    package var at: Instant
    /// Who has taken it; nil while nobody has answered.
    package var answeredBy: String?
    /// How loud it was then; nil in records of releases before 0.4.0, and where nothing was ever heard.
    package var present: PresentNoise?

    package init(
        change: ViolationChange,
        number: Int,
        at: Instant,
        answeredBy: String?,
        present: PresentNoise? = nil
    ) {
        self.change = change
        self.number = number
        self.at = at
        self.answeredBy = answeredBy
        self.present = present
    }
}

/// A time in which an authority that has a duty roster has nobody on duty.
package struct DutyGap: Hashable, Sendable {
    package var authority: AuthorityID
    package var from: Instant
    /// Nil when nobody is on duty any more as far as the roster goes.
    package var until: Instant?
    package var at: Instant

    package init(authority: AuthorityID, from: Instant, until: Instant?, at: Instant) {
        self.authority = authority
        self.from = from
        self.until = until
        self.at = at
    }
}

/// A test of every route, which says everywhere that it is one.
package struct Drill: Hashable, Sendable {
    /// Unique in a store ("20260606-1").
    package var id: String
    package var at: Instant
    package var by: String
    /// Routes and tiers by which this recipient is reached.
    package var routes: [String]

    package init(id: String, at: Instant, by: String, routes: [String]) {
        self.id = id
        self.at = at
        self.by = by
        self.routes = routes
    }
}
