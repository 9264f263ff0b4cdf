import CMachine
import Glibc

/// A stream that this process was started with, to write to. The descriptor is not owned. Safe from any thread; who
/// writes at the same time keeps the order.
package struct StreamOutput: Sendable {
    private let descriptor: Int32
    package let name: String

    package static let standardOutput = StreamOutput(descriptor: STDOUT_FILENO, name: "standard output")
    package static let standardError = StreamOutput(descriptor: STDERR_FILENO, name: "standard error")

    package init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// Blocks until the system has taken all bytes.
    package func write(_ bytes: [UInt8]) throws(StreamFailure) {
        let outcome = write(bytes, waitingAtMost: -1)
        guard outcome.errorNumber == 0 else { throw StreamFailure(name: name, errorNumber: outcome.errorNumber) }
    }

    /// Waits for a reader at most so many milliseconds each time that it has made no room; below 0 without end. How
    /// many bytes the system has taken, and errno, ETIMEDOUT when it is the reader who does not read.
    package func write(_ bytes: [UInt8], waitingAtMost milliseconds: Int32) -> (count: Int, errorNumber: Int32) {
        var written = 0
        while written < bytes.count {
            var question = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let ready = unsafe poll(&question, 1, milliseconds)
            if ready == 0 { return (written, ETIMEDOUT) }
            if ready < 0 {
                if errno == EINTR { continue }
                return (written, errno)
            }
            // A pipe that is ready takes so many without blocking (pipe(7)).
            let size = min(bytes.count - written, milliseconds < 0 ? bytes.count : Int(PIPE_BUF))
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress.map { unsafe $0 + written }, size)
            }
            if count >= 0 {
                written += count
            } else if errno != EINTR && errno != EAGAIN {
                return (written, errno)
            }
        }
        return (written, 0)
    }

    /// What is written to a pipe without a reader is an error from now on, and no signal that ends the process.
    package static func ignoreClosedPipes() { cmachine_ignore_closed_pipes() }

    /// Ends the process as the signal of a pipe without a reader does (signal(7)), whatever was set before.
    package static func endAsOfClosedPipe() { cmachine_end_as_of_closed_pipe() }
}

/// Why a stream did not take what was written.
package struct StreamFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package let name: String
    package let errorNumber: Int32

    package init(name: String, errorNumber: Int32) {
        (self.name, self.errorNumber) = (name, errorNumber)
    }

    /// The reader of the pipe has gone.
    package var isClosedPipe: Bool { errorNumber == EPIPE }

    /// The system's words.
    package var reason: String { unsafe String(cString: strerror(errorNumber)) }

    package var description: String { "\(name) cannot be written: \(reason)" }
}
