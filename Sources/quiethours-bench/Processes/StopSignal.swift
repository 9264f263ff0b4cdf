import ArgumentParser
import Dispatch
import Foundation
import Synchronization

/// Whether SIGINT, SIGTERM or SIGHUP has come, so that a wait ends and everything is cleaned up.
final class StopSignal {
    private final class Flag: Sendable {
        let raised = Mutex<Int32?>(nil)
    }

    private let flag = Flag()
    private let sources: [any DispatchSourceSignal]

    init() {
        sources = [SIGINT, SIGTERM, SIGHUP].map { [flag] number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { flag.raised.withLock { $0 = number } }
            source.resume()
            return source
        }
    }

    func check() throws {
        if let number = flag.raised.withLock({ $0 }) { throw Interrupted(signal: number) }
    }
}

/// A signal has asked us to end.
struct Interrupted: Error {
    let signal: Int32
    /// As a shell tells it.
    var exitCode: Int32 { 128 + signal }
}

/// Why there is no result, in one sentence.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String
    let exitCode: ExitCode

    init(_ description: String, exitCode: ExitCode = .failure) {
        self.description = description
        self.exitCode = exitCode
    }
}

extension BenchFailure {
    /// Runs a command's body and says why it failed.
    static func told(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let failure as Interrupted {
            throw ExitCode(failure.exitCode)
        } catch let failure as BenchFailure {
            standardError("\(failure)")
            throw failure.exitCode
        }
    }
}
