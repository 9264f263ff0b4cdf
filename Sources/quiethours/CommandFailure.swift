import ArgumentParser
import Settings

/// Why a command ends without doing its work: one line for standard error, and the exit code.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String
    let exitCode: ExitCode

    init(_ description: String, _ exitCode: ExitCode) {
        (self.description, self.exitCode) = (description, exitCode)
    }

    /// A value that the command cannot take (64).
    static func usage(_ description: String) -> CommandFailure { CommandFailure(description, .validationFailure) }

    /// An id that the plan does not have (65), with the one that was probably meant, or those that there are.
    static func unknown(_ what: String, _ name: String, among known: [String]) -> CommandFailure {
        let hint =
            if let near = nearest(to: name, among: known) {
                "did you mean \(near)?"
            } else if known.isEmpty {
                "it has none"
            } else {
                "it has " + known.prefix(10).joined(separator: ", ")
                    + (known.count > 10 ? " and \(known.count - 10) more" : "")
            }
        return CommandFailure("the plan has no \(what) \(name); \(hint)", .badData)
    }

    /// An id that the store does not have (65); `command` lists those that there are.
    static func notFound(_ what: String, _ id: String, listedBy command: String) -> CommandFailure {
        CommandFailure("there is no \(what) \(id); 'quiethours \(command)' lists them", .badData)
    }

    /// What was asked for does not go with what is recorded (1).
    static func refused(_ description: String) -> CommandFailure { CommandFailure(description, ExitCode(1)) }
}

extension ExitCode {
    /// EX_DATAERR of sysexits.h: data that cannot be used, an id that is not known.
    static let badData = ExitCode(65)
    /// EX_NOINPUT.
    static let noInput = ExitCode(66)
    /// EX_CANTCREAT.
    static let cannotCreate = ExitCode(73)
    /// EX_IOERR.
    static let ioError = ExitCode(74)
    /// EX_UNAVAILABLE.
    static let unavailable = ExitCode(69)
    /// EX_CONFIG.
    static let badConfiguration = ExitCode(78)
}
