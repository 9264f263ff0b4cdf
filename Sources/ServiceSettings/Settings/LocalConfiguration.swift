package import Ingest
import Plans
package import Records
package import Settings

/// What commands need that contact nobody: the plan, and where the store is. It holds no secret, and reading it opens
/// no file but the settings and the plan with its own.
package struct LocalConfiguration: Sendable {
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

    /// Reads the settings at `path` without what is for broker, channels and listeners, and the plan that they name.
    /// Every problem of what was read is in the result.
    ///
    /// Blocks on the files; contacts nothing.
    package static func load(path: String) -> Result<LocalConfiguration, InvalidSettings> {
        let problems = ProblemCollector()
        guard let document = SettingsFile.open(path, reportingTo: problems) else { return problems.result(nil) }
        let read = LocalConfiguration.read(document, path: path, reportingTo: problems) { document in
            document.leave("broker")
        }
        return problems.result(read?.0)
    }

    /// The same with the broker, and the secret that its settings name.
    package static func loadWithBroker(
        path: String,
        environment: [String: String]
    ) -> Result<(LocalConfiguration, BrokerSettings), InvalidSettings> {
        let problems = ProblemCollector()
        guard let document = SettingsFile.open(path, reportingTo: problems) else { return problems.result(nil) }
        let read = LocalConfiguration.read(document, path: path, reportingTo: problems) { document in
            document.required("broker", .broker(Parser.secret(environment: environment)))
        }
        guard let read, let broker = read.1 else { return problems.result(nil) }
        return problems.result((read.0, broker))
    }

    private static func read<T>(
        _ document: Section,
        path: String,
        reportingTo problems: ProblemCollector,
        broker: (Section) -> T
    ) -> (LocalConfiguration, T)? {
        let broker = broker(document)
        let store = document.required("store", .store)
        let planPath = document.required("plan", .existingFile)
        document.leave("reporters")
        document.leave("listen")
        document.finish()
        guard let planPath, let plan = PlanDocument.read(path: planPath, reportingTo: problems), let store else {
            return nil
        }
        let paths = problems.files.filter { $0 != path && $0 != planPath }
        let local = LocalConfiguration(
            storePath: store.path,
            quarantine: store.rejected,
            planPath: planPath,
            sessionsPaths: paths,
            planFiles: PlanFile.files(of: planPath, paths, contents: problems.contents),
            plan: plan
        )
        return (local, broker)
    }
}

extension Configuration {
    /// What of it contacts nobody.
    package var local: LocalConfiguration {
        LocalConfiguration(
            storePath: storePath,
            quarantine: quarantine,
            planPath: planPath,
            sessionsPaths: sessionsPaths,
            planFiles: planFiles,
            plan: plan
        )
    }
}
