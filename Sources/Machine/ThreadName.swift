import CMachine

/// The name of a thread, as `top -H` and debuggers show it (prctl(2), PR_SET_NAME).
package enum ThreadName {
    /// Names the calling thread; the system keeps 15 bytes. Foundation's own `Thread.name` does not reach the system
    /// when it is set before the start.
    package static func set(_ name: String) {
        unsafe cmachine_name_thread(name)
    }
}
