import Records

/// How far it has come.
package enum BackupStep: Hashable, Sendable {
    /// Bytes.
    case copied(Int64, of: Int64)
    case checking
    /// A sealed segment, such as "2026-06", and which one of how many it is.
    case segment(String, Int, of: Int)
}

/// Sealed segments that a backup or a restore found in their place, or copied there.
package struct CopiedSegments: Hashable, Sendable {
    package var all: Int
    package var copied: Int
    /// Of those that were copied.
    package var bytes: Int64

    package init(all: Int = 0, copied: Int = 0, bytes: Int64 = 0) {
        (self.all, self.copied, self.bytes) = (all, copied, bytes)
    }
}

package struct BackupOutcome: Hashable, Sendable {
    /// Of the copy.
    package var bytes: Int64
    package var summary: StoreSummary
    /// How far the store's log grew meanwhile, bytes.
    package var logBytes: Int64
    package var segments = CopiedSegments()

    package init(bytes: Int64, summary: StoreSummary, logBytes: Int64) {
        (self.bytes, self.summary, self.logBytes) = (bytes, summary, logBytes)
    }
}

package struct RestoreOutcome: Hashable, Sendable {
    /// Of the store.
    package var bytes: Int64
    package var summary: StoreSummary
    /// Where the store is that was in the place before; nil when there was none.
    package var replaced: String?
    package var segments = CopiedSegments()

    package init(bytes: Int64, summary: StoreSummary, replaced: String?) {
        (self.bytes, self.summary, self.replaced) = (bytes, summary, replaced)
    }
}

/// Why there is no backup, or why none was put back.
package struct BackupFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// The target was named wrongly.
        case usage
        /// The store cannot be read.
        case store
        /// The copy cannot be written.
        case target
        /// The store is damaged, as its copy shows.
        case damaged
    }

    package let kind: Kind
    package let description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
