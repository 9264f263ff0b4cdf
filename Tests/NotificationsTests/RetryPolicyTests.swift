import EventTime
import Notifications
import Records
import Testing

struct RetryPolicyTests {
    private let policy = RetryPolicy(first: .seconds(2), longest: .minutes(5))

    struct Row: CustomTestStringConvertible {
        let attempt: Int
        let jitter: Double
        let milliseconds: Int64
        var testDescription: String { "attempt \(attempt), jitter \(jitter)" }
    }

    @Test(
        "the wait doubles, spreads by a fifth, and never passes the longest",
        arguments: [
            Row(attempt: 1, jitter: 0.5, milliseconds: 2000),
            Row(attempt: 2, jitter: 0.5, milliseconds: 4000),
            Row(attempt: 5, jitter: 0.5, milliseconds: 32_000),
            Row(attempt: 8, jitter: 0.5, milliseconds: 256_000),
            Row(attempt: 9, jitter: 0.5, milliseconds: 300_000),
            Row(attempt: 9, jitter: 0.999, milliseconds: 300_000),
            Row(attempt: 9, jitter: 0, milliseconds: 240_000),
            Row(attempt: 1, jitter: 0, milliseconds: 1600),
            Row(attempt: 1, jitter: 1, milliseconds: 2400),
            Row(attempt: 1_000_000, jitter: 0.5, milliseconds: 300_000),
        ]
    )
    func wait(row: Row) {
        #expect(policy.wait(afterAttempt: row.attempt, jitter: row.jitter).milliseconds == row.milliseconds)
    }

    @Test("a huge first wait does not overflow")
    func overflow() {
        let policy = RetryPolicy(first: TimeSpan(milliseconds: .max / 2), longest: .hours(1))
        #expect(policy.wait(afterAttempt: 40, jitter: 1) == .hours(1))
    }

    @Test("accepted and refused are final; deferred falls due again, at the expiry at the latest")
    func fate() {
        var alert = Sample.alert(expiry: .seconds(30))
        let now = Sample.start + .seconds(1)
        #expect(policy.fate(of: alert, after: .accepted, at: now, jitter: 0.5).state == .delivered)
        #expect(policy.fate(of: alert, after: .refused, at: now, jitter: 0.5).state == .failed)
        let first = policy.fate(of: alert, after: .deferred, at: now, jitter: 0.5)
        #expect(first.state == .pending && first.nextAttemptAt == now + .seconds(2))
        alert.attempts = 6
        #expect(policy.fate(of: alert, after: .deferred, at: now, jitter: 0.5).nextAttemptAt == alert.expiresAt)
    }
}
