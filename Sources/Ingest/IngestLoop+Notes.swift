import EventTime
import Logging
import Mosquitto
import Records

/// What the loop says of the connection: into the session log, the statistics and the log.
extension IngestLoop {
    func noteRecovered() {
        guard trouble != nil else { return }
        trouble = nil
        service.logger.notice("receiving works again", metadata: ["broker": "\(address)"])
    }

    func noteSubscription() {
        let kind: SessionEvent.Kind = sessionPresent ? .resumed : sessionExpected ? .forgotten : .begun
        notes.note(kind, at: service.now())
    }

    func noteRefusal(_ grant: ConnectionEvent.Grant) {
        guard grant.code >= 0x80 else { return }
        notes.note(.refused, at: service.now(), detail: grant.filter)
        guard refused.insert(grant.filter).inserted else { return }
        service.logger.notice(
            "the broker refuses a topic that we can do without",
            metadata: ["filter": "\(grant.filter)"]
        )
    }

    func noteLoss(_ error: any Error) {
        let now = service.now()
        if isSubscribed { notes.note(.connectionLost, at: now, detail: "\(error)") }
        notes.flush(at: now)
    }

    func noteStop() {
        let now = service.now()
        if isSubscribed { notes.note(.stopped, at: now) }
        notes.flush(at: now, mustTry: true)
    }

    func noteSession(present: Bool) {
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

    func report(_ error: any Error) {
        if error is MosquittoError { service.statistics.update { $0.connectionFailures += 1 } }
        let text = "\(error)"
        guard text != trouble?.text else { return }
        trouble = (text, error is MosquittoError)
        service.logger.error(
            "receiving is interrupted; nothing was acknowledged that is not stored, and we try again",
            metadata: ["error": "\(text)", "broker": "\(address)"]
        )
    }

    var address: String { service.settings.connection.address }
}
