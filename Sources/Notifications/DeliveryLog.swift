import Logging
import Records
import Synchronization

/// What the lanes of one channel say of their attempts: a line for each decision, but the same failure only once until
/// it changes.
final class DeliveryLog: Sendable {
    private let logger: Logger
    /// By authority.
    private let failures = Mutex<[String: String]>([:])
    /// By lane, those whose last look at the outbox failed.
    private let storeFailures = Mutex<[String: String]>([:])

    init(channel: ChannelName, logger: Logger) {
        var logger = logger
        logger[metadataKey: "channel"] = "\(channel.rawValue)"
        self.logger = logger
    }

    func attempted(_ alert: Alert, _ delivery: Delivery, _ state: Alert.State) {
        let metadata: Logger.Metadata = [
            "alert": "\(alert.id)", "authority": "\(alert.authority)", "attempt": "\(delivery.attempt)",
            "detail": "\(delivery.detail)",
        ]
        switch state {
        case .delivered:
            failures.withLock { $0[alert.authority.text] = nil }
            logger.info("alert delivered", metadata: metadata)
        case .pending:
            let failure = DeliveryLog.kind(of: delivery.detail)
            guard failures.withLock({ $0.updateValue(failure, forKey: alert.authority.text) }) != failure else {
                return
            }
            logger.warning("alert deferred; the same failure is not logged again", metadata: metadata)
        case .failed:
            logger.error("alert refused for good", metadata: metadata)
        case .expired:
            logger.error("alert expired undelivered", metadata: metadata)
        }
    }

    func storeFailed(_ error: any Error, lane: String) {
        let failure = "\(error)"
        let kind = DeliveryLog.kind(of: failure)
        let isNew = storeFailures.withLock { failures in
            defer { failures[lane] = kind }
            return !failures.values.contains(kind)
        }
        guard isNew else { return }
        logger.error("outbox unavailable; the same failure is not logged again", metadata: ["error": "\(failure)"])
    }

    func storeWorks(lane: String) {
        let isOver = storeFailures.withLock { $0.removeValue(forKey: lane) != nil && $0.isEmpty }
        if isOver { logger.notice("outbox available again") }
    }

    /// The text without its figures: ports, times and queue ids differ between attempts that fail in the same way.
    private static func kind(of text: String) -> String {
        text.filter { !$0.isNumber }
    }
}
