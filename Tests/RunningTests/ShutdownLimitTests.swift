import EventTime
import Foundation
import Logging
import Running
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

/// Does not hear that it is to stop, until it is let go.
private final class DeafService: Service {
    private let letGo = DispatchSemaphore(value: 0)
    let hasBegun = Atomic(false)

    func run() async throws {
        hasBegun.store(true, ordering: .releasing)
        try await onThread { [letGo] in letGo.wait() }
    }

    func release() { letGo.signal() }
}

@Suite(.timeLimit(.minutes(1)))
struct ShutdownLimitTests {
    private final class Flags: Sendable {
        let exceeded = Atomic(false)
        let excused = Atomic(false)
        let asked = Atomic(0)
    }

    private let flags = Flags()
    private let deaf = DeafService()

    private func limit(_ span: TimeSpan) -> ShutdownLimit {
        ShutdownLimit(
            span,
            isExcused: { [flags] in
                flags.asked.add(1, ordering: .acquiringAndReleasing)
                return flags.excused.load(ordering: .acquiring)
            },
            exceeded: { [flags] in flags.exceeded.store(true, ordering: .releasing) }
        )
    }

    private func run(_ limit: ShutdownLimit) -> (ServiceGroup, Task<Void, any Error>) {
        var quiet = Logger(label: "group")
        quiet.logLevel = .critical
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: ([deaf, limit] as [any Service]).map {
                    ServiceGroupConfiguration.ServiceConfiguration(service: $0)
                },
                logger: quiet
            )
        )
        return (group, Task { try await group.run() })
    }

    private var isExceeded: Bool { flags.exceeded.load(ordering: .acquiring) }

    private func eventually(_ condition: () -> Bool) async throws {
        while !condition() { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test("a part that does not end exceeds the limit; without a stop there is none")
    func exceeded() async throws {
        let (group, running) = run(limit(.milliseconds(200)))
        try await Task.sleep(for: .milliseconds(400))
        #expect(!isExceeded)
        await group.triggerGracefulShutdown()
        try await eventually { isExceeded }
        deaf.release()
        try await running.value
    }

    @Test("what has ended in time does not exceed it")
    func inTime() async throws {
        let limit = limit(.seconds(1))
        let (group, running) = run(limit)
        try await eventually { deaf.hasBegun.load(ordering: .acquiring) }
        await group.triggerGracefulShutdown()
        try await Task.sleep(for: .milliseconds(100))
        deaf.release()
        try await running.value
        limit.isOver()
        try await Task.sleep(for: .milliseconds(1500))
        #expect(!isExceeded)
    }

    @Test("while something is excused the limit waits")
    func excused() async throws {
        flags.excused.store(true, ordering: .releasing)
        let (group, running) = run(limit(.milliseconds(50)))
        try await eventually { deaf.hasBegun.load(ordering: .acquiring) }
        await group.triggerGracefulShutdown()
        try await eventually { flags.asked.load(ordering: .acquiring) > 0 }
        #expect(!isExceeded)
        flags.excused.store(false, ordering: .releasing)
        try await eventually { isExceeded }
        deaf.release()
        try await running.value
    }
}
