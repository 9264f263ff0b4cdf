import Collector
import EventTime
import Logging
import Records
import SensorPayloads
import Synchronization
import Testing

/// Entries with an age and a size, and what was removed of them in which portions.
private final class QuarantineDouble: Quarantine {
    let asked = Mutex<[(before: Instant, most: Int64)]>([])
    let portions = Mutex<[[Int64]]>([])
    let expiry: QuarantineExpiry

    init(_ expiry: QuarantineExpiry) {
        self.expiry = expiry
    }

    func forEachRejected(_ filter: QuarantineFilter, _ body: (QuarantineEntry) -> Bool) {}
    func rejected(_ id: Int64) -> RejectedPayload? { nil }
    func settle(_ review: QuarantineReview) -> AppendOutcome { AppendOutcome() }
    func replacements(limit: Int) -> [ReplacedReading] { [] }

    func expired(before instant: Instant, most: Int64) -> QuarantineExpiry {
        asked.withLock { $0.append((instant, most)) }
        return expiry
    }

    func remove(_ ids: [Int64]) -> Int {
        portions.withLock { $0.append(ids) }
        return ids.count
    }
}

@Suite("Housekeeping")
struct HousekeepingTests {
    @Test("asks by the clock it is given, and removes the oldest first in small portions")
    func portions() throws {
        let quarantine = QuarantineDouble(QuarantineExpiry(byAge: Array(1...1100), bySize: [1101, 1102]))
        let housekeeping = Housekeeping(
            quarantine: quarantine,
            limits: QuarantineLimits(keep: .hours(2), most: 5_000_000),
            now: { Instant(milliseconds: 10_000_000) },
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        try housekeeping.expire()
        #expect(quarantine.asked.withLock { $0.map(\.before) } == [Instant(milliseconds: 10_000_000 - 7_200_000)])
        #expect(quarantine.asked.withLock { $0.map(\.most) } == [5_000_000])
        let portions = quarantine.portions.withLock { $0 }
        #expect(portions.flatMap { $0 } == Array(1...1102))
        #expect(portions.allSatisfy { $0.count <= 500 })
    }
}
