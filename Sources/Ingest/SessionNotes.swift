import EventTime
import Logging
import Mosquitto
import Records
import StorePorts

/// What becomes of the session, on its way into the session log. It is written between batches; a log that fails keeps
/// nothing from going on, and the notes wait for the next try. For the ingest thread.
struct SessionNotes {
    private let log: (any SessionLog)?
    private let logger: Logger
    private let broker: String
    private let clientID: String
    private var pending: [SessionEvent] = []
    private var retryAt: Instant?
    private var isFailing = false
    /// When anything last came from the broker, in this run or before.
    private(set) var lastReceivedAt: Instant?
    /// The same as it was when the connection was made.
    private var receivedBeforeConnection: Instant?

    /// The oldest go when the log fails for so long.
    private static let mostPending = 1000
    private static let retryAfter = TimeSpan.seconds(10)

    init(_ service: IngestService) {
        log = service.sessionLog
        logger = service.logger
        broker = service.settings.connection.address
        clientID = service.settings.connection.clientID
        do {
            lastReceivedAt = try log?.lastReceivedAt()
        } catch {
            logger.warning("when anything last came is not known", metadata: ["error": "\(error)"])
        }
    }

    mutating func connected() {
        receivedBeforeConnection = lastReceivedAt
    }

    mutating func received(at now: Instant) {
        lastReceivedAt = now
    }

    /// `heardAt` is when the broker last sent anything, be it no message.
    mutating func note(_ kind: SessionEvent.Kind, at now: Instant, heardAt: Instant? = nil, detail: String = "") {
        guard log != nil else { return }
        let last = [lastReceivedAt, heardAt].compactMap { $0 }.max()
        // The store may be away for days, and the connection with it go on and off.
        if pending.count == SessionNotes.mostPending { pending.removeFirst() }
        pending.append(
            SessionEvent(
                at: now,
                kind: kind,
                // The ledger has to know how long nothing came before the connection, and not since.
                lastReceivedAt: kind.isSubscription ? receivedBeforeConnection : last,
                broker: broker,
                clientID: clientID,
                detail: detail
            )
        )
    }

    /// Writes what is pending; after a failure not before its time, unless it `mustTry`.
    mutating func flush(at now: Instant, mustTry: Bool = false) {
        guard let log, !pending.isEmpty else { return }
        if !mustTry, let retryAt, now < retryAt { return }
        do {
            try log.record(pending)
            pending = []
            retryAt = nil
            isFailing = false
        } catch {
            retryAt = now + SessionNotes.retryAfter
            guard !isFailing else { return }
            isFailing = true
            logger.error("the session log cannot be written; we go on and try again", metadata: ["error": "\(error)"])
        }
    }
}
