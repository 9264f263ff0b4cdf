package import Foundation
package import Machine
import Synchronization

/// Where the lines of the service's log go: a stream that may fill up, break, or lose its reader, none of which ends or
/// holds up the service.
///
/// A line that cannot be written is lost and counted; before the next one that can, a line says how many were lost.
/// While the reader of a pipe does not read, one line waits for it for `patience`, and those behind it do not wait at
/// all. Safe from any thread; lines never mix.
package final class LogOutput: Sendable {
    /// Of the lines that were lost one after another.
    package struct Loss: Hashable, Sendable {
        package var lines: Int
        package var since: Date
        /// The system's words for the last of them.
        package var reason: String
    }

    private struct State {
        var loss: Loss?
        var lostEver = 0
        /// The last line that was written in part.
        var isInLine = false
        var isStuck = false
    }

    /// Milliseconds.
    private static let patience: Int32 = 100

    /// The service's own.
    package static let standardError = LogOutput(stream: .standardError)

    private let stream: StreamOutput
    private let state = Mutex(State())

    package init(stream: StreamOutput) {
        self.stream = stream
    }

    /// Lines that were lost since the start.
    package var lost: Int { state.withLock { $0.lostEver } }

    /// `line` has no line end; `telling` makes the line about a loss. Returns the loss that the line is a part of; nil
    /// when it was written.
    @discardableResult
    package func write(_ line: String, telling: (Loss) -> String) -> Loss? {
        state.withLock { state -> Loss? in
            if let loss = state.loss {
                guard put(telling(loss), &state) else {
                    lose(&state)
                    return state.loss
                }
                state.loss = nil
            }
            if !put(line, &state) { lose(&state) }
            return state.loss
        }
    }

    private func lose(_ state: inout State) {
        state.lostEver += 1
        state.loss?.lines += 1
    }

    private func put(_ line: String, _ state: inout State) -> Bool {
        let bytes = Array(((state.isInLine ? "\n" : "") + line + "\n").utf8)
        let outcome = stream.write(bytes, waitingAtMost: state.isStuck ? 0 : LogOutput.patience)
        guard outcome.count < bytes.count else {
            (state.isInLine, state.isStuck) = (false, false)
            return true
        }
        if outcome.count > 0 { state.isInLine = true }
        let isWaiting = outcome.errorNumber == ETIMEDOUT
        state.isStuck = isWaiting
        let reason =
            isWaiting
            ? "its reader does not read" : StreamFailure(name: stream.name, errorNumber: outcome.errorNumber).reason
        state.loss = Loss(lines: state.loss?.lines ?? 0, since: state.loss?.since ?? Date(), reason: reason)
        return false
    }
}
