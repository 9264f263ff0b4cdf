import Machine
import StorePorts
import Synchronization

/// The files of an open store by their identity. Safe from any thread.
///
/// SQLite goes on with the files that it has opened when their names are taken away. What is committed then is gone
/// with the process, so that it must not be acknowledged.
final class StoreFiles: Sendable {
    let place: StorePlace
    let main: RememberedFile
    private let identities: [(path: String, identity: FileIdentity)]
    /// The first change that was seen; nothing is written after it.
    private let seen = Mutex<StoreFileChange?>(nil)

    /// The files as they are now, right after they were opened.
    init(of place: StorePlace) throws(MachineError) {
        self.place = place
        main = try RememberedFile(path: place.path)
        var identities = [(path: place.path, identity: try main.state().identity)]
        for path in [place.log, place.index] {
            if let file = FileState(at: path) { identities.append((path, file.identity)) }
        }
        self.identities = identities
    }

    /// Compares names and files, three calls of stat(2): some microseconds.
    func change() -> StoreFileChange? {
        if let change = seen.withLock({ $0 }) { return change }
        for (path, identity) in identities {
            guard let file = FileState(at: path) else { return note(.removed(path)) }
            if file.identity != identity { return note(.replaced(path)) }
        }
        return nil
    }

    /// - Throws: ``StoreError`` once a file was removed or replaced.
    func check() throws {
        guard let change = change() else { return }
        throw StoreError(message: "\(change) while the store was open; nothing is committed any more")
    }

    /// Whether the name still has the file that was opened.
    func isOurs(_ path: String) -> Bool {
        guard let known = identities.first(where: { $0.path == path }) else { return false }
        return FileState(at: path)?.identity == known.identity
    }

    private func note(_ change: StoreFileChange) -> StoreFileChange {
        seen.withLock { seen in
            seen = seen ?? change
            return seen ?? change
        }
    }
}
