import EventTime
import Foundation
import Logging
import Mosquitto
import Records
import SensorPayloads
import Settings

/// What the ingest thread does. Made, run and ended on that thread.
final class IngestLoop {
    private let service: IngestService
    private let lifetime: IngestLifetime
    private let subscriber: MosquittoSubscriber
    private var backOff = BackOff()
    private var sessionExpected: Bool
    private var connectedAt: Instant?
    /// Messages of this connection that are committed and whose acknowledgements wait to leave.
    private var unacknowledged = 0
    /// The last failure that was logged; the same one again is not.
    private var reported: String?

    /// Keep-alive and shutdown are looked at this often when nothing arrives.
    private static let pollMilliseconds = 100
    /// Pauses in which a batch may go on growing, s.
    private static let pauses = [0.001, 0.002, 0.003, 0.004]
    /// A smaller batch takes every pause; a larger one is committed when a pause has brought nothing. Below mosquitto's
    /// default window of 20, so that a full window is not waited for.
    private static let smallBatch = 16
    /// From here on a commit costs little a message.
    private static let largeBatch = 256
    /// A connection attempt to an address that never answers, and the look-up of its name before.
    private static let longestConnect = Span.minutes(3)
    /// A connection that held this long was a good one.
    private static let steadyAfter = Span.seconds(30)

    init(_ service: IngestService, _ lifetime: IngestLifetime) throws(MosquittoError) {
        self.service = service
        self.lifetime = lifetime
        sessionExpected = service.expectsSession
        subscriber = try MosquittoSubscriber(
            options: service.settings.connection,
            password: service.settings.password?.reveal(),
            filters: service.filters
        )
    }

    func run() {
        defer { service.pulse.end() }
        while !lifetime.stopRequested {
            do {
                try serveConnection()
                return
            } catch {
                // Without a single write: what was not committed stays with the broker.
                subscriber.drop()
                service.statistics.update { $0.isSubscribed = false }
                unacknowledged = 0
                if let connectedAt, service.now() - connectedAt >= IngestLoop.steadyAfter {
                    backOff.reset()
                    reported = nil
                }
                report(error)
            }
            connectedAt = nil
            service.pulse.beat(awayFor: .seconds(Int64(BackOff.longest)))
            if lifetime.sleep(seconds: backOff.next(random: service.random())) { return }
        }
    }

    private func serveConnection() throws {
        service.pulse.beat(awayFor: IngestLoop.longestConnect)
        guard try lifetime.connecting({ try subscriber.connect() }) else { return }
        try subscriber.acknowledge()
        while !lifetime.stopRequested {
            service.pulse.beat()
            // While the broker has not answered, only its bytes wake us: during a TLS handshake the socket is writable
            // all the time.
            let writable = connectedAt != nil && subscriber.wantsWrite
            try subscriber.poll(milliseconds: IngestLoop.pollMilliseconds, writable: writable)
            try receive()
            if subscriber.wantsWrite { try subscriber.acknowledge() }
            noteAcknowledged()
            try subscriber.misc()
        }
        service.statistics.update { $0.isSubscribed = false }
        try subscriber.disconnect()
    }

    /// Reads a batch and commits it. A batch that was cut short by an error is committed too; it cannot be acknowledged,
    /// and the journal knows the readings when they come again.
    private func receive() throws {
        let reading = Result { try gather(limit: service.settings.batchLimit) }
        let subscribing = Result { try subscriber.takeEvents().forEach(note) }
        if !subscriber.batch.isEmpty { try commit(subscriber.batch) }
        try reading.get()
        try subscribing.get()
    }

    /// Reads, and goes on for up to 10 ms while more keeps coming: messages that come one by one would otherwise pay for a
    /// commit each. Nothing is sent meanwhile.
    private func gather(limit: Int) throws {
        try subscriber.read(limit: limit)
        for pause in IngestLoop.pauses {
            let count = subscriber.batch.count
            guard count > 0, count < min(limit, IngestLoop.largeBatch) else { return }
            Thread.sleep(forTimeInterval: pause)
            try subscriber.readMore(limit: limit)
            guard subscriber.batch.count > count || count < IngestLoop.smallBatch else { return }
        }
    }

    private func noteAcknowledged() {
        guard unacknowledged > 0, !subscriber.wantsWrite else { return }
        service.statistics.update { $0.acknowledged += unacknowledged }
        unacknowledged = 0
    }

    private func commit(_ batch: MessageBatch) throws {
        let receivedAt = service.now()
        let arrival = service.batchDecoder.arrival(of: batch, receivedAt: receivedAt)
        let began = SuspendingClock.now
        let outcome: AppendOutcome
        do {
            outcome = try service.journal.append(arrival)
        } catch {
            service.statistics.update { $0.failedCommits += 1 }
            throw error
        }
        unacknowledged += batch.count
        service.doorbell()
        reported = nil
        let committedAt = service.now()
        let took = began.duration(to: .now).inSeconds
        service.statistics.update { counts in
            counts.messages += batch.count
            counts.readings += outcome.appended
            counts.repeats += outcome.repeated
            for payload in arrival.rejected { counts.rejected[payload.reason, default: 0] += 1 }
            if outcome.conflicting > 0 { counts.rejected[.conflict, default: 0] += outcome.conflicting }
            counts.commits += 1
            counts.commitSeconds.add(took)
            counts.batchSizes.add(Double(batch.count))
            counts.lastCommitAt = committedAt
            counts.largestBatch = max(counts.largestBatch, batch.count)
        }
    }

    private func note(_ event: ConnectionEvent) throws {
        switch event {
        case .connected(let sessionPresent, code: 0):
            connectedAt = service.now()
            noteSession(present: sessionPresent)
        case .subscribed(let grants):
            if let failure = grants.lazy.compactMap(\.failure).first { throw failure }
            sessionExpected = !service.settings.connection.cleanSession
            service.statistics.update { counts in
                counts.subscriptions += 1
                counts.isSubscribed = true
            }
            service.logger.info("subscribed", metadata: ["filters": "\(service.filters)", "broker": "\(address)"])
        case .connected, .disconnected:
            // Told by the error of the read that saw it.
            break
        }
    }

    private func noteSession(present: Bool) {
        guard sessionExpected, !present else { return }
        let at = service.now()
        service.statistics.update { counts in
            counts.sessionLosses += 1
            counts.lastSessionLossAt = at
        }
        service.logger.warning(
            "possible loss: the broker has forgotten the session, and with it what was published while we were away",
            metadata: ["broker": "\(address)", "client": "\(service.settings.connection.clientID)"]
        )
    }

    private func report(_ error: any Error) {
        if error is MosquittoError { service.statistics.update { $0.connectionFailures += 1 } }
        let text = "\(error)"
        guard text != reported else { return }
        reported = text
        service.logger.error(
            "receiving is interrupted; nothing was acknowledged that is not stored, and we try again",
            metadata: ["error": "\(text)", "broker": "\(address)"]
        )
    }

    private var address: String {
        "\(service.settings.connection.host):\(service.settings.connection.port)"
    }
}
