import Acoustics
import ArgumentParser
import Collector
import Foundation
import Records

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Put a file of readings into the journal, as late data (a logger's memory card).",
        discussion: """
            The same CSV as for replay. Everything is checked first: when a line is wrong, every wrong line is told
            and nothing is imported. Readings that are there already are passed over, so that a file may be imported
            twice. Late data fills its hours and raises no live alarm. Levels that a sensor cannot have measured are
            marked and enter no level, as when they arrive.
            """
    )

    @OptionGroup var config: ConfigOption
    @Option(help: "The CSV of readings.") var readings: String
    @Flag(help: "Print the outcome as one JSON object.") var json = false

    func run() throws {
        let configuration = try config.load()
        let file = try ReadingsFile(path: readings, plan: configuration.plan, isForRecord: true).told()
        let store = try configuration.openStore()
        let isTerminal = isatty(STDERR_FILENO) == 1
        let outcome = try Import.append(file, to: store, receivedAt: .now) { done in
            if isTerminal { FileHandle.standardError.write(Data("\r\(done) of \(file.count) readings".utf8)) }
        }
        if isTerminal { standardError("") }
        standardOutput(
            json
                ? "{\"appended\":\(outcome.appended),\"repeated\":\(outcome.repeated),"
                    + "\"replaced\":\(outcome.replaced),\"conflicting\":\(outcome.conflicting)}"
                : "\(outcome.appended) new readings, \(outcome.repeated) there already, "
                    + (outcome.replaced > 0 ? "\(outcome.replaced) in place of ones that did not count, " : "")
                    + "\(outcome.conflicting) contradict what is there (kept as rejected)"
        )
    }
}

extension ReadingsFile {
    /// All readings; prints every problem and ends with 65 when there are any.
    func told() throws -> [(sensor: SensorID, reading: Reading)] {
        try told { try $0.readings() }
    }

    /// What `body` makes of the file; prints every problem and ends with 65 when there are any.
    func told<T>(_ body: (ReadingsFile) throws -> T) throws -> T {
        do {
            return try body(self)
        } catch let error as BadReadings {
            for line in error.lines { standardError(line) }
            throw ExitCode.badData
        }
    }
}
