import Synchronization

/// What became of a line, as the log's handler says it to whoever has just logged it; a log has no answer of its own.
package final class LogReceipt: Sendable {
    package enum Fate: Hashable, Sendable {
        case written
        case lost(reason: String)
    }

    @TaskLocal private static var current: LogReceipt?

    private let fate = Mutex<Fate?>(nil)

    private init() {}

    /// Says what became of the line that is being logged on this thread; nothing happens when nobody waits for it.
    package static func note(_ fate: Fate) { current?.fate.withLock { $0 = fate } }

    /// What became of the line that `body` logs; nil when the log's handler does not say.
    static func of(_ body: () -> Void) -> Fate? {
        let receipt = LogReceipt()
        $current.withValue(receipt) { body() }
        return receipt.fate.withLock { $0 }
    }
}
