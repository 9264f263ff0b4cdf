import EventTime
import Foundation
import GRDB
import TestSupport

/// Quiet Hours as an operator sets it up: a folder with settings and plan, and the commands run on it.
final class Installation {
    static let password = "gaokao-\(UUID().uuidString)"
    let directory: TemporaryDirectory
    var config: String { directory.path("quiethours.yaml") }
    let store: String
    var outbox: String { directory.path("outbox") }

    /// A connection to the store, which waits for the service's own.
    func connect() throws -> DatabaseQueue {
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(10)
        return try DatabaseQueue(path: store, configuration: configuration)
    }

    /// `broker` goes on the line of the broker's settings, and `reporters` is what stands behind `reporters:`, both in
    /// YAML's flow style; `storeFolder` holds the store, the installation's own folder when nil. `further` are further
    /// lines of the settings.
    init(
        brokerPort: Int,
        broker: String = "",
        reporters: String = "{log: true, eml: {directory: outbox}}",
        storeFolder: String? = nil,
        further: String = "",
        plan: String
    ) throws {
        directory = try TemporaryDirectory()
        store = (storeFolder ?? directory.url.path) + "/quiethours.db"
        try directory.write(plan, to: "plan.yaml")
        try directory.write(
            """
            broker: {host: 127.0.0.1, port: \(brokerPort), client-id: acceptance\(broker.isEmpty ? "" : ", \(broker)")}
            store: {path: \(store)}
            plan: plan.yaml
            reporters: \(reporters)
            \(further)
            """,
            to: "quiethours.yaml"
        )
    }

    static let school = """
          - id: school
            name: {zh: 第一中学, en: No 1 School}
            zone: "1"
            sensors:
              - {id: gate, placement: construction boundary, class: "1", silent-after: 1h}
              - {id: yard, placement: yard, class: "1", silent-after: 1h}
        """

    /// A plan with an exam on now, at a place where it is ten in the morning, so that no test meets midnight.
    ///
    /// `sessions` in place of the one from 08:00 to 12:00 lie in whole seconds of that morning.
    static func plan(
        sites: String = school,
        rules: String = construction,
        sessions: [TimeRange]? = nil,
        now: Date = Date()
    ) -> String {
        let offset = hoursAhead(now)
        let zone = offset == 0 ? "Etc/GMT" : "Etc/GMT\(offset > 0 ? "-" : "+")\(abs(offset))"
        let local = Int64(now.timeIntervalSince1970) + Int64(offset) * 3600
        let date = LocalDate(daysSinceEpoch: local / 86_400)
        let day = RFC3339.format(Instant(milliseconds: date.daysSinceEpoch * 86_400_000), offset: 0).prefix(10)
        func clock(_ instant: Instant) -> Substring {
            RFC3339.format(instant + .hours(Int64(offset)), offset: 0).dropFirst(11).prefix(8)
        }
        let hours = sessions?.map { (clock($0.start), clock($0.end)) } ?? [("08:00", "12:00")]
        let papers = hours.map {
            "      - {name: {zh: 语文, en: Chinese}, date: \(day), from: \"\($0.0)\", to: \"\($0.1)\"}"
        }
        return """
            version: 1
            time-zone: \(zone)
            authorities:
              - {id: bureau, name: {zh: 生态环境局, en: Environment Bureau}, language: en, mail: [duty@bureau.example]}
            sites:
            \(sites)
            exams:
              - id: gaokao
                name: {zh: 高考, en: Gaokao}
                sessions:
            \(papers.joined(separator: "\n"))
            rules:
            \(rules)
            """
    }

    /// How many hours the place is ahead of UTC where it is ten in the morning at `now`.
    private static func hoursAhead(_ now: Date) -> Int {
        let hour = Int(now.timeIntervalSince1970) / 3600 % 24
        return 10 - hour < -12 ? 34 - hour : 10 - hour
    }

    /// The day of `date` where it is ten in the morning now: the day that messages of a plan made now show.
    static func localDay(_ date: Date) -> Substring {
        (date + Double(hoursAhead(Date())) * 3600).ISO8601Format().prefix(10)
    }

    static let construction = """
          - id: boundary
            name: {zh: 场界, en: Boundary}
            when: written
            where: {placements: [construction boundary]}
            limit: {standard: GB 12523}
            window: 10s
            clear: {below: 3, for: 5s}
        """

    /// The program that was built together with the tests.
    static var program: String {
        let runner = ProcessInfo.processInfo.arguments.first ?? ""
        let candidates = [runner, Bundle.main.executablePath ?? ""].map {
            URL(filePath: $0).deletingLastPathComponent().appending(path: "quiethours").path
        }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? ".build/debug/quiethours"
    }

    func start(
        _ command: String,
        _ arguments: [String] = [],
        environment: [String: String]? = nil
    ) throws -> ChildProcess {
        try ChildProcess(
            Installation.program,
            [command, "--config", config] + arguments,
            directory: directory.subdirectory("\(command)-\(UUID().uuidString)"),
            environment: environment
        )
    }

    /// Runs a command to its end; its standard output.
    func run(_ arguments: [String]) throws -> String {
        try ChildProcess.run(
            Installation.program,
            arguments,
            directory: directory.subdirectory("run-\(UUID().uuidString)")
        )
    }
}

/// One-second readings as a sensor would send them, the last one ending at `end`.
func payloads(_ levels: [Double], endingAt end: Date, each: Int = 1) -> [[UInt8]] {
    let last = Int64(end.timeIntervalSince1970)
    return levels.enumerated().map { index, level in
        let second = last - Int64(levels.count - 1 - index)
        let end = RFC3339.format(Instant(milliseconds: second * 1000), offset: 0)
        return Array("{\"v\":1,\"obs\":[{\"end\":\"\(end)\",\"dur\":1,\"LAeq\":\(level)}]}".utf8)
    }
}
