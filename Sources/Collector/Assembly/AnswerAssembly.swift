import Answering
import EventTime
import EvidenceBundles
import Ingest
import Listening
import Logging
import NoiseRules
import Records
import Reports
import Running
import ServiceLifecycle
import ServiceSettings
import StorePorts

/// Makes the ways by which people answer, as far as the settings open them.
struct AnswerAssembly {
    let configuration: Configuration
    let store: any Store
    let now: @Sendable () -> Instant
    let log: Logger

    /// They answer by the plan in use.
    func services(_ inUse: PlanInUse, _ statistics: ListenStatistics) -> [any Service] {
        var services: [any Service] = []
        let present: @Sendable (ViolationChange, Instant) throws -> PresentNoise? = {
            try inUse.stages.pictures.presentNoise(of: $0, at: $1)
        }
        if let listen = configuration.listen.answers {
            let handler = AnswerHandler(
                links: listen.links,
                store: store,
                composer: {
                    let stages = inUse.stages
                    return stages.composer.knowing(stages.amended.exams)
                },
                picture: { inUse.stages.pictures.picture(for: $0, at: $1) },
                present: present,
                now: now,
                log: log
            )
            services.append(
                HTTPListener(
                    "the page for answers",
                    at: listen.address,
                    hosts: HostNames(listen.hosts),
                    statistics: statistics,
                    log: log
                ) { await handler.reply(to: $0) }
            )
        }
        if configuration.broker.takesAnswers {
            let broker = configuration.broker
            services.append(
                AnswerSubscription(
                    connection: broker.connection,
                    password: broker.password,
                    store: store,
                    present: present,
                    time: TimeSource(now: now),
                    log: log
                )
            )
        }
        return services
    }
}
