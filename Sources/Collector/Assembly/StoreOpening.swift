import Foundation
import Logging
import Machine
import Records
import ServiceSettings
import StorePorts

/// The store as the service opens it: alone, and with patience.
struct StoreOpening {
    let path: String
    let rejected: QuarantineLimits
    let log: Logger

    /// Seconds between two attempts.
    private static let pause = 2

    /// The open store, and the locks that keep other instances off it until they go.
    func hold() async throws -> (store: any Store, locks: [InstanceLock]) {
        // Locked before it is opened: opening migrates, and two instances must not do that at once.
        let lock = try lock()
        let fileLock = try lockFile()
        let store = try await open()
        // A file that was made just now could not be locked before.
        let newFileLock = try fileLock == nil ? lockFile() : nil
        return (store, [lock, fileLock, newFileLock].compactMap(\.self))
    }

    /// Keeps other instances off the store until it goes.
    ///
    /// Two services on one store would share the cursor and tell everything twice. Symbolic links are followed.
    private func lock() throws -> InstanceLock {
        let place = StorePlace(path)
        let folder = (place.path as NSString).deletingLastPathComponent
        if !folder.isEmpty {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        }
        guard let lock = try InstanceLock(path: place.lock) else { throw SecondInstance(path: path) }
        return lock
    }

    /// The same by the file itself, for names that no link leads to: hard links, and files that are mounted twice. Nil
    /// where there is no file yet, and on file systems of other machines, where this lock and SQLite's may be the same.
    private func lockFile() throws -> InstanceLock? {
        let place = StorePlace(path)
        guard FileState(at: place.path) != nil, try FileSystem(of: place.path).remoteKind == nil else { return nil }
        guard let lock = try InstanceLock(onExistingFile: place.path) else { throw SecondInstance(path: path) }
        return lock
    }

    /// Waits while somebody else holds the store or its disk is full or failing, and says so once; throws when waiting
    /// would not mend it.
    private func open() async throws -> any Store {
        var trouble: String?
        while true {
            switch attempt() {
            case .success(let store):
                if trouble != nil { log.notice("the store can be opened now", metadata: ["store": "\(path)"]) }
                return store
            case .failure(let error):
                guard error.isTransient else { throw error }
                if trouble != error.message {
                    log.error("waiting for the store", metadata: ["error": "\(error)"])
                    trouble = error.message
                }
            }
            try await Task.sleep(for: .seconds(StoreOpening.pause))
        }
    }

    private func attempt() -> Result<any Store, StoreError> {
        do throws(StoreError) {
            return .success(try StoreFactory.open(path, isService: true, rejected: rejected))
        } catch {
            return .failure(error)
        }
    }
}

/// A service runs on this store already.
struct SecondInstance: Error, CustomStringConvertible {
    let path: String

    var description: String {
        "\(path): another quiethours serve runs on this store; stop it first, or give this one a store and a client-id of "
            + "its own"
    }
}
