import Acoustics
import EventTime
import Foundation
import Logging
import Mosquitto
import Records
import SensorPayloads
import Settings

/// What the ingest thread does. Made, run and ended on that thread.
final class IngestLoop {
    let service: IngestService
    private let lifetime: SubscriberLifetime
    private let subscriber: MosquittoSubscriber
    private var routing = TopicRouting()
    private var decoder: BatchDecoder
    /// What is known of the sensors is to be taken from the journal: at the start, and after a commit that failed.
    private var mustRecall = true
    private var quiet = QuietTime()
    private var step = ClockStep()
    var notes: SessionNotes
    private var backOff = BackOff()
    var sessionExpected: Bool
    var sessionPresent = false
    /// Topics whose refusal was logged.
    var refused: Set<String> = []
    private var connectedAt: Instant?
    var isSubscribed = false {
        didSet { service.statistics.update { $0.isSubscribed = isSubscribed } }
    }
    /// Messages of this connection that are committed and whose acknowledgements wait to leave.
    private var unacknowledged = 0
    /// The failure that was logged last, until receiving works again; the same one is not logged again.
    var trouble: (text: String, isOfConnection: Bool)?

    /// Keep-alive and shutdown are looked at this often when nothing arrives.
    private static let pollMilliseconds = 100
    /// Pauses in which a batch may go on growing, s.
    private static let pauses = [0.001, 0.002, 0.003, 0.004, 0.01, 0.02]
    /// A smaller batch takes every pause; a larger one is committed when a pause has brought nothing. Below mosquitto's
    /// default window of 20, so that a full window is not waited for.
    private static let smallBatch = 16
    /// From here on a commit costs little a message.
    private static let largeBatch = 256
    /// A connection attempt to an address that never answers, and the look-up of its name before.
    private static let longestConnect = Span.minutes(3)
    /// Messages of a batch, evenly spread, whose times are looked at.
    private static let witnesses = 64
    /// A connection that held this long was a good one.
    private static let steadyAfter = Span.seconds(30)

    init(_ service: IngestService, _ lifetime: SubscriberLifetime) throws(MosquittoError) {
        self.service = service
        self.lifetime = lifetime
        sessionExpected = service.expectsSession
        notes = SessionNotes(service)
        decoder = service.batchDecoder
        subscriber = try MosquittoSubscriber(
            options: service.settings.connection,
            password: service.settings.password?.reveal(),
            filters: service.filters,
            sideTopics: service.sessionLog == nil ? [] : TopicRouting.sideTopics
        )
    }

    func run() {
        defer { service.pulse.end() }
        while !lifetime.stopRequested {
            do {
                try serveConnection()
                noteStop()
                isSubscribed = false
                return
            } catch {
                // Without a single write: what was not committed stays with the broker.
                subscriber.drop()
                unacknowledged = 0
                noteLoss(error)
                if let connectedAt, service.now() - connectedAt >= IngestLoop.steadyAfter {
                    backOff.reset()
                }
                report(error)
            }
            connectedAt = nil
            isSubscribed = false
            service.pulse.beat(awayFor: .seconds(Int64(BackOff.longest)))
            if lifetime.sleep(seconds: backOff.next(random: service.random())) { return }
        }
    }

    private func serveConnection() throws {
        service.pulse.beat(awayFor: IngestLoop.longestConnect)
        try recall()
        guard try lifetime.connecting({ try subscriber.connect() }) else { return }
        try subscriber.acknowledge()
        while !lifetime.stopRequested {
            let polledAt = service.now()
            service.pulse.beat()
            // While the broker has not answered, only its bytes wake us: during a TLS handshake the socket is writable
            // all the time.
            let writable = connectedAt != nil && subscriber.wantsWrite
            try subscriber.poll(milliseconds: IngestLoop.pollMilliseconds, writable: writable)
            try receive()
            noteHeard(polledAt)
            if subscriber.wantsWrite { try subscriber.acknowledge() }
            noteAcknowledged()
            try subscriber.misc()
            notes.flush(at: service.now())
        }
        try subscriber.disconnect()
    }

    /// What the journal says of the sensors' clocks and levels, so that what comes next is judged as without an interruption.
    private func recall() throws {
        guard mustRecall, let recall = service.recall else { return }
        var fresh = service.batchDecoder.sensors
        try recall(&fresh)
        decoder.sensors = fresh
        mustRecall = false
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

    /// Reads, and goes on for up to 40 ms while more keeps coming: messages that come one by one would otherwise pay for a
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

    /// A broker that has been quiet for long enough, with everything acknowledged, has nothing waiting for us.
    private func noteHeard(_ polledAt: Instant) {
        let monotonic = service.monotonic()
        if !subscriber.batch.isEmpty || unacknowledged > 0 { quiet.received(at: monotonic) }
        guard isSubscribed, subscriber.batch.isEmpty, !subscriber.wantsWrite else { return }
        if quiet.isProof(at: monotonic) {
            service.heardUntil.move(to: polledAt)
        } else if let bound = quiet.bound(at: monotonic) {
            service.heardUntil.move(to: polledAt - bound)
        }
    }

    private func noteTimes(of arrival: Arrival) {
        // In place: a copy of each message would cost more than the look.
        var ends: [Instant] = []
        var newest = Instant.distantPast
        let step = max(1, arrival.messages.count / IngestLoop.witnesses)
        for index in stride(from: 0, to: arrival.messages.count, by: step) {
            guard let reading = arrival.messages[index].readings.last else { continue }
            // What a wrong clock stamped says when it was sent to nobody, but may say that ours is the wrong one.
            ends.append(reading.end - reading.shift)
            let isTimed = reading.shift == .zero && reading.mark != .clock && !reading.historical
            if isTimed { newest = max(newest, reading.end) }
        }
        if let witness = ends.median { service.witness(witness) }
        // The broker delivers in the order of publication: what was published before this reading ended has come.
        if isSubscribed, newest > .distantPast { service.heardUntil.move(to: min(newest, arrival.receivedAt)) }
    }

    private func noteAcknowledged() {
        guard unacknowledged > 0, !subscriber.wantsWrite else { return }
        service.statistics.update { $0.acknowledged += unacknowledged }
        unacknowledged = 0
    }

    private func commit(_ batch: MessageBatch) throws {
        let receivedAt = service.now()
        if let step = step.taken(wall: receivedAt, monotonic: service.monotonic()) { decoder.sensors.rebase(by: step) }
        let arrival = decoder.arrival(of: batch, receivedAt: receivedAt, routing: &routing)
        notes.received(at: receivedAt)
        guard !arrival.isEmpty else { return }
        let began = SuspendingClock.now
        let outcome: AppendOutcome
        do {
            outcome = try service.journal.append(arrival)
        } catch {
            service.statistics.update { $0.failedCommits += 1 }
            mustRecall = true
            throw error
        }
        unacknowledged += arrival.messageCount
        service.doorbell()
        noteRecovered()
        noteTimes(of: arrival)
        // The broker's own counts are no message of anybody's.
        guard arrival.messageCount > 0 else { return }
        let committedAt = service.now()
        let took = began.duration(to: .now).inSeconds
        service.statistics.update { counts in
            counts.messages += arrival.messageCount
            counts.readings += outcome.appended + outcome.replaced
            counts.repeats += outcome.repeated
            for payload in arrival.rejected { counts.rejected[payload.reason, default: 0] += 1 }
            if outcome.conflicting > 0 { counts.rejected[.conflict, default: 0] += outcome.conflicting }
            counts.commits += 1
            counts.commitSeconds.add(took)
            counts.batchSizes.add(Double(arrival.messageCount))
            counts.lastCommitAt = committedAt
            counts.largestBatch = max(counts.largestBatch, arrival.messageCount)
        }
    }

    private func note(_ event: ConnectionEvent) throws {
        switch event {
        case .connected(let present, code: 0):
            connectedAt = service.now()
            sessionPresent = present
            noteSession(present: present)
            notes.connected()
            routing.connected(lastReceivedAt: notes.lastReceivedAt)
        case .subscribed(let grants):
            if let failure = grants.lazy.compactMap(\.failure).first { throw failure }
            noteSubscription()
            isSubscribed = true
            quiet.subscribed(isResumed: sessionPresent, at: service.monotonic())
            if trouble?.isOfConnection == true { noteRecovered() }
            sessionExpected = !service.settings.connection.cleanSession
            service.statistics.update { $0.subscriptions += 1 }
            service.logger.info("subscribed", metadata: ["filters": "\(service.filters)", "broker": "\(address)"])
        case .listening(let grant):
            noteRefusal(grant)
        case .connected, .disconnected:
            // Told by the error of the read that saw it.
            break
        }
    }
}

extension [Instant] {
    /// Nil when empty; the later of the two middle ones of an even number.
    fileprivate var median: Instant? { isEmpty ? nil : sorted()[count / 2] }
}
