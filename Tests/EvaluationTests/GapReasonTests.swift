import Acoustics
import Analysis
import Evaluation
import EventTime
import Readings
import Records
import SQLiteStore
import SensorPayloads
import Sites
import Testing

@Suite("Why readings are missing")
struct GapReasonTests {
    private static let short = LedgerBench.range(0..<120)

    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var record: @Sendable (LedgerBench) throws -> Void
        var reasons: [GapReason] = []
    }

    @Test(
        "what is recorded in the time of a gap is told as its reason, and nothing else is",
        arguments: [
            Case(testDescription: "nothing", record: { _ in }),
            Case(
                testDescription: "the sensor said offline",
                record: {
                    try $0.status(.offline, at: 33)
                    try $0.status(.online, at: 39)
                },
                reasons: [.offline(LedgerBench.range(33..<39))]
            ),
            Case(
                testDescription: "offline before it, and online again",
                record: {
                    try $0.status(.offline, at: 3)
                    try $0.status(.online, at: 30)
                }
            ),
            Case(
                testDescription: "the broker forgot the session",
                record: {
                    try $0.note(.begun, at: -100)
                    try $0.note(.connectionLost, at: 36, last: 30)
                    try $0.note(.forgotten, at: 40, last: 30)
                },
                reasons: [
                    .sessionForgotten(LedgerBench.range(30..<40)),
                    .notReceiving(Outage(range: LedgerBench.range(30..<40), cause: .connectionLost)),
                ]
            ),
            Case(
                testDescription: "the service had not subscribed yet",
                record: { try $0.note(.begun, at: 40) },
                reasons: [
                    .notReceiving(
                        Outage(
                            range: TimeRange(start: .distantPast, end: LedgerBench.range(30..<40).end),
                            cause: .notYet
                        )
                    )
                ]
            ),
            Case(
                testDescription: "the service was stopped",
                record: {
                    try $0.note(.begun, at: -100)
                    try $0.note(.stopped, at: 30, last: 30)
                    try $0.note(.resumed, at: 40, last: 30)
                },
                reasons: [.notReceiving(Outage(range: LedgerBench.range(30..<40), cause: .stopped))]
            ),
            Case(
                testDescription: "the service was killed",
                record: {
                    try $0.note(.begun, at: -100)
                    try $0.note(.resumed, at: 40, last: 30)
                },
                reasons: [.notReceiving(Outage(range: LedgerBench.range(30..<40), cause: .died))]
            ),
            Case(
                testDescription: "the connection was lost",
                record: {
                    try $0.note(.begun, at: -100)
                    try $0.note(.connectionLost, at: 35, last: 30)
                    try $0.note(.resumed, at: 40, last: 30)
                },
                reasons: [.notReceiving(Outage(range: LedgerBench.range(30..<40), cause: .connectionLost))]
            ),
            Case(
                testDescription: "the broker dropped messages",
                record: {
                    try $0.drops(7, at: -200, since: nil)
                    try $0.drops(17, at: 45, since: 25)
                },
                reasons: [.brokerDropped(Drop(count: 10, range: LedgerBench.range(25..<45)))]
            ),
            Case(
                testDescription: "another run of the broker dropped messages",
                record: {
                    try $0.drops(7, at: -200, since: nil)
                    try $0.drops(9, at: 45, since: 25, brokerStart: 20)
                },
                reasons: [.brokerDropped(Drop(count: 9, range: LedgerBench.range(25..<45)))]
            ),
            Case(
                testDescription: "what the broker dropped before we first listened",
                record: { try $0.drops(7, at: 35, since: nil) }
            ),
            Case(
                testDescription: "its payloads were rejected",
                record: {
                    try $0.reject(.invalidValue, at: 32)
                    try $0.reject(.malformed, at: 33)
                },
                reasons: [.rejected(2)]
            ),
            Case(
                testDescription: "another sensor's payloads were rejected",
                record: { try $0.reject(.malformed, at: 33, of: Bench.yard) }
            ),
            Case(
                testDescription: "a contradiction was rejected",
                record: { try $0.reject(.conflict, at: 33) }
            ),
        ]
    )
    func reasons(row: Case) throws {
        let bench = try LedgerBench()
        try bench.send(0..<30)
        try bench.send(40..<120)
        try row.record(bench)
        let ledger = try bench.gate(GapReasonTests.short)
        #expect(ledger.gaps.map(\.reasons) == [row.reasons + [.messagesMissing(10)]])
        #expect(ledger.missing.map(\.reasons) == [row.reasons])
    }
}

@Suite("Numbers that sensors make up")
struct MadeUpNumberTests {
    @Test(
        "what is missing between the lowest and the highest number of several restarts is counted up to the largest number"
    )
    func missing() {
        let range = LedgerBench.range(0..<120)
        var ledger = SensorLedger(sensor: SensorID(site: "school", sensor: "gate"), range: range)
        ledger.missing = (0..<20).map { boot in
            MissingMessages(boot: boot, numbers: 1...999_999_999_999_999_998, between: range)
        }
        #expect(ledger.missingMessages == .max)
    }
}
