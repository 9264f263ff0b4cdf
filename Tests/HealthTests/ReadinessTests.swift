import Health
import Testing

@Suite("Readiness")
struct ReadinessTests {
    private struct Row: CustomTestStringConvertible {
        var testDescription: String
        var change: @Sendable (inout Readiness) -> Void
        var reasons: [String]
    }

    private static let rows = [
        Row(testDescription: "all well", change: { _ in }, reasons: []),
        Row(
            testDescription: "no subscription",
            change: { $0.isSubscribed = false },
            reasons: ["broker: not connected and subscribed at b.example:1883"]
        ),
        Row(
            testDescription: "a failed commit",
            change: { $0.lastCommitFailed = true },
            reasons: ["store: the last commit failed; nothing is acknowledged until one succeeds"]
        ),
        Row(
            testDescription: "a backlog",
            change: { $0.isCaughtUp = false },
            reasons: ["evaluation: readings in the journal are not judged yet"]
        ),
        Row(
            testDescription: "a failed turn",
            change: { $0.evaluationFails = true },
            reasons: ["evaluation: the last turn failed; it is tried again"]
        ),
        Row(
            testDescription: "everything at once, one reason for each",
            change: {
                $0.isSubscribed = false
                $0.lastCommitFailed = true
                $0.isCaughtUp = false
                $0.evaluationFails = true
            },
            reasons: [
                "broker: not connected and subscribed at b.example:1883",
                "store: the last commit failed; nothing is acknowledged until one succeeds",
                "evaluation: the last turn failed; it is tried again",
                "evaluation: readings in the journal are not judged yet",
            ]
        ),
    ]

    @Test("each thing that is missing is told", arguments: rows)
    private func reasons(row: Row) {
        var readiness = Readiness(
            isSubscribed: true,
            lastCommitFailed: false,
            isCaughtUp: true,
            evaluationFails: false,
            broker: "b.example:1883"
        )
        row.change(&readiness)
        #expect(readiness.reasons == row.reasons)
    }
}
