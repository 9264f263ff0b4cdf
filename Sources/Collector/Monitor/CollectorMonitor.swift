import EventTime
import ExamCalendar
import Ingest
import Logging
import Mosquitto
import Notifications
import Preflight
import Records
import Running
import ServiceLifecycle
import ServiceSettings
import StorePorts
import Synchronization

/// Looks once a second at how the collector itself stands, and puts what operators must know into the outbox, together
/// with what it remembers of it.
///
/// On threads of its own: one looks, one asks servers for their certificates, which may block.
final class CollectorMonitor: Service {
    /// What it looks at.
    struct Sources: Sendable {
        var broker: BrokerSettings
        var ingest: IngestStatistics
        var clock: ServiceClock
        var inUse: PlanInUse

        var certificates: [WatchedCertificate] { inUse.stages.certificates }
    }

    private struct State {
        var conditions: CollectorConditions?
        var certificates: [String: CollectorObservation.Certificate] = [:]
        /// The servers' names when it was looked last.
        var watched: Set<String>?
        /// Since when things are as they are, by the monotonic clock.
        var receivingSince: ContinuousClock.Instant?
        var notReceivingSince: ContinuousClock.Instant?
        var trouble: String?
    }

    private let sources: Sources
    private let store: any CollectorLog
    private let log: Logger
    private let start = ContinuousClock.now
    private let state = Mutex(State())
    private let wake = WakeSignals()

    private struct WakeSignals: Sendable {
        let look = WakeSignal()
        let certificates = WakeSignal()
    }

    private static let looksEvery = TimeSpan.seconds(1)
    private static let asksEvery = TimeSpan.hours(24)
    /// After a server that could not be asked.
    private static let asksAgain = TimeSpan.hours(1)
    /// A time that is a guess is notified when no sensor has given a better one by then.
    private static let guessFor = Duration.seconds(10)

    init(
        _ sources: Sources,
        store: any CollectorLog,
        log: Logger
    ) {
        self.sources = sources
        self.store = store
        self.log = log
    }

    /// What is so now, for the health pages.
    var troubles: [CollectorChange] { state.withLock { $0.conditions?.troubles ?? [] } }

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                try await ThreadLifetime(wake: wake.look).run("collector monitor") { [self] in watch($0) }
            }
            group.addTask { [self] in
                try await ThreadLifetime(wake: wake.certificates).run("certificates") { [self] in
                    askForCertificates($0)
                }
            }
            try await group.waitForAll()
        }
    }

    private func watch(_ lifetime: ThreadLifetime) {
        while !lifetime.isStopping {
            look(at: sources.clock.now())
            lifetime.wait(atMost: CollectorMonitor.looksEvery)
        }
    }

    /// Puts what has changed into the store with its alerts; what the store does not take is tried again with the next
    /// look.
    private func look(at now: Instant) {
        do {
            var conditions = try known()
            let changes = conditions.changes(observation(), at: now, isSession: isSession(at: now))
            let stages = sources.inUse.stages
            for change in changes {
                try store.record(change, alerts: stages.routing.alerts(for: .collector(change), createdAt: now))
                conditions.note(change)
                state.withLock { $0.conditions = conditions }
                report(change)
            }
            if !changes.isEmpty { stages.notified() }
            if state.withLock({ $0.trouble.take() }) != nil { log.notice("changes of the collector are kept again") }
        } catch {
            let text = "\(error)"
            let isNew = state.withLock { state in
                defer { state.trouble = text }
                return state.trouble != text
            }
            guard isNew else { return }
            log.error("changes of the collector cannot be kept, trying again", metadata: ["error": "\(text)"])
        }
    }

    private func known() throws -> CollectorConditions {
        if let conditions = state.withLock({ $0.conditions }) { return conditions }
        let conditions = CollectorConditions(alertAfter: sources.broker.alertAfter, kept: try store.collectorTroubles())
        state.withLock { $0.conditions = conditions }
        return conditions
    }

    private func observation() -> CollectorObservation {
        let counts = sources.ingest.counts
        let clock = sources.clock.status
        var seen = CollectorObservation(
            broker: sources.broker.connection.address,
            clientID: sources.broker.connection.clientID
        )
        let moment = ContinuousClock.now
        state.withLock { state in
            if counts.isReceiving {
                state.notReceivingSince = nil
                state.receivingSince = state.receivingSince ?? moment
            } else {
                state.receivingSince = nil
                state.notReceivingSince = state.notReceivingSince ?? counts.lostAt ?? start
            }
            seen.receivingFor = state.receivingSince.map { (moment - $0).span }
            seen.notReceivingFor = state.notReceivingSince.map { (moment - $0).span }
            seen.certificates = state.certificates
        }
        seen.lastHeardAt = counts.lastHeardAt
        seen.trouble = counts.trouble ?? ""
        seen.isSecondClientLikely = counts.isSecondClientLikely
        // At first the sensors may give a better time.
        if !clock.isGuess || moment - start >= CollectorMonitor.guessFor { seen.clockFault = clock.fault }
        seen.clockOffset = clock.offset
        seen.refusedPlan = sources.inUse.refusal.map { ($0.path, $0.why) }
        seen.watched = Set(sources.certificates.map(\.name))
        let isNew = state.withLock { state in
            defer { state.watched = seen.watched }
            return state.watched.map { $0 != seen.watched } ?? false
        }
        if isNew { wake.certificates.signal() }
        return seen
    }

    private func isSession(at now: Instant) -> Bool {
        sources.inUse.stages.amended.exams.contains { exam in
            exam.sessions.contains { $0.kind != .gap && $0.guarded.contains(now) }
        }
    }

    private func report(_ change: CollectorChange) {
        var metadata: Logger.Metadata = [:]
        if !change.about.isEmpty { metadata["about"] = "\(change.about)" }
        if let since = change.since { metadata["since"] = "\(RFC3339.format(since, offset: 0))" }
        if let until = change.until { metadata["until"] = "\(RFC3339.format(until, offset: 0))" }
        if !change.detail.isEmpty { metadata["detail"] = "\(change.detail)" }
        log.log(
            level: change.isOn ? .warning : .notice,
            "operators are notified: \(change.words)",
            metadata: metadata
        )
    }

    private func askForCertificates(_ lifetime: ThreadLifetime) {
        while !lifetime.isStopping {
            var isWhole = true
            for certificate in sources.certificates where !lifetime.isStopping {
                do {
                    guard let end = try certificate.end() else { continue }
                    state.withLock { $0.certificates[certificate.name] = .init(end: end, ahead: certificate.ahead) }
                } catch {
                    isWhole = false
                    log.info(
                        "the certificate cannot be asked for; tried again in an hour",
                        metadata: ["server": "\(certificate.name)", "error": "\(error)"]
                    )
                }
            }
            wake.look.signal()
            lifetime.wait(atMost: isWhole ? CollectorMonitor.asksEvery : CollectorMonitor.asksAgain)
        }
    }
}

extension CollectorChange {
    /// For the log.
    fileprivate var words: String {
        switch (matter, isOn) {
        case (.blind, true): "nothing is received from the broker"
        case (.blind, false): "the broker is received again"
        case (.secondClient, true): "another client with our client id is likely"
        case (.secondClient, false): "no other client uses our client id any more"
        case (.certificate, true): hasExpired ? "a certificate has expired" : "a certificate ends soon"
        case (.certificate, false): "a certificate was renewed"
        case (.machineClock, true): "this machine's clock is wrong"
        case (.planRefused, true): "edited settings or an edited plan were not taken up"
        case (.planRefused, false): "settings and plan are taken up again"
        case (.machineClock, false): "this machine's clock is right again"
        }
    }
}

extension Duration {
    fileprivate var span: TimeSpan {
        .milliseconds(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
