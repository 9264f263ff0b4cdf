import CMachine

/// How the kernel rates its own clock (adjtimex(2)).
package struct KernelClock: Hashable, Sendable {
    /// False when nothing disciplines the clock, or nothing has for long (`STA_UNSYNC`, `TIME_ERROR`).
    package var isSynchronised: Bool
    /// The largest error that the kernel thinks possible, µs; it grows while nobody corrects the clock.
    package var maximumErrorMicroseconds: Int

    package init(isSynchronised: Bool, maximumErrorMicroseconds: Int) {
        self.isSynchronised = isSynchronised
        self.maximumErrorMicroseconds = maximumErrorMicroseconds
    }

    /// Only asks; changes nothing and needs no privilege.
    package static func now() throws(MachineError) -> KernelClock {
        var isSynchronised = false
        var maximumError = 0
        let failure = unsafe cmachine_clock(&isSynchronised, &maximumError)
        guard failure == 0 else { throw MachineError("adjtimex", errorNumber: failure) }
        return KernelClock(isSynchronised: isSynchronised, maximumErrorMicroseconds: maximumError)
    }
}
