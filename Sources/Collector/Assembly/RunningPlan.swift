import Ingest
import Logging
import Records
import ServiceSettings

/// The stages that follow from the plan, where they run, and what replaces them when the plan is read again.
struct RunningPlan {
    let inUse: PlanInUse
    let places: PlanReload.Places
    let reload: PlanReload

    /// Blocks on the store. `newSensors` is called with those of a plan before it is judged by.
    ///
    /// - Throws: When a channel cannot be made, or the store cannot be read.
    init(
        settingsPath: String,
        configuration: Configuration,
        environment: [String: String],
        parts: ServiceParts,
        newSensors: @escaping @Sendable (SensorIntake) -> Void
    ) throws {
        let first = try PlanStages(configuration, parts)
        inUse = PlanInUse(first)
        places = PlanReload.Places(
            evaluation: ReplaceableStage(first.evaluation, log: parts.log),
            delivery: ReplaceableStage(first.delivery, log: parts.log),
            followUps: ReplaceableStage(first.followUps, log: parts.log)
        )
        reload = PlanReload(
            settingsPath: settingsPath,
            environment: environment,
            parts: parts,
            inUse: inUse,
            places: places,
            newSensors: newSensors,
            statusFile: RunningPlan.statusFile(of: configuration, parts.log)
        )
    }

    /// Nil on file systems where the lock cannot be had twice; then nobody can ask the service to reload but by the
    /// signal.
    private static func statusFile(of configuration: Configuration, _ log: Logger) -> InstanceStatusFile? {
        do {
            return try InstanceStatusFile(store: configuration.storePath)
        } catch {
            log.warning("commands will not see this service; SIGHUP reloads it", metadata: ["error": "\(error)"])
            return nil
        }
    }
}
