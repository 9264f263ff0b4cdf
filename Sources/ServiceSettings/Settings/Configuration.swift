package import EventTime
package import Ingest
import Mosquitto
package import Notifications
import Plans
package import Records
package import Settings

/// What `quiethours.yaml` says, with the plan that it names.
package struct Configuration: Sendable {
    package var broker: BrokerSettings
    /// The SQLite file; its folder need not exist yet.
    package var storePath: String
    /// How much of what could not be decoded is kept.
    package var quarantine: QuarantineLimits
    package var planPath: String
    /// Files of sessions that the plan names.
    package var sessionsPaths: [String]
    /// The plan and these files as they were read.
    package var planFiles: [PlanFile]
    package var plan: Plan
    package var reporters: ReporterSettings
    package var listen = ListenSettings()
    /// Files that passwords and keys were read from.
    package var secretFiles: [String] = []

    /// Reads the settings at `path` and the plan that they name, and tells every problem of both files.
    ///
    /// Blocks on these files and on those of secrets and certificates; contacts nothing.
    package static func load(
        path: String,
        environment: [String: String]
    ) -> Result<Configuration, InvalidSettings> {
        let problems = ProblemCollector()
        return problems.result(read(path: path, environment: environment, reportingTo: problems))
    }

    /// Reads the same, and finds besides the problems what the files hardly mean to say at the time `now`.
    ///
    /// Problems and warnings are file after file, each by line and column; without a problem there is a configuration.
    /// Blocks on the files; contacts nothing.
    package static func inspect(
        path: String,
        environment: [String: String],
        now: Instant
    ) -> (configuration: Configuration?, findings: [Problem]) {
        let problems = ProblemCollector()
        let configuration = read(path: path, environment: environment, now: now, reportingTo: problems)
        return (problems.isEmpty ? configuration : nil, problems.findings)
    }

    /// Nil after reporting why; the keys known to the readers are left in `problems`. With `now`, warnings about the
    /// plan at that time are left there as well.
    package static func read(
        path: String,
        environment: [String: String],
        now: Instant? = nil,
        reportingTo problems: ProblemCollector
    ) -> Configuration? {
        guard let document = SettingsFile.open(path, reportingTo: problems) else { return nil }
        var secretFiles: [String] = []
        let secret = Parser.secret(environment: environment) { secretFiles.append($0) }
        let broker = document.required("broker", .broker(secret))
        let store = document.required("store", .store)
        let planPath = document.required("plan", .existingFile)
        let reporters = document.optional("reporters", .reporters(secret), default: ReporterSettings())
        let listen = document.optional("listen", .listen(secret), default: ListenSettings())
        document.finish()

        let plan = planPath.flatMap { path in
            PlanDocument.read(
                path: path,
                now: now,
                paces: { sensors, now in store.map { SensorPace.measured(in: $0.path, of: sensors, now: now) } ?? [:] },
                reportingTo: problems
            )
        }
        if let plan { ChannelKinds.check(reporters, with: plan, in: document) }
        guard let broker, let store, let planPath, let plan else { return nil }
        let sessionsPaths = problems.files.filter { $0 != path && $0 != planPath }
        return Configuration(
            broker: broker,
            storePath: store.path,
            quarantine: store.rejected,
            planPath: planPath,
            sessionsPaths: sessionsPaths,
            planFiles: PlanFile.files(of: planPath, sessionsPaths, contents: problems.contents),
            plan: plan,
            reporters: reporters,
            listen: listen,
            secretFiles: secretFiles + [broker.connection.tls?.keyFile].compactMap(\.self)
        )
    }
}
