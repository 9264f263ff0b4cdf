import EventTime
package import Logging
package import Records
package import Running
import ServiceLifecycle
package import StorePorts
import Synchronization

/// Removes rejected payloads that have outlived their limits, at the start and once an hour, on a thread of its own;
/// keeps space back for a full disk; archives the plan where that could not be done at the start.
package final class Housekeeping: ThreadedService {
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
    private let time: TimeSource
    private let log: Logger
    package let wake = WakeSignal()
    package let threadName = "housekeeping"

    package init(
        quarantine: any Quarantine,
        space: (any StoreSpace)? = nil,
        limits: QuarantineLimits,
        planKeeping: PlanKeeping? = nil,
        time: TimeSource,
        log: Logger
    ) {
        self.quarantine = quarantine
        self.space = space
        self.limits = limits
        self.planKeeping = planKeeping
        self.time = time
        self.log = log
    }

    package func work(_ lifetime: ThreadLifetime) {
        var expiredAt: TimeSpan?
        var isReserveTrouble = false
        while !lifetime.isStopping {
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
            if expiredAt.map({ time.monotonic() - $0 >= Housekeeping.period }) ?? true {
                expiredAt = time.monotonic()
                planKeeping?.attempt()
                do {
                    try bringUnderLimits(until: lifetime)
                    try expire(until: lifetime)
                } catch {
                    log.error(
                        "old rejected payloads could not be removed; tried again in an hour",
                        metadata: ["error": "\(error)"]
                    )
                }
            }
            lifetime.wait(atMost: Housekeeping.diskPeriod, by: time)
        }
    }

    /// What an earlier release or other limits have left: in small steps, between which the write lock is free.
    package func bringUnderLimits(until lifetime: ThreadLifetime = ThreadLifetime()) throws {
        var discarded = 0
        while !lifetime.isStopping {
            let step = try quarantine.bringUnderLimits(atMost: Housekeeping.batch)
            discarded += step.discarded
            if step.isDone { break }
            lifetime.wait(atMost: Housekeeping.pause, by: time)
        }
        guard discarded > 0 else { return }
        log.notice("removed rejected payloads over the limits", metadata: ["payloads": "\(discarded)"])
    }

    /// Oldest first; ends early when the service stops.
    package func expire(until lifetime: ThreadLifetime = ThreadLifetime()) throws {
        let oldest = time.now() - limits.keep
        let removed = try remove(quarantine.expired(before: oldest), until: lifetime)
        _ = try quarantine.removeTallies(before: oldest)
        guard removed > 0 else { return }
        log.notice("removed old rejected payloads", metadata: ["over-age": "\(removed)"])
    }

    private func remove(_ ids: [Int64], until lifetime: ThreadLifetime) throws -> Int {
        var removed = 0
        for start in stride(from: 0, to: ids.count, by: Housekeeping.batch) {
            guard !lifetime.isStopping else { break }
            if start > 0 { lifetime.wait(atMost: Housekeeping.pause, by: time) }
            removed += try quarantine.remove(Array(ids[start..<min(start + Housekeeping.batch, ids.count)]))
        }
        return removed
    }
}
