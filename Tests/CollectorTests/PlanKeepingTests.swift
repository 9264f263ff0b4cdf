import Collector
import EventTime
import Logging
import Records
import StorePorts
import Synchronization
import Testing

/// An archive that takes nothing until it is mended.
private final class BrokenArchive: PlanArchive {
    struct Full: Error {}
    let kept = Mutex<[PlanUse]>([])
    let isBroken = Mutex(true)

    func keep(_ use: PlanUse) throws -> Bool {
        guard !isBroken.withLock({ $0 }) else { throw Full() }
        kept.withLock { $0.append(use) }
        return true
    }

    func planInUse(at instant: Instant) throws -> PlanUse? { kept.withLock { $0.last } }
    func plansInUse(in range: TimeRange) throws -> [PlanUse] { kept.withLock { $0 } }
}

@Suite struct PlanKeepingTests {
    @Test("a plan that cannot be archived when it is taken up is archived later, once, as of then")
    func later() {
        let archive = BrokenArchive()
        let use = PlanUse(since: Instant(milliseconds: 1), files: [])
        let keeping = PlanKeeping(archive: archive, log: Logger(label: "test"))
        keeping.attempt()
        keeping.take(use)
        keeping.attempt()
        #expect(archive.kept.withLock { $0 }.isEmpty)
        archive.isBroken.withLock { $0 = false }
        keeping.attempt()
        keeping.attempt()
        #expect(archive.kept.withLock { $0 } == [use])
    }
}
