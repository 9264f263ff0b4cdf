import EventTime
import NoiseRules
import Records
import Sites
import TestSupport
import Testing

@testable import Evaluation

/// Each change is notified or not, for a reason.
struct NotificationPolicyTests {
    private static let at = Instant(milliseconds: 1_780_794_192_000)
    private static let mute = MuteNote(order: 1, by: "Wang", why: "blasting", until: at + .hours(1))

    private func change(_ number: Int, _ step: ViolationChange.Step, muted: Bool = false) -> ViolationChange {
        var change = SampleViolation.change(
            number,
            step,
            site: "s1",
            sensor: "n1",
            opening: Self.at,
            at: Self.at + .seconds(Int64(number))
        )
        change.muted = muted ? Self.mute : nil
        return change
    }

    @Test("what is decided as it happens is notified, and so is its end, however late and muted or not")
    func live() {
        var policy = NotificationPolicy()
        let now = Self.at + .seconds(3)
        #expect(policy.decide(change(1, .opened), at: now) == .notify(.live))
        #expect(policy.decide(change(2, .raised), at: now) == .notify(.live))
        #expect(policy.decide(change(3, .closed, muted: true), at: now + .hours(9)) == .notify(.endOfNotified))
    }

    @Test("what is decided five minutes after it happened is not, nor is its end")
    func late() {
        var policy = NotificationPolicy()
        let limit = Self.at + .seconds(1) + .minutes(5)
        #expect(policy.decide(change(1, .opened), at: limit) == .notify(.live))
        policy = NotificationPolicy()
        #expect(policy.decide(change(1, .opened), at: limit + .milliseconds(1)) == .suppress(.late))
        #expect(policy.decide(change(2, .closed), at: limit + .minutes(1)) == .suppress(.notNotifiedBefore))
    }

    @Test("what is muted says so, also when it is late")
    func muted() {
        var policy = NotificationPolicy()
        #expect(policy.decide(change(1, .opened, muted: true), at: Self.at + .hours(1)) == .suppress(.muted))
        #expect(policy.decide(change(2, .raised, muted: true), at: Self.at + .hours(1)) == .suppress(.muted))
        #expect(policy.decide(change(3, .closed), at: Self.at + .hours(1)) == .suppress(.notNotifiedBefore))
    }

    @Test("a correction is notified to whom the violation was, when it is large enough and not muted")
    func corrections() throws {
        func decide(_ correction: Correction?, _ wasNotified: Bool, _ isMuted: Bool) -> NotificationDecision {
            NotificationPolicy.decide(correction: correction, wasNotified: { wasNotified }, isMuted: { isMuted })
        }
        let (before, after) = (outcome(seconds: 60), outcome(seconds: 180))
        let large = correction(before, after)
        #expect(large.isMaterial)
        #expect(decide(large, true, false) == .notify(.correction))
        #expect(decide(large, true, true) == .suppress(.muted))
        #expect(decide(large, false, true) == .suppress(.notNotifiedBefore))
        #expect(decide(correction(before, before), true, false) == .suppress(.immaterial))
        #expect(decide(nil, true, false) == .suppress(.immaterial))
    }

    @Test("a change that no route leads to anybody has nobody who is notified")
    func noRecipient() {
        var batch = VerdictBatch(cursor: 0)
        let change = change(1, .opened)
        #expect(batch.notify(change, .notify(.live), []) == .suppress(.noRecipient))
        let alert = Alert(
            id: AlertID("a"),
            subject: .violation(change),
            authority: "bureau",
            channel: .mail,
            createdAt: Self.at,
            expiresAt: Self.at + .hours(1)
        )
        #expect(batch.notify(change, .notify(.live), [alert]) == .notify(.live))
        #expect(batch.alerts == [alert])
    }

    private func outcome(seconds: Int64) -> ViolationOutcome {
        let opened = change(1, .opened)
        return ViolationOutcome(
            id: opened.violation,
            subject: opened.subject,
            openedAt: Self.at,
            closedAt: Self.at + .seconds(seconds + 8),
            endedAt: Self.at + .seconds(seconds),
            worst: opened.worst
        )
    }

    private func correction(_ before: ViolationOutcome, _ after: ViolationOutcome) -> Correction {
        Correction(
            before: before,
            supersedes: 1,
            after: after,
            cause: TimeRange(start: Self.at, end: Self.at + .minutes(9)),
            decidedAt: Self.at + .hours(1)
        )
    }
}
