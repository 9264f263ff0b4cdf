import EventTime
import Logging
import Mosquitto
import Records
import Running

/// What the loop says of the connection: into the session log, the statistics and the log.
extension IngestLoop {
    /// Until the first subscription nothing is received.
    func noteStart() {
        service.reception.interrupted(at: service.time.now())
        service.statistics.update { $0.lastHeardAt = notes.lastReceivedAt }
    }

    func noteRecovered() {
        guard trouble != nil else { return }
        trouble = nil
        // Another client ends the next connection as it did this one: that was said once.
        guard !losses.isSecondClientLikely else { return }
        service.logger.notice("receiving works again", metadata: ["broker": "\(address)"])
    }

    func noteSubscription() {
        // A session that was there and is gone is a possible loss; a first one is not.
        let kind: SessionEvent.Kind = sessionPresent ? .resumed : sessionExpected ? .forgotten : .begun
        let now = service.time.now()
        notes.note(kind, at: now)
        service.reception.resumed(at: now)
    }

    func noteRefusal(_ grant: ConnectionEvent.Grant) {
        guard grant.code >= 0x80 else { return }
        notes.note(.refused, at: service.time.now(), detail: grant.filter)
        guard refused.insert(grant.filter).inserted else { return }
        service.logger.notice(
            "the broker refuses a topic that we can do without",
            metadata: ["filter": "\(grant.filter)"]
        )
    }

    /// The topic of a make that the plan has: its devices are not heard, and all others are.
    func noteRefusal(ofDeclared grant: ConnectionEvent.Grant) {
        notes.note(.refused, at: service.time.now(), detail: grant.filter)
        guard refused.insert(grant.filter).inserted else { return }
        service.logger.error(
            "the broker refuses a topic of the plan; allow the collector to read it, or its devices are not heard",
            metadata: ["filter": "\(grant.filter)", "broker": "\(address)"]
        )
    }

    func noteLoss(_ error: any Error) {
        let now = service.time.now()
        // An attempt that never subscribed lost nothing that was there.
        if isSubscribed { notes.note(.connectionLost, at: now, heardAt: heardAt, detail: "\(error)") }
        endConnection(at: now)
        notes.flush(at: now)
    }

    func noteStop() {
        let now = service.time.now()
        if isSubscribed { notes.note(.stopped, at: now) }
        endConnection(at: now)
        notes.flush(at: now, mustTry: true)
    }

    private func endConnection(at now: Instant) {
        service.reception.interrupted(at: now)
        let lostAt = isSubscribed ? lastInputAt ?? .now : nil
        service.statistics.update { counts in
            counts.isSubscribed = false
            // Attempts that fail go on with the same outage.
            counts.lostAt = counts.lostAt ?? lostAt
        }
        // What is heard next belongs to another connection.
        heardAt = nil
        lastInputAt = nil
    }

    /// What a loss shows of its cause, said once and acted on.
    func judge(_ error: any Error, asked: OptionalSubscription?) {
        guard let error = error as? MosquittoError else { return }
        let stood = subscribedAt.map { ContinuousClock.now - $0 }
        switch losses.lost(error, stood: stood, asked: asked, of: optionalSubscriptions) {
        case nil: return
        case .leaveOut(let subscriptions):
            leaveOut(subscriptions)
            let now = service.time.now()
            for subscription in subscriptions {
                let why = "left out: the broker ends every connection that asks for it"
                notes.note(.refused, at: now, detail: "\(subscription.filter) (\(why))")
            }
            service.logger.warning(
                "the broker ends every connection that asks for topics that we can do without; we leave them out",
                metadata: ["filters": "\(subscriptions.map(\.filter))", "broker": "\(address)"]
            )
        case .secondClient:
            service.statistics.update { $0.isSecondClientLikely = true }
            service.logger.error(
                """
                another client with the same client id is likely: the broker ends our connections within seconds; stop the \
                other service, or give each one a client-id of its own
                """,
                metadata: ["client": "\(service.settings.connection.clientID)", "broker": "\(address)"]
            )
        }
    }

    func noteOnlyClient() {
        service.statistics.update { $0.isSecondClientLikely = false }
        service.logger.notice(
            "the connection stands: no other client uses our client id any more",
            metadata: ["client": "\(service.settings.connection.clientID)", "broker": "\(address)"]
        )
    }

    func noteSession(present: Bool) {
        guard sessionExpected, !present else { return }
        let at = service.time.now()
        service.statistics.update { counts in
            counts.sessionLosses += 1
            counts.lastSessionLossAt = at
        }
        service.logger.warning(
            "possible loss: the broker has forgotten the session, and with it what was published while we were away",
            metadata: ["broker": "\(address)", "client": "\(service.settings.connection.clientID)"]
        )
    }

    func report(_ error: any Error) {
        if error is MosquittoError { service.statistics.update { $0.connectionFailures += 1 } }
        let text = "\(error)"
        // Every attempt fails in the same way while a broker is away; one line says so.
        guard text != trouble?.text else { return }
        trouble = (text, error is MosquittoError)
        // May ask the server for its certificate.
        service.heartbeat.beat(awayFor: .minutes(1))
        let words = (error as? MosquittoError).map { "\(service.explain($0))" } ?? text
        service.statistics.update { $0.trouble = words }
        let isSaid = losses.isSecondClientLikely && (error as? MosquittoError)?.isClosing == true
        guard !isSaid else { return }
        service.logger.error(
            "receiving is interrupted; nothing was acknowledged that is not stored, and we try again",
            metadata: ["error": "\(words)", "broker": "\(address)"]
        )
    }

    /// What the store could not keep of what was rejected, and a full disk.
    func noteRoom(_ outcome: AppendOutcome, at now: Instant) {
        if outcome.hasReleasedReserve {
            service.logger.error(
                "the disk is full: the space that was kept back is in use, and rejected payloads were removed; make room"
            )
        }
        guard let summary = discards.note(outcome.tallies, at: now) else { return }
        service.logger.warning(
            "rejected payloads are not all kept: the limits of store.rejected or the disk leave no room",
            metadata: [
                "payloads": "\(summary.count)", "bytes": "\(summary.bytes)",
                "largest-sender": "\(summary.largest ?? "")",
            ]
        )
    }

    var address: String { service.settings.connection.address }
}
