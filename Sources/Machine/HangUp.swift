import CMachine

/// SIGHUP, by which a service is asked to read its files again.
package enum HangUp {
    /// It no longer ends this process.
    package static func ignore() { cmachine_ignore_hang_up() }

    /// Sends it to another process.
    package static func send(to process: Int32) throws(MachineError) {
        let number = cmachine_hang_up(process)
        guard number == 0 else { throw MachineError("process \(process): no signal was sent", errorNumber: number) }
    }
}
