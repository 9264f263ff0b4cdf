/// What goes wrong in the middle of a transaction: the process ends, or the store refuses a row.
package struct WriteFault: Hashable, Sendable, LosslessStringConvertible {
    /// What a transaction writes; each is a row or a column of one.
    package enum Step: String, Hashable, Sendable, CaseIterable {
        case arrival, sensor, reading, rejected
        /// The record of a reading that gave way to another.
        case replacement
        /// A rejected payload's sender and times.
        case rejectedEntry = "rejected-entry"
        case violation, change, decision, worst, memory, alert, cursor
        case notifiedLater = "notified-later"
        case sentMessage = "sent-message"
        case delivery
        /// What an attempt makes of its alert.
        case alertState = "alert-state"
        case collectorChange = "collector-change"
        case answer
        case usedLink = "used-link"
    }

    package enum Effect: String, Hashable, Sendable {
        /// By SIGKILL.
        case killed
        case refused
    }

    package let effect: Effect
    package let step: Step
    /// Of the connection's writes of this kind; 1 is the first.
    package let number: Int

    package init(_ effect: Effect, _ step: Step, number: Int = 1) {
        self.effect = effect
        self.step = step
        self.number = number
    }

    /// `killed:reading:2`
    package init?(_ description: String) {
        let parts = description.split(separator: ":").map(String.init)
        guard parts.count == 3, let effect = Effect(rawValue: parts[0]), let step = Step(rawValue: parts[1]),
            let number = Int(parts[2])
        else { return nil }
        self.init(effect, step, number: number)
    }

    package var description: String { "\(effect.rawValue):\(step.rawValue):\(number)" }
}
