import ArgumentParser
import Collector
import EventTime
import ExamCalendar
import Foundation
import NoiseRules
import Records
import Reports
import SQLiteStore

/// Who orders something, and why.
struct OrderOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Who orders it: a person's name.", valueName: "name")) var who: String
    @Option(help: ArgumentHelp("Why; it is told wherever the order is.", valueName: "text")) var why: String

    mutating func validate() throws {
        who = try entered(who, "--who", as: .name)
        why = try entered(why, "--why", as: .line)
    }
}

/// In which form something is listed.
struct ListingOptions: ParsableArguments {
    @Option(help: "Language, zh or en.") var language: Language = .en
    @Flag(help: "One JSON object a line.") var json = false
}

extension ConfigOption {
    /// The settings with the orders of their store; none when there is no store yet.
    func loadWithOrders() throws -> (configuration: Configuration, orders: [Order]) {
        let configuration = try load()
        guard FileManager.default.fileExists(atPath: configuration.storePath) else { return (configuration, []) }
        do {
            return (configuration, try SQLiteStore(readingFrom: configuration.storePath).orders())
        } catch {
            standardError("\(error)")
            throw ExitCode.unavailable
        }
    }
}

/// Runs `body` and gives what cannot be ordered as a wrong use.
func ordering<T>(_ body: () throws(OrderFault) -> T) throws -> T {
    do {
        return try body()
    } catch {
        throw ValidationError(error.description)
    }
}

extension Moment: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }
}

extension NoiseSource: ExpressibleByArgument {}
extension ViolationKind: ExpressibleByArgument {}
