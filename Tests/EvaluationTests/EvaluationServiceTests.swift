import Evaluation
import EventTime
import Records
import Running
import ServiceLifecycle
import TestSupport
import Testing

/// The life of the service around the evaluator.
@Suite(.timeLimit(.minutes(1)))
struct EvaluationServiceTests {
    private let bench: Bench
    private let wake = WakeSignal()
    private let heartbeat = Heartbeat("evaluation")

    init() throws {
        bench = try Bench()
    }

    private func service() -> EvaluationService {
        EvaluationService(
            inputs: EvaluationInputs(
                plan: bench.plan,
                journal: bench.store,
                store: bench.store,
                routing: { _, _ in [] }
            ),
            intake: EvaluationIntake(wake: wake, watermark: IngestWatermark()),
            notified: {},
            time: TimeSource(now: { Bench.nine }),
            heartbeat: heartbeat,
            log: RecordedLog().logger
        )
    }

    private func hasBegun() async throws {
        while !heartbeat.hasBegun { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test("cancellation ends it, as graceful shutdown does")
    func cancellation() async throws {
        let service = service()
        let running = Task { try await service.run() }
        try await hasBegun()
        running.cancel()
        try await running.value
        #expect(heartbeat.silence == .zero)
    }

    @Test("graceful shutdown ends it at once, although it would wait for a second")
    func shutdown() async throws {
        let group = ServiceGroup(services: [service()], logger: RecordedLog().logger)
        let running = Task { try await group.run() }
        try await hasBegun()
        await group.triggerGracefulShutdown()
        try await running.value
        #expect(heartbeat.silence == .zero)
    }
}
