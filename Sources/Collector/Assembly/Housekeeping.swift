package import EventTime
import Foundation
package import Logging
package import Records
import ServiceLifecycle
import Synchronization

/// Removes rejected payloads that have outlived their limits, at the start and once an hour, on a thread of its own; archives the
/// plan where that could not be done at the start.
package final class Housekeeping: Service {
    private static let period = EventTime.Span.hours(1)
    /// Rows of one commit; the write lock is free between two.
    private static let batch = 500
    private static let pause = EventTime.Span.milliseconds(50)

    private let quarantine: any Quarantine
    private let limits: QuarantineLimits
    private let planKeeping: PlanKeeping?
    private let now: @Sendable () -> Instant
    private let log: Logger
    private let wake = Doorbell()
    private let isStopping = Atomic(false)

    package init(
        quarantine: any Quarantine,
        limits: QuarantineLimits,
        planKeeping: PlanKeeping? = nil,
        now: @escaping @Sendable () -> Instant,
        log: Logger
    ) {
        self.quarantine = quarantine
        self.limits = limits
        self.planKeeping = planKeeping
        self.now = now
        self.log = log
    }

    package func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await withCheckedContinuation { done in
                let thread = Thread { [self] in
                    work()
                    done.resume()
                }
                thread.name = "housekeeping"
                thread.start()
            }
        } onCancelOrGracefulShutdown: { [self] in
            isStopping.store(true, ordering: .releasing)
            wake.ring()
        }
    }

    private func work() {
        while !isStopping.load(ordering: .acquiring) {
            planKeeping?.attempt()
            do {
                try expire()
            } catch {
                log.error(
                    "old rejected payloads could not be removed; tried again in an hour",
                    metadata: ["error": "\(error)"]
                )
            }
            wake.wait(atMost: Housekeeping.period)
        }
    }

    /// Oldest first; ends early when the service stops.
    package func expire() throws {
        let expired = try quarantine.expired(before: now() - limits.keep, most: limits.most)
        let byAge = try remove(expired.byAge)
        let bySize = try remove(expired.bySize)
        guard byAge + bySize > 0 else { return }
        log.notice(
            "removed old rejected payloads",
            metadata: ["over age": "\(byAge)", "over size": "\(bySize)"]
        )
    }

    private func remove(_ ids: [Int64]) throws -> Int {
        var removed = 0
        for start in stride(from: 0, to: ids.count, by: Housekeeping.batch) {
            guard !isStopping.load(ordering: .acquiring) else { break }
            if start > 0 { wake.wait(atMost: Housekeeping.pause) }
            removed += try quarantine.remove(Array(ids[start..<min(start + Housekeeping.batch, ids.count)]))
        }
        return removed
    }
}
