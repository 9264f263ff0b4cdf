/// How many sensors of the plan are there.
package struct SensorPresence: Hashable, Sendable {
    /// Heard within the time after which each would be called silent.
    package internal(set) var heard = 0
    /// Called silent.
    package internal(set) var silent = 0
    /// Not heard yet, and not called silent yet.
    package internal(set) var awaited = 0

    package init() {}

    /// What a sensor counts as.
    enum State {
        case heard, silent, awaited
    }

    mutating func count(_ state: State, _ number: Int) {
        switch state {
        case .heard: heard += number
        case .silent: silent += number
        case .awaited: awaited += number
        }
    }
}
