import Glibc

/// The end of this process.
package enum ProcessEnd {
    /// At once: nothing is flushed, no handler runs, and no thread is waited for (_exit(2)). For a process that cannot
    /// end in any other way, because a thread of it is in a call that does not return.
    package static func immediately(_ code: Int32) -> Never {
        _exit(code)
    }
}
