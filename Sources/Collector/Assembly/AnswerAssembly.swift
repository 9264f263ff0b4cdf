import Answering
import EventTime
import Ingest
import Listening
import Logging
import Records
import Reports
import Running
import SQLiteStore
import ServiceLifecycle

/// Makes the ways by which people answer, as far as the settings open them.
struct AnswerAssembly {
    let configuration: Configuration
    let store: SQLiteStore
    let now: @Sendable () -> Instant
    let log: Logger

    /// They answer by the plan in use.
    func services(_ inUse: PlanInUse, _ statistics: ListenStatistics) -> [any Service] {
        var services: [any Service] = []
        if let listen = configuration.listen.answers {
            let desk = AnswerDesk(
                links: listen.links,
                store: store,
                composer: {
                    let stages = inUse.stages
                    return stages.composer.knowing(stages.amended.exams)
                },
                picture: { inUse.stages.pictures.picture(for: $0, at: $1) },
                present: { try inUse.stages.pictures.presentNoise(of: $0, at: $1) },
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
                ) { await desk.reply(to: $0) }
            )
        }
        if configuration.broker.takesAnswers {
            let broker = configuration.broker
            services.append(
                AnswerSubscription(
                    connection: broker.connection,
                    password: broker.password,
                    store: store,
                    time: TimeSource(now: now),
                    log: log
                )
            )
        }
        return services
    }
}
