import EventTime
import Foundation
import Ingest
import Logging
import Plans
import Records
import Running
import ServiceLifecycle
import ServiceSettings
import Settings
import Synchronization
import UnixSignals

/// On SIGHUP, reads settings and plan again and takes them up. Files with problems are refused as a whole; the service
/// then goes on by what it has.
///
/// The broker's connection stays. Each stage that follows from the plan ends with what it has begun, and the next one
/// goes on from the store, as at a restart: windows, open violations and answers are those of before.
final class PlanReload: Service {
    /// Where the stages run.
    struct Places: Sendable {
        let evaluation: ReplaceableStage
        let delivery: ReplaceableStage
        let followUps: ReplaceableStage
    }

    private let settingsPath: String
    private let environment: [String: String]
    private let parts: ServiceParts
    private let inUse: PlanInUse
    private let places: Places
    private let newSensors: @Sendable (SensorIntake) -> Void
    private let statusFile: InstanceStatusFile?
    private let status: Mutex<InstanceStatus>

    /// `newSensors` is called with those of a plan before it is judged by; `statusFile` is what the reload command
    /// reads.
    init(
        settingsPath: String,
        environment: [String: String],
        parts: ServiceParts,
        inUse: PlanInUse,
        places: Places,
        newSensors: @escaping @Sendable (SensorIntake) -> Void,
        statusFile: InstanceStatusFile?
    ) {
        self.settingsPath = settingsPath
        self.environment = environment
        self.parts = parts
        self.inUse = inUse
        self.places = places
        self.newSensors = newSensors
        self.statusFile = statusFile
        status = Mutex(
            InstanceStatus(
                process: ProcessInfo.processInfo.processIdentifier,
                plan: inUse.stages.configuration.planFiles,
                since: RFC3339.format(parts.now(), offset: 0)
            )
        )
    }

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        write()
        for await _ in signals.cancelOnGracefulShutdown() { await reload() }
    }

    private func reload() async {
        status.withLock { $0.begun = $0.reloads + 1 }
        write()
        let outcome = await taken()
        status.withLock { status in
            status.reloads += 1
            status.outcome = outcome
            guard outcome.isTaken else { return }
            let plan = inUse.stages.configuration.planFiles.map(InstanceStatus.File.init)
            guard plan != status.plan else { return }
            status.plan = plan
            status.since = RFC3339.format(parts.now(), offset: 0)
        }
        write()
    }

    private func taken() async -> InstanceStatus.Outcome {
        let (path, environment) = (settingsPath, environment)
        // It blocks on files, those of secrets among them.
        let read = await onOwnThread("plan reload") { Configuration.load(path: path, environment: environment) }
        switch read {
        case .failure(let invalid): return refuse(invalid.problems.map(\.description))
        case .success(let new): return await take(new)
        }
    }

    private func take(_ new: Configuration) async -> InstanceStatus.Outcome {
        let old = inUse.stages
        var effective = new
        let fixed = effective.keepWhatNeedsRestart(of: old.configuration)
        let stages: PlanStages
        let intake: SensorIntake
        do {
            stages = try PlanStages(effective, parts)
            intake = try SensorIntake(stages.plan)
        } catch {
            return refuse(["\(settingsPath): \(error)"])
        }
        newSensors(intake)
        await places.evaluation.replace(with: stages.evaluation)
        inUse.take(stages)
        await places.delivery.replace(with: stages.delivery)
        await places.followUps.replace(with: stages.followUps)
        let changes = PlanDifference.between(old.plan, stages.plan).map(\.description)
        parts.log.notice(
            "settings and plan were read again and are in use",
            metadata: [
                "plan": "\(effective.planPath)", "changes": "\(changes.count)", "sites": "\(stages.plan.sites.count)",
                "sensors": "\(stages.plan.sensors.count)",
            ]
        )
        for change in changes.prefix(PlanReload.logged) { parts.log.notice("plan changed: \(change)") }
        for name in fixed {
            parts.log.warning("the setting \(name) was changed; it is taken up by a restart only")
        }
        let notes = fixed.map { "\($0) was changed and is taken up by a restart only" }
        return InstanceStatus.Outcome(isTaken: true, lines: changes + notes)
    }

    /// Lines of the log that name changes.
    private static let logged = 100

    private func refuse(_ problems: [String]) -> InstanceStatus.Outcome {
        let more = problems.count > 1 ? " (and \(problems.count - 1) more)" : ""
        inUse.refuse(PlanInUse.Refusal(path: settingsPath, why: (problems.first ?? "") + more))
        parts.log.error(
            "settings and plan were not taken up, the service goes on by those of before",
            metadata: ["problems": "\(problems.count)"]
        )
        for problem in problems.prefix(PlanReload.logged) { parts.log.error("\(problem)") }
        return InstanceStatus.Outcome(isTaken: false, lines: problems)
    }

    private func write() {
        do {
            try statusFile?.write(status.withLock { $0 })
        } catch {
            parts.log.warning(
                "what commands are shown of this service cannot be written",
                metadata: ["error": "\(error)"]
            )
        }
    }
}

extension Configuration {
    /// Puts what a running service cannot change back to that of `old`, and names what was different.
    mutating func keepWhatNeedsRestart(of old: Configuration) -> [String] {
        var names: [String] = []
        if !broker.isSame(as: old.broker) { names.append("broker") }
        if storePath != old.storePath || quarantine != old.quarantine { names.append("store") }
        if listen != old.listen { names.append("listen") }
        (broker, storePath, quarantine, listen) = (old.broker, old.storePath, old.quarantine, old.listen)
        return names
    }
}
