import ArgumentParser
import Collector
import EventTime
import Foundation
import Ingest
import Plans
import Records
import Reports
import ServiceSettings
import Settings
import StorePorts
import Synchronization

/// The settings file that most commands read.
struct ConfigOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The settings file; else $QUIETHOURS_CONFIG, ./quiethours.yaml or /etc/quiethours/quiethours.yaml.",
            valueName: "file"
        )
    )
    var config: String?

    /// For a command that reads settings only where they are named.
    static func named(_ path: String) -> ConfigOption {
        var option = ConfigOption()
        option.config = path
        return option
    }

    /// The file that is named, or the one where settings usually are; ends with 78 when there is none.
    func path(in language: Language = .en) throws -> String {
        do {
            return try SettingsPath.find(named: config, environment: ProcessInfo.processInfo.environment) {
                FileManager.default.fileExists(atPath: $0)
            }
        } catch {
            throw CommandFailure(language == .zh ? error.chinese : error.description, .badConfiguration)
        }
    }

    /// All settings with their secrets, and the plan; says every problem and ends with 78 when there are any. Where a
    /// service runs by another plan, that is said on standard error, unless nothing is to be compared.
    func load(
        in language: Language = .en,
        problemsAsJSON: Bool = false,
        isCompared: Bool = true
    ) throws -> Configuration {
        let configuration = try ConfigOption.valid(
            Configuration.load(path: try path(in: language), environment: ProcessInfo.processInfo.environment),
            language,
            problemsAsJSON: problemsAsJSON
        )
        if isCompared { ConfigOption.compare(configuration.local, language) }
        return configuration
    }

    /// The store's place and the plan, for a command that contacts nobody: resolves no secret.
    func loadLocal(in language: Language = .en) throws -> LocalConfiguration {
        let configuration = try ConfigOption.valid(LocalConfiguration.load(path: try path(in: language)), language)
        ConfigOption.compare(configuration, language)
        return configuration
    }

    /// The same with the broker, for a command that sends by it alone.
    func loadWithBroker() throws -> (LocalConfiguration, BrokerSettings) {
        try ConfigOption.valid(
            LocalConfiguration.loadWithBroker(path: try path(), environment: ProcessInfo.processInfo.environment),
            .en
        )
    }

    private static func valid<T>(
        _ result: Result<T, InvalidSettings>,
        _ language: Language,
        problemsAsJSON: Bool = false
    ) throws -> T {
        switch result {
        case .success(let value): return value
        case .failure(let invalid):
            guard problemsAsJSON else { throw invalid.reported(in: language) }
            for problem in invalid.problems { try standardOutput(JSONLine.encode(ProblemJSON(problem))) }
            throw ExitCode.badConfiguration
        }
    }
}

/// Whether it was compared already: a command that reads the settings twice says it once.
private let wasCompared = Atomic(false)

extension ConfigOption {
    /// Says when the service that runs goes by another plan than the one that was read.
    static func compare(_ configuration: LocalConfiguration, _ language: Language) {
        guard !wasCompared.exchange(true, ordering: .relaxed),
            let status = InstanceStatus.running(onStore: configuration.storePath), status.differs(from: configuration)
        else { return }
        let (path, since) = (configuration.planPath, status.since)
        let words = Wording(
            "\(path): the running service goes by another version of the plan, in use since \(since); "
                + "quiethours reload has it take up this one",
            zh: "\(path)：运行中的服务自 \(since) 起使用另一版本的预案；执行 quiethours reload 后采用本版本"
        )
        standardError(words.text(language))
    }

    /// The plan as orders have amended it and the store, for looking only; ends with 69 when there is no store.
    func openForReading(in language: Language = .en) throws -> (Plan, any Store) {
        let opened = try openWithOrders(in: language)
        return (opened.plan, opened.store)
    }

    /// The same with the settings and the orders.
    func openWithOrders(in language: Language = .en) throws -> OpenedStore {
        let configuration = try loadLocal(in: language)
        do {
            let store = try StoreFactory.openForReading(configuration.storePath)
            return OpenedStore(configuration: configuration, store: store, orders: try store.orders())
        } catch {
            throw CommandFailure("\(error)", .unavailable)
        }
    }

    /// The settings with the orders of their store; none when there is no store yet.
    func loadWithOrders(in language: Language = .en) throws -> (configuration: LocalConfiguration, orders: [Order]) {
        let configuration = try loadLocal(in: language)
        guard FileManager.default.fileExists(atPath: configuration.storePath) else { return (configuration, []) }
        do {
            return (configuration, try StoreFactory.openForReading(configuration.storePath).orders())
        } catch {
            throw CommandFailure("\(error)", .unavailable)
        }
    }
}

extension LocalConfiguration {
    /// The store, made when it is missing; ends with 69 when that cannot be.
    func openStore() throws -> any Store {
        do {
            return try StoreFactory.open(storePath, rejected: quarantine)
        } catch {
            throw CommandFailure("\(error)", .unavailable)
        }
    }
}

extension InvalidSettings {
    /// Prints the problems, one a line, and gives the exit code for bad configuration.
    func reported(in language: Language = .en) -> ExitCode {
        for problem in problems { standardError(problem.text(language)) }
        return .badConfiguration
    }
}

/// A problem or a warning as one JSON object.
struct ProblemJSON: Encodable {
    var severity: Problem.Severity
    var file: String
    var line: Int?
    var column: Int?
    var keyPath: String
    var message: String

    init(_ problem: Problem) {
        severity = problem.severity
        file = problem.position.file
        line = problem.position.line
        column = problem.position.column
        keyPath = problem.position.keyPath
        message = problem.message
    }
}

extension Instant {
    static var now: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
