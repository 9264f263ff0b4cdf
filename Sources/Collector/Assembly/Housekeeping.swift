package import EventTime
import Foundation
package import Logging
package import Records
import ServiceLifecycle
package import StorePorts
import Synchronization

/// Removes rejected payloads that have outlived their limits, at the start and once an hour, on a thread of its own; keeps
/// space back for a full disk; archives the plan where that could not be done at the start.
package final class Housekeeping: Service {
    private static let period = TimeSpan.hours(1)
    /// How often the disk is looked at.
    private static let diskPeriod = TimeSpan.seconds(10)
    /// Rows of one commit; the write lock is free between two.
    private static let batch = 500
    private static let pause = TimeSpan.milliseconds(50)

    private let quarantine: any Quarantine
    private let space: (any StoreSpace)?
    private let limits: QuarantineLimits
    private let planKeeping: PlanKeeping?
    private let now: @Sendable () -> Instant
    private let log: Logger
    private let wake = WakeSignal()
    private let isStopping = Atomic(false)

    package init(
        quarantine: any Quarantine,
        space: (any StoreSpace)? = nil,
        limits: QuarantineLimits,
        planKeeping: PlanKeeping? = nil,
        now: @escaping @Sendable () -> Instant,
        log: Logger
    ) {
        self.quarantine = quarantine
        self.space = space
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
            wake.signal()
        }
    }

    private func work() {
        var expiredAt: ContinuousClock.Instant?
        var isReserveTrouble = false
        while !isStopping.load(ordering: .acquiring) {
            do {
                if try space?.keepRoom().isMade == true {
                    log.error(
                        """
                        the disk is full: the space that was kept back is in use, and rejected payloads were removed; make room
                        """
                    )
                }
                isReserveTrouble = false
            } catch {
                if !isReserveTrouble {
                    log.warning("no space can be kept back for a full disk", metadata: ["error": "\(error)"])
                }
                isReserveTrouble = true
            }
            if expiredAt.map({ .now - $0 >= .milliseconds(Housekeeping.period.milliseconds) }) ?? true {
                expiredAt = .now
                planKeeping?.attempt()
                do {
                    try bringUnderLimits()
                    try expire()
                } catch {
                    log.error(
                        "old rejected payloads could not be removed; tried again in an hour",
                        metadata: ["error": "\(error)"]
                    )
                }
            }
            wake.wait(atMost: Housekeeping.diskPeriod)
        }
    }

    /// What an earlier release or other limits have left: in small steps, between which the write lock is free.
    package func bringUnderLimits() throws {
        var discarded = 0
        while !isStopping.load(ordering: .acquiring) {
            let step = try quarantine.bringUnderLimits(atMost: Housekeeping.batch)
            discarded += step.discarded
            if step.isDone { break }
            wake.wait(atMost: Housekeeping.pause)
        }
        guard discarded > 0 else { return }
        log.notice("removed rejected payloads over the limits", metadata: ["payloads": "\(discarded)"])
    }

    /// Oldest first; ends early when the service stops.
    package func expire() throws {
        let oldest = now() - limits.keep
        let removed = try remove(quarantine.expired(before: oldest))
        _ = try quarantine.removeTallies(before: oldest)
        guard removed > 0 else { return }
        log.notice("removed old rejected payloads", metadata: ["over-age": "\(removed)"])
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
