import Answering
import EventTime
import ExamCalendar
import Ingest
import Logging
import Mosquitto
import NoiseRules
import Notifications
import Records
import Reports
import ServiceSettings
import StorePorts

/// Makes the channels that the settings ask for, with what some of them look up in the store.
struct ChannelAssembly {
    let configuration: Configuration
    let store: any Store
    let now: @Sendable () -> Instant
    let log: Logger

    func channels() throws -> [any Channel] {
        let broker = configuration.broker
        return try ChannelKinds.channels(
            ChannelParts(
                settings: configuration.reporters,
                plan: configuration.plan,
                store: store,
                broker: (broker.connection, broker.password),
                now: now,
                log: log
            )
        )
    }

    /// Puts alerts into words that know what people have answered, and how the readers of `channels` may answer.
    func composer(for channels: [any Channel]) -> AlertComposer {
        let (store, log) = (store, log)
        let links = configuration.listen.answers?.links
        let readByPeople = Set(channels.filter(\.isReadByPeople).map(\.name))
        /// Nil, with a line in the log, while the store cannot be read.
        @Sendable func look<Fact>(_ what: Logger.Message, _ up: () throws -> Fact?) -> Fact? {
            do {
                return try up()
            } catch {
                log.warning(what, metadata: ["error": "\(error)"])
                return nil
            }
        }
        return AlertComposer(
            plan: configuration.plan,
            sources: MessageSources(
                record: { id in look("a violation cannot be read for a message") { try store.violation(id) } },
                open: { subject in
                    look("what else is open at a site cannot be read") {
                        try store.openNotified(atSite: subject.site, source: subject.source)
                    } ?? []
                },
                notified: { id in look("who was notified cannot be read") { try store.toldViolation(id) } },
                answerAddress: { readByPeople.contains($0.channel) ? links?.address(for: $0) : nil },
                map: configuration.reporters.map
            )
        )
    }
}
