import EventTime
import Foundation
import Logging
import Running
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

/// Waits for a day at a time, so that only a signal ends it.
private final class WaitingService: ThreadedService {
    let threadName = "waiting"
    let wake = WakeSignal()
    private let turns = Atomic(0)
    private let name = Mutex<String?>(nil)
    private let failure: (any Error & Sendable)?

    init(failure: (any Error & Sendable)? = nil) {
        self.failure = failure
    }

    var count: Int { turns.load(ordering: .acquiring) }
    var thread: String? { name.withLock { $0 } }

    func work(_ lifetime: ThreadLifetime) throws {
        let comm = try String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
        name.withLock { $0 = comm.trimmingCharacters(in: .newlines) }
        while !lifetime.isStopping {
            turns.add(1, ordering: .acquiringAndReleasing)
            lifetime.wait(atMost: .hours(24))
            if let failure { throw failure }
        }
    }
}

private struct Broken: Error {}

@Suite(.timeLimit(.minutes(1)))
struct ThreadedServiceTests {
    private let quiet: Logger = {
        var log = Logger(label: "group")
        log.logLevel = .critical
        return log
    }()

    private func eventually(_ condition: () -> Bool) async throws {
        while !condition() { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test("it works on its own thread, a signal wakes it, and graceful shutdown ends it")
    func shutdown() async throws {
        let service = WaitingService()
        let group = ServiceGroup(services: [service], logger: quiet)
        let running = Task { try await group.run() }
        try await eventually { service.count == 1 }
        #expect(service.thread == "waiting")
        service.wake.signal()
        try await eventually { service.count == 2 }
        await group.triggerGracefulShutdown()
        try await running.value
        #expect(service.count == 2)
    }

    @Test("cancellation ends it as well, also before it has begun")
    func cancellation() async throws {
        let service = WaitingService()
        let running = Task { try await service.run() }
        try await eventually { service.count == 1 }
        running.cancel()
        try await running.value
        let late = Task {
            try? await Task.sleep(for: .seconds(60))
            try await service.run()
        }
        late.cancel()
        try await late.value
        #expect(service.count == 1)
    }

    @Test("an error of the thread reaches the service group")
    func error() async throws {
        let service = WaitingService(failure: Broken())
        let group = ServiceGroup(services: [service], logger: quiet)
        let running = Task { try await group.run() }
        try await eventually { service.count == 1 }
        service.wake.signal()
        await #expect(throws: Broken.self) { try await running.value }
    }

    @Test("a signal that nobody waits for is remembered once, and forwarded to others")
    func signals() {
        let (first, second) = (WakeSignal(), WakeSignal())
        first.forward(to: [second])
        first.signal()
        first.signal()
        // Would take a day each.
        first.wait(atMost: .hours(24))
        second.wait(atMost: .hours(24))
        let began = ContinuousClock.now
        first.wait(atMost: .milliseconds(100))
        second.wait(atMost: .milliseconds(100))
        #expect(ContinuousClock.now - began >= .milliseconds(190))
    }

    @Test("the parts that run are listed by their names, and no others")
    func parts() async throws {
        let parts = RunningParts()
        let (first, second) = (WaitingService(), WaitingService())
        let group = ServiceGroup(services: [parts.part("first", first), parts.part("second", second)], logger: quiet)
        #expect(parts.running.isEmpty)
        let running = Task { try await group.run() }
        try await eventually { first.count == 1 && second.count == 1 }
        #expect(parts.running.sorted() == ["first", "second"])
        await group.triggerGracefulShutdown()
        try await running.value
        #expect(parts.running.isEmpty)
    }
}
