import ArgumentParser
import Collector
import EventTime
import ExamCalendar
import Foundation
import Machine
import NoiseRules
import Plans
import Records
import Sites

/// Who orders something, and why.
struct OrderOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Who orders it: a person's name.", valueName: "name")) var by: String
    @Option(help: ArgumentHelp("Why; it is shown wherever the order is.", valueName: "text")) var why: String

    mutating func validate() throws {
        by = try entered(by, "--by", as: .name)
        why = try entered(why, "--why", as: .line)
    }
}

/// Whether something is done, asked about or only shown.
struct CautionOptions: ParsableArguments {
    @Flag(help: "Only show what it would do; nothing is recorded.") var dryRun = false
    @Flag(help: "Do not ask.") var yes = false

    /// Asks where somebody sits at a terminal; true without one.
    func mayGoOn(_ question: String) -> Bool {
        guard !yes, isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return true }
        standardError(status: "\(question) [y/N] ")
        return ["y", "yes", "是"].contains((readLine() ?? "").trimmingCharacters(in: .whitespaces).lowercased())
    }

    /// Ends with 1 where the answer is no.
    func confirm(_ question: String) throws {
        guard mayGoOn(question) else { throw CommandFailure.refused("nothing was recorded") }
    }

    func sayIfDry() {
        if dryRun { standardError("dry run: nothing was recorded") }
    }
}

/// In which form something is listed.
struct ListingOptions: ParsableArguments {
    @Option(help: "Language, zh or en.") var language: Language = .en
    @Flag(help: "One JSON object a line.") var json = false
}

/// Runs `body` and gives what cannot be ordered as a wrong use.
func ordering<T>(_ body: () throws(OrderFault) -> T) throws -> T {
    do {
        return try body()
    } catch {
        throw CommandFailure.usage(error.description)
    }
}

extension NoiseSource: ExpressibleByArgument {}
extension ViolationKind: ExpressibleByArgument {}
extension Language: ExpressibleByArgument {}
