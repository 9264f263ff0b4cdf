import Acoustics
import EventTime
import NoiseRules
import Records

/// Why a violation is told once more without a change in it.
struct FollowUp {
    var at: Instant
    /// In place of the step's own.
    var status: String
    var warnings: [String]
    var rows: [(AlertLabel, String)]
    /// How loud it was then; nil where that is not known.
    var present: PresentNoise?
    /// The rows name who has answered.
    var namesAnswer: Bool
    /// The rows name who else has it.
    var namesRecipients: Bool

    /// `recipient` reads whether it has become theirs or was told to others.
    init(_ escalation: Escalation, _ composer: AlertComposer, _ phrases: any Phrases, recipient: RecipientID) {
        let clock = SiteClock(zone: composer.zone(ofSite: escalation.change.subject.site), phrases: phrases)
        at = escalation.at
        present = escalation.present
        status = phrases.unanswered(tier: escalation.tier)
        let isNext = escalation.next.contains(recipient)
        let now = escalation.present.flatMap { $0.isBelow || $0.level == nil ? clock.text($0) : nil }
        warnings =
            [phrases.unanswered(since: clock.moment(escalation.notifiedAt), isYours: isNext)] + (now.map { [$0] } ?? [])
        rows = [
            (.toldBefore, phrases.list(escalation.unanswered.map { composer.recipientName($0, phrases) })),
            (.toldNow, phrases.list(escalation.next.map { composer.recipientName($0, phrases) })),
        ]
        namesAnswer = false
        namesRecipients = true
    }

    init(_ reminder: Reminder, _ composer: AlertComposer, _ phrases: any Phrases) {
        let clock = SiteClock(zone: composer.zone(ofSite: reminder.change.subject.site), phrases: phrases)
        at = reminder.at
        present = reminder.present
        if let noise = reminder.present, noise.level == nil {
            status = phrases.unknownNow
            warnings = [clock.text(noise)]
        } else {
            status = phrases.reminder
            warnings = [phrases.reminder(for: reminder.at - reminder.change.openedAt)]
        }
        rows = [(.answeredBy, reminder.answeredBy ?? phrases.nobody)]
        namesAnswer = true
        namesRecipients = false
    }
}

extension SiteClock {
    /// "71.0 dB(A) over 10 s at 09:18:02", with what the last minute or the want of data adds.
    func text(_ noise: PresentNoise) -> String {
        guard let level = noise.level else {
            return phrases.noData(since: noise.lastReading.map { time($0, seconds: true) })
        }
        let text = text(level)
        return noise.isBelow ? phrases.below(text) : text
    }

    /// "71.0 dB(A) over 10 s at 09:18:02".
    func text(_ present: PresentLevel) -> String {
        phrases.present(phrases.level(present.level.text), over: present.over, at: time(present.at, seconds: true))
    }
}
