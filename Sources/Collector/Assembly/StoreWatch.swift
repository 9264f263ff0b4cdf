import EventTime
import Foundation
import Logging
import ServiceLifecycle
import StorePorts

/// Looks once a second whether the store's files are still those that are open; when they are not, it saves what was committed
/// and ends the service, so that its supervisor starts it on the files that are there.
struct StoreWatch: Service {
    let store: any Store
    let log: Logger

    private static let period = Duration.seconds(1)
    /// Seconds between two attempts to save what was committed.
    private static let pause = 10

    /// Until graceful shutdown, or for ever.
    ///
    /// - Throws: ``StoreFilesLost`` after the data was saved.
    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                if let change = store.fileChange() { throw try await end(after: change) }
                try? await Task.sleep(for: StoreWatch.period)
            }
        }
    }

    private func end(after change: StoreFileChange) async throws -> StoreFilesLost {
        log.critical(
            "the store's files were changed under the service; nothing is acknowledged any more",
            metadata: ["change": "\(change)"]
        )
        var trouble: String?
        while true {
            do {
                let rescue = try await rescued()
                log.critical("what was committed is saved; the service ends", metadata: ["saved": "\(rescue)"])
                return StoreFilesLost(change: change, rescue: rescue)
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
            try await Task.sleep(for: .seconds(StoreWatch.pause))
        }
    }

    /// On a thread of its own: it blocks.
    private func rescued() async throws -> StoreRescue {
        let stamp = RFC3339.format(ServiceClock.wall, offset: 0).prefix(19).filter(\.isNumber)
        return try await withCheckedThrowingContinuation { done in
            let thread = Thread { done.resume(with: Result { try store.rescue(stamp: String(stamp)) }) }
            thread.name = "store rescue"
            thread.start()
        }
    }
}

/// The store's files were removed or replaced while the service ran.
struct StoreFilesLost: Error, CustomStringConvertible {
    let change: StoreFileChange
    let rescue: StoreRescue

    var description: String { "\(change) while the service ran; \(rescue)" }
}
