import Collector
import EventTime
import Logging
import Readings
import Records
import Running
import SensorPayloads
import StorePorts
import Synchronization
import Testing

/// Entries with an age and a size, and what was removed of them in which portions.
private final class QuarantineDouble: Quarantine {
    let asked = Mutex<[Instant]>([])
    let tallies = Mutex<[Instant]>([])
    let portions = Mutex<[[Int64]]>([])
    let steps = Mutex<[Int]>([])
    let old: [Int64]
    /// Steps until everything is under the limits.
    let over: Int

    init(_ old: [Int64], over: Int = 0) {
        self.old = old
        self.over = over
    }

    func forEachRejected(_ filter: QuarantineFilter, _ body: (QuarantineEntry) -> Bool) {}
    func rejected(_ id: Int64) -> RejectedPayload? { nil }
    func settle(_ review: QuarantineReview) -> AppendOutcome { AppendOutcome() }
    func replacements(limit: Int) -> [ReplacedReading] { [] }

    func expired(before instant: Instant) -> [Int64] {
        asked.withLock { $0.append(instant) }
        return old
    }

    func bringUnderLimits(atMost limit: Int) -> QuarantineStep {
        let count = steps.withLock { steps in
            steps.append(limit)
            return steps.count
        }
        return QuarantineStep(isDone: count > over, discarded: count > over ? 0 : 3)
    }

    func removeTallies(before instant: Instant) -> Int {
        tallies.withLock { $0.append(instant) }
        return 0
    }

    func usage(senders: Int, tallies: Int) -> QuarantineUsage { QuarantineUsage() }

    func remove(_ ids: [Int64]) -> Int {
        portions.withLock { $0.append(ids) }
        return ids.count
    }
}

@Suite("Housekeeping")
struct HousekeepingTests {
    private func housekeeping(_ quarantine: QuarantineDouble) -> Housekeeping {
        Housekeeping(
            quarantine: quarantine,
            limits: QuarantineLimits(keep: .hours(2), most: 5_000_000),
            time: TimeSource(now: { Instant(milliseconds: 10_000_000) }),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    @Test("asks by the clock it is given, and removes the oldest first in small portions")
    func portions() throws {
        let quarantine = QuarantineDouble(Array(1...1102))
        try housekeeping(quarantine).expire()
        #expect(quarantine.asked.withLock { $0 } == [Instant(milliseconds: 10_000_000 - 7_200_000)])
        #expect(quarantine.tallies.withLock { $0 } == [Instant(milliseconds: 10_000_000 - 7_200_000)])
        let portions = quarantine.portions.withLock { $0 }
        #expect(portions.flatMap { $0 } == Array(1...1102))
        #expect(portions.allSatisfy { $0.count <= 500 })
    }

    @Test("brings a store under its limits step by step, until there is nothing left to do")
    func steps() throws {
        let quarantine = QuarantineDouble([], over: 4)
        try housekeeping(quarantine).bringUnderLimits()
        #expect(quarantine.steps.withLock { $0 } == [500, 500, 500, 500, 500])
    }
}
