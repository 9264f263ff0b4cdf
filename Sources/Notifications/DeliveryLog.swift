import Logging
import Records
import Synchronization

/// What one lane says of its attempts: a line for each decision, but the same failure only once until it changes.
final class DeliveryLog: Sendable {
    private let logger: Logger
    /// By authority.
    private let failures = Mutex<[String: String]>([:])
    private let storeFailure = Mutex<String?>(nil)

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
            failures.withLock { $0[alert.authority] = nil }
            logger.info("alert delivered", metadata: metadata)
        case .pending:
            let failure = DeliveryLog.kind(of: delivery.detail)
            guard failures.withLock({ $0.updateValue(failure, forKey: alert.authority) }) != failure else { return }
            logger.warning("alert deferred; the same failure is not logged again", metadata: metadata)
        case .failed:
            logger.error("alert refused for good", metadata: metadata)
        case .expired:
            logger.error("alert expired undelivered", metadata: metadata)
        }
    }

    func storeFailed(_ error: any Error) {
        let failure = "\(error)"
        let kind = DeliveryLog.kind(of: failure)
        guard replaceStoreFailure(with: kind) != kind else { return }
        logger.error("outbox unavailable; the same failure is not logged again", metadata: ["error": "\(failure)"])
    }

    func storeWorks() {
        guard replaceStoreFailure(with: nil) != nil else { return }
        logger.notice("outbox available again")
    }

    private func replaceStoreFailure(with new: String?) -> String? {
        storeFailure.withLock { current in
            let old = current
            current = new
            return old
        }
    }

    /// The text without its figures: ports, times and queue ids differ between attempts that fail in the same way.
    private static func kind(of text: String) -> String {
        text.filter { !$0.isNumber }
    }
}
