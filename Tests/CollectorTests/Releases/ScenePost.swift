import EventTime
import Foundation
import Notifications
import Records
import Running
import SQLiteStore
import StorePorts
import Synchronization
import Testing

/// The scene's own time.
final class SceneClock: Sendable {
    private let instant = Mutex(Instant(milliseconds: 0))

    var now: Instant { instant.withLock { $0 } }
    func set(_ new: Instant) { instant.withLock { $0 = new } }
}

/// Delivers what is due, by channels that answer as the scene says.
final class ScenePost: Sendable {
    private let store: SQLiteStore
    private let clock: SceneClock
    private let bell = WakeSignal()
    private let task: Task<Void, any Error>
    private let channels: [SceneChannel]

    init(store: SQLiteStore, plan: Plan, clock: SceneClock) {
        self.store = store
        self.clock = clock
        channels = [.mail, .webhook("bureau"), .webhook("city"), .jsonl].map { SceneChannel(name: $0, clock: clock) }
        let service = ReleaseScene.delivery(store, plan, channels, bell, clock)
        task = Task { try await service.run() }
    }

    /// Until nothing is due any more.
    func deliver() async throws {
        for attempt in 0..<5000 {
            guard try isDue() else { return }
            if attempt % 100 == 0 { bell.signal() }
            try await Task.sleep(for: .milliseconds(2))
        }
        Issue.record("alerts stay due at \(RFC3339.format(clock.now, offset: 8 * 3600))")
    }

    private func isDue() throws -> Bool {
        try channels.contains { channel in
            try !store.dueAlerts(at: clock.now, channel: channel.name, limit: 1).isEmpty
        }
    }

    func end() async {
        task.cancel()
        _ = try? await task.value
    }
}

/// Mail is put off once before 08:10, and its server is away from 09:50 to 10:00:30. The city's webhook is put off
/// until 08:50, refuses until 09:20, and works after.
struct SceneChannel: Channel {
    let name: ChannelName
    let clock: SceneClock

    func deliver(_ outgoing: OutgoingMessage, to recipient: Recipient) -> DeliveryOutcome {
        func isBefore(_ time: String) -> Bool { (try? ReleaseScene.at(time)).map { clock.now < $0 } ?? false }
        if name == .mail {
            if !isBefore("09:50:00"), isBefore("10:00:30") {
                return DeliveryOutcome(.deferred, "421 4.3.2 shutting down")
            }
            if !isBefore("08:00:00"), isBefore("08:10:00"), outgoing.first.attempts == 0 {
                return DeliveryOutcome(.deferred, "450 4.2.0 greylisted")
            }
            return DeliveryOutcome(.accepted, "250 2.0.0 Ok: queued as \(outgoing.id)")
        }
        if name == .webhook("city") {
            if isBefore("08:50:00") { return DeliveryOutcome(.deferred, "HTTP 503") }
            if isBefore("09:20:00") { return DeliveryOutcome(.refused, "HTTP 410") }
        }
        return DeliveryOutcome(.accepted, name == .jsonl ? "alerts.jsonl" : "HTTP 200")
    }
}
