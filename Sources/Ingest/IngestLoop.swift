import Acoustics
import EventTime
import Foundation
import Logging
import Mosquitto
import Readings
import Records
import Running
import SensorPayloads
import Settings
import Sites
import StorePorts

/// What the ingest thread does. Made, run and ended on that thread.
final class IngestLoop {
    let service: IngestService
    private let subscription: DurableSubscription
    private var subscriber: MosquittoSubscriber { subscription.subscriber }
    var optionalSubscriptions: [OptionalSubscription] { subscriber.optionalSubscriptions }
    private var routing = TopicRouting()
    private var decoder: BatchDecoder
    /// What is known of the sensors is to be taken from the journal: at the start, and after a commit that failed.
    private var mustRecall = true
    private var quiet = QuietTime()
    private var step = ClockStep()
    var notes: SessionNotes
    var discards = DiscardNotice()
    var sessionExpected: Bool
    var sessionPresent = false
    /// Topics whose refusal was logged.
    var refused: Set<String> = []
    var losses = LossHistory()
    /// Since when the subscription stands, by the monotonic clock.
    var subscribedAt: ContinuousClock.Instant?
    /// When the broker last sent anything on this connection, by our time and by the monotonic clock.
    var heardAt: Instant?
    var lastInputAt: ContinuousClock.Instant?
    var isSubscribed: Bool { subscribedAt != nil }
    /// When the last wait for the broker began.
    private var polledAt = Instant.distantPast
    private(set) var isRefused = false
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
    /// Once a second is often enough to look whether a connection has stood for long.
    private static let heardEvery = TimeSpan.seconds(1)
    /// A connection attempt to an address that never answers, and the look-up of its name before.
    private static let longestConnect = TimeSpan.minutes(3)
    /// Messages of a batch, evenly spread, whose times are looked at.
    private static let clockSamples = 64

    init(_ service: IngestService) throws(MosquittoError) {
        self.service = service
        sessionExpected = service.expectsSession
        notes = SessionNotes(service)
        decoder = BatchDecoder(service.intake)
        subscription = DurableSubscription(
            try MosquittoSubscriber(
                options: service.settings.connection,
                password: service.settings.password?.reveal(),
                filters: service.intake.table.filters,
                optionalSubscriptions: service.sessionLog == nil ? [] : TopicRouting.optionalSubscriptions
            ),
            steadyAfter: LossHistory.briefBelow,
            pollMilliseconds: IngestLoop.pollMilliseconds,
            time: service.time
        )
    }

    func run(until lifetime: ThreadLifetime) {
        defer { service.heartbeat.end() }
        noteStart()
        subscription.run(self, until: lifetime)
    }

    /// What the journal says of the sensors' clocks and levels, so that what comes next is judged as without an
    /// interruption.
    private func recall() throws {
        takeNewSensors()
        guard mustRecall, let recall = service.recall else { return }
        var fresh = decoder.sensors
        try recall(&fresh)
        decoder.sensors = fresh
        mustRecall = false
    }

    /// Reads, and goes on for up to 40 ms while more keeps coming: messages that come one by one would otherwise pay
    /// for a commit each. Nothing is sent meanwhile.
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

    private func noteHeard(hasInput: Bool) {
        if hasInput || !subscriber.batch.isEmpty { noteInput(at: polledAt) }
        let monotonic = service.time.monotonic()
        if !subscriber.batch.isEmpty || unacknowledged > 0 { quiet.received(at: monotonic) }
        guard let subscribedAt else { return }
        if subscriber.isFullySubscribed, losses.stands(for: .now - subscribedAt) { noteOnlyClient() }
        // A broker that has been quiet for long enough, with everything acknowledged, has nothing waiting for us.
        guard subscriber.batch.isEmpty, !subscriber.wantsWrite else { return }
        if quiet.isProof(at: monotonic) {
            service.watermark.move(to: polledAt)
        } else if let bound = quiet.bound(at: monotonic) {
            service.watermark.move(to: polledAt - bound)
        }
    }

    private func noteInput(at now: Instant) {
        guard isSubscribed else { return }
        service.reception.heard(at: now)
        lastInputAt = .now
        if let heardAt, now >= heardAt, now - heardAt < IngestLoop.heardEvery { return }
        heardAt = now
        service.statistics.update { $0.lastHeardAt = now }
    }

    private func noteTimes(of arrival: Arrival, areTaken: Bool) {
        // In place: a copy of each message would cost more than the look.
        var ends: [SensorID: Instant] = [:]
        var newest = Instant.distantPast
        let step = max(1, arrival.messages.count / IngestLoop.clockSamples)
        for index in stride(from: 0, to: arrival.messages.count, by: step) {
            let sensor = arrival.messages[index].sensor
            guard let last = arrival.messages[index].readings.last else { continue }
            // What a wrong clock stamped does not say what was published before it.
            let isTimed = last.shift == .zero && last.mark != .clock && !last.historical
            if isTimed { newest = max(newest, last.end) }
            if let end = last.ownEnd { ends[sensor] = max(end, ends[sensor] ?? end) }
        }
        if !areTaken { service.clock.take(ends) }
        // The broker delivers in the order of publication: what was published before this reading ended has come.
        if isSubscribed, newest > .distantPast { service.watermark.move(to: min(newest, arrival.receivedAt)) }
    }

    /// Those of a plan that was read again.
    private func takeNewSensors() {
        guard let intake = service.newSensors.take() else { return }
        decoder = decoder.replaced(by: intake)
        subscriber.filters = intake.table.filters
    }

    /// While our own time waits for the sensors', these come first: no arrival is to be dated by a clock that is wrong.
    private func settleClock(by batch: MessageBatch) -> Bool {
        guard service.clock.awaitsSensors() else { return false }
        service.clock.take(decoder.ends(in: batch, now: service.time.now()))
        return true
    }

    /// From the next connection on.
    func leaveOut(_ subscriptions: [OptionalSubscription]) {
        subscriber.optionalSubscriptions.removeAll(where: subscriptions.contains)
    }

    private func noteAcknowledged() {
        guard unacknowledged > 0, !subscriber.wantsWrite else { return }
        service.statistics.update { $0.acknowledged += unacknowledged }
        unacknowledged = 0
    }
}

extension IngestLoop: SubscriptionHandler {
    func willConnect() throws {
        service.heartbeat.beat(awayFor: IngestLoop.longestConnect)
        try recall()
    }

    func willWait() {
        takeNewSensors()
        polledAt = service.time.now()
        service.heartbeat.beat()
    }

    func read(_ subscriber: MosquittoSubscriber) throws { try gather(limit: service.settings.batchLimit) }

    func didRead(hasInput: Bool) { noteHeard(hasInput: hasInput) }

    func didSend() {
        noteAcknowledged()
        notes.flush(at: service.time.now())
    }

    func wasInterrupted(_ error: any Error, unanswered: OptionalSubscription?) {
        unacknowledged = 0
        noteLoss(error)
        judge(error, asked: unanswered)
        report(error)
        isRefused = losses.isSecondClientLikely || (error as? MosquittoError)?.isRefusal ?? false
        subscribedAt = nil
        service.heartbeat.beat(awayFor: .seconds(Int64(BackOff.longestRefused)))
    }

    func didStop() { noteStop() }

    func take(_ batch: MessageBatch) throws {
        takeNewSensors()
        let isClockSettled = settleClock(by: batch)
        let receivedAt = service.time.now()
        if let step = step.taken(wall: receivedAt, monotonic: service.time.monotonic()) {
            decoder.sensors.rebase(by: step)
        }
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
        service.wakeSignal()
        noteRecovered()
        noteTimes(of: arrival, areTaken: isClockSettled)
        noteRoom(outcome, at: receivedAt)
        // The broker's own counts are no message of anybody's.
        guard arrival.messageCount > 0 else { return }
        let committedAt = service.time.now()
        let took = began.duration(to: .now).inSeconds
        service.statistics.update { counts in
            counts.messages += arrival.messageCount
            counts.readings += outcome.appended + outcome.replaced
            counts.repeats += outcome.repeated
            for payload in arrival.rejected { counts.rejected[payload.reason, default: 0] += 1 }
            if outcome.conflicting > 0 { counts.rejected[.conflict, default: 0] += outcome.conflicting }
            for tally in outcome.tallies { counts.note(tally) }
            counts.commits += 1
            counts.commitSeconds.add(took)
            counts.batchSizes.add(Double(arrival.messageCount))
            counts.lastCommitAt = committedAt
            counts.largestBatch = max(counts.largestBatch, arrival.messageCount)
        }
    }

    func note(_ event: ConnectionEvent) throws {
        switch event {
        case .connected(let present, code: 0):
            sessionPresent = present
            noteSession(present: present)
            notes.connected()
            routing.connected(lastReceivedAt: notes.lastReceivedAt)
        case .subscribed(let grants):
            let required = grants.lazy.filter { [decoder] in decoder.table.isRequired($0.filter) }
            if let failure = required.compactMap(\.failure).first { throw failure }
            for grant in grants where grant.failure != nil { noteRefusal(ofDeclared: grant) }
            noteSubscription()
            subscribedAt = .now
            quiet.subscribed(isResumed: sessionPresent, at: service.time.monotonic())
            if trouble?.isOfConnection == true { noteRecovered() }
            sessionExpected = !service.settings.connection.cleanSession
            service.statistics.update { $0.subscribed() }
            service.logger.info("subscribed", metadata: ["filters": "\(subscriber.filters)", "broker": "\(address)"])
        case .listening(let grant):
            noteRefusal(grant)
        case .connected, .disconnected:
            // Told by the error of the read that saw it.
            break
        }
    }
}
