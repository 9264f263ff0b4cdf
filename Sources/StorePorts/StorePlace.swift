import Machine

/// The names of a store's file and of those beside it, with symbolic links followed, as SQLite does.
package struct StorePlace: Hashable, Sendable {
    package let path: String

    package init(_ path: String) {
        self.path = DurableFiles.resolved(path)
    }

    /// SQLite's write-ahead log.
    package var log: String { path + "-wal" }
    /// The log's index, which SQLite shares between processes.
    package var index: String { path + "-shm" }
    /// Locked by the service that runs on the store.
    package var lock: String { path + ".lock" }
    /// The folder of sealed segments, which are never written again.
    package var segments: String { path + ".segments" }
    /// Remembers which store belongs here (``StoreMarker``).
    package var marker: String { path + ".id" }
}
