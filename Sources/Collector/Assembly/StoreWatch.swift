import EventTime
import Logging
import Running
import StorePorts
import Synchronization

/// Looks once a second whether the store's files are still those that are open; when they are not, it saves what was
/// committed and ends the service, so that its supervisor starts it on the files that are there.
final class StoreWatch: ThreadedService {
    private let store: any Store
    private let log: Logger
    private let rescuing = Atomic(false)
    let threadName = "store watch"
    let wake = WakeSignal()

    private static let period = TimeSpan.seconds(1)
    /// Seconds between two attempts to save what was committed.
    private static let pause: Int64 = 10

    init(store: any Store, log: Logger) {
        self.store = store
        self.log = log
    }

    /// What was committed is being saved: to end the process now would lose it.
    var isRescuing: Bool { rescuing.load(ordering: .acquiring) }

    /// Until graceful shutdown, or for ever.
    ///
    /// - Throws: ``StoreFilesLost`` after the data was saved, or when the service is to stop before that could be done.
    func work(_ lifetime: ThreadLifetime) throws {
        while !lifetime.isStopping {
            if let change = store.fileChange() { throw end(after: change, lifetime) }
            lifetime.wait(atMost: StoreWatch.period)
        }
    }

    private func end(after change: StoreFileChange, _ lifetime: ThreadLifetime) -> StoreFilesLost {
        log.critical(
            "the store's files were changed under the service; nothing is acknowledged any more",
            metadata: ["change": "\(change)"]
        )
        var trouble: String?
        while true {
            do {
                let rescue = try rescued()
                log.critical("what was committed is saved; the service ends", metadata: ["saved": "\(rescue)"])
                return StoreFilesLost(change: change, outcome: "\(rescue)")
            } catch {
                // Ending now would lose it: the open descriptors are all that has it.
                if trouble != "\(error)" {
                    trouble = "\(error)"
                    log.critical(
                        "what was committed cannot be saved; make room and do not end the service; tried again every \(StoreWatch.pause) s",
                        metadata: ["error": "\(error)"]
                    )
                }
            }
            guard !lifetime.sleep(seconds: Double(StoreWatch.pause)) else {
                return StoreFilesLost(
                    change: change,
                    outcome: "the service was stopped before what was committed could be saved"
                )
            }
        }
    }

    private func rescued() throws -> StoreRescue {
        rescuing.store(true, ordering: .releasing)
        defer { rescuing.store(false, ordering: .releasing) }
        let stamp = RFC3339.format(ServiceClock.wall, offset: 0).prefix(19).filter(\.isNumber)
        return try store.rescue(stamp: String(stamp))
    }
}

/// The store's files were removed or replaced while the service ran.
struct StoreFilesLost: Error, CustomStringConvertible {
    let change: StoreFileChange
    /// What became of what was committed.
    let outcome: String

    var description: String { "\(change) while the service ran; \(outcome)" }
}
