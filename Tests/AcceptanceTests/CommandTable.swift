import Foundation
import Testing

/// How one command is called for each way of trying it.
struct CommandTry {
    /// What makes it print something as JSON; nil for one that prints none.
    var json: [String]?
    /// A typical mistake.
    var mistake: [String]
    /// The exit code of the mistake.
    var code: Int32
    /// What the answer to the mistake says.
    var says: String
    /// What comes on standard input.
    var input = ""
    /// Whether the settings may be named; a command that takes none is called without.
    var takesConfig = true

    init(
        _ json: [String]?,
        mistake: [String],
        _ code: Int32,
        _ says: String,
        input: String = "",
        takesConfig: Bool = true
    ) {
        self.json = json
        self.mistake = mistake
        self.code = code
        self.says = says
        self.input = input
        self.takesConfig = takesConfig
    }
}

/// The program run to its end.
struct CommandRun {
    var code: Int32
    var output: String
    var errors: String

    init(
        _ arguments: [String],
        input: String = "",
        directory: String? = nil,
        environment: [String: String]? = nil
    ) throws {
        let process = Process()
        process.executableURL = URL(filePath: Installation.program)
        process.arguments = arguments
        if let directory { process.currentDirectoryURL = URL(filePath: directory) }
        if let environment { process.environment = environment }
        let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = stderr
        try process.run()
        try? stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try? stdin.fileHandleForWriting.close()
        output = String(decoding: stdout.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        errors = String(decoding: stderr.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        code = process.terminationStatus
    }

    /// The words of every command that does something, as the program lists them.
    static func commands() throws -> [String] {
        struct Help: Decodable {
            struct Command: Decodable {
                var commandName: String
                var subcommands: [Command]?
            }
            var command: Command
        }
        func leaves(_ command: Help.Command, _ words: [String]) -> [[String]] {
            let below = (command.subcommands ?? []).filter { $0.commandName != "help" }
            return below.isEmpty ? [words] : below.flatMap { leaves($0, words + [$0.commandName]) }
        }
        let dump = try CommandRun(["--experimental-dump-help"]).output
        let help = try JSONDecoder().decode(Help.self, from: Data(dump.utf8))
        return leaves(help.command, []).map { $0.joined(separator: " ") }
    }
}
