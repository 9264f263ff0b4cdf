import EventTime
import NoiseRules
import Records

/// Why a violation is told once more without a change in it.
struct FollowUp {
    var at: Instant
    /// In place of the step's own.
    var status: String
    var warning: String
    var rows: [(AlertLabel, String)]

    /// `recipient` reads whether it has become theirs or was told to others.
    init(_ escalation: Escalation, _ composer: AlertComposer, _ phrases: any Phrases, recipient: String) {
        let clock = SiteClock(zone: composer.zone(ofSite: escalation.change.subject.site), phrases: phrases)
        at = escalation.at
        status = phrases.unanswered(tier: escalation.tier)
        let isNext = escalation.next.contains(recipient)
        warning = phrases.unanswered(since: clock.moment(escalation.toldAt), isYours: isNext)
        rows = [
            (.toldBefore, phrases.list(escalation.unanswered.map { composer.recipientName($0, phrases) })),
            (.toldNow, phrases.list(escalation.next.map { composer.recipientName($0, phrases) })),
        ]
    }

    init(_ reminder: Reminder, _ composer: AlertComposer, _ phrases: any Phrases) {
        at = reminder.at
        status = phrases.stillOn
        warning = phrases.stillOn(for: reminder.at - reminder.change.openedAt)
        rows = [(.answeredBy, reminder.answeredBy ?? phrases.nobody)]
    }
}
