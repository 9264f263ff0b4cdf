import Collector
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import Collector

@Suite("A stage that is replaced while the service runs")
struct ReplaceableStageTests {
    /// Notes when it runs and ends; ends some time after it was asked to.
    private struct Stage: Service {
        let name: String
        let log: Log

        func run() async throws {
            log.add("\(name) runs")
            try await gracefulShutdown()
            try await Task.sleep(for: .milliseconds(20))
            log.add("\(name) ended")
        }
    }

    private final class Log: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        func wait(for line: String) async throws {
            while !all.contains(line) { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    @Test("the old one ends before the new one runs, and a stop ends the new one", .timeLimit(.minutes(1)))
    func replaced() async throws {
        let log = Log()
        let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let place = ReplaceableStage(Stage(name: "a", log: log), log: quiet)
        let group = ServiceGroup(services: [place], logger: quiet)
        let running = Task { try await group.run() }
        try await log.wait(for: "a runs")
        await place.replace(with: Stage(name: "b", log: log))
        try await log.wait(for: "b runs")
        await place.replace(with: Stage(name: "c", log: log))
        await place.replace(with: Stage(name: "d", log: log))
        try await log.wait(for: "d runs")
        await group.triggerGracefulShutdown()
        try await running.value
        #expect(
            log.all.filter { !$0.hasPrefix("c") } == ["a runs", "a ended", "b runs", "b ended", "d runs", "d ended"]
        )
    }

    @Test("one that fails ends the service with its error", .timeLimit(.minutes(1)))
    func fails() async throws {
        struct Failing: Service {
            struct Broken: Error {}
            func run() async throws { throw Broken() }
        }
        let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let group = ServiceGroup(services: [ReplaceableStage(Failing(), log: quiet)], logger: quiet)
        await #expect(throws: Failing.Broken.self) { try await group.run() }
    }
}
