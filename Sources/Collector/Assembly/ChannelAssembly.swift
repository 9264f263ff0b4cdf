import Answering
import Curl
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
        let reporters = configuration.reporters
        var channels: [any Channel] = []
        if let mail = reporters.mail {
            channels.append(try MailChannel(mail) { [store] in try store.addressOutcomes(of: $0) })
        }
        if let directory = reporters.emlDirectory {
            let sender = try MailAddress(reporters.mail?.from ?? "quiethours@localhost")
            channels.append(EMLChannel(directory: directory, from: sender))
        }
        if reporters.log { channels.append(LogChannel(logger: log)) }
        channels += reporters.webhooks.map { WebhookChannel($0, earlier: earlier, now: now) }
        if let syslog = reporters.syslog { channels.append(SyslogChannel(syslog, now: now)) }
        if let file = reporters.jsonlFile { channels.append(JSONLChannel(file: file)) }
        if let cap = reporters.cap { channels.append(CAPChannel(cap, earlier: earlier)) }
        if let mqtt = reporters.mqtt {
            let broker = configuration.broker
            let settings = MQTTSettings(
                broker.connection,
                password: broker.password,
                clientID: mqtt.clientID ?? "\(broker.connection.clientID)-alerts",
                sites: configuration.plan.sites.map(\.id)
            )
            channels.append(MQTTChannel(settings, open: openViolations))
        }
        return channels
    }

    /// Puts alerts into words that know what people have answered, and how the reader may answer.
    var composer: AlertComposer {
        let (store, log) = (store, log)
        let links = configuration.listen.answers?.links
        let readByPeople = Set(
            [ChannelName.mail, .eml] + configuration.reporters.webhooks.filter(\.kind.isRobot).map { .webhook($0.name) }
        )
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
                // Only who reads a message may answer by it: what other programs get may stand in their logs.
                answerAddress: { readByPeople.contains($0.channel) ? links?.address(for: $0) : nil },
                map: configuration.reporters.map
            )
        )
    }

    private var earlier: EarlierMessages {
        { [store] alert in
            guard let violation = alert.subject.violation?.violation else { return [] }
            let told = try store.alerts(of: violation).filter { known, _ in
                known.channel == alert.channel && known.recipient == alert.recipient && known.id != alert.id
                    && known.subject.decidedAt <= alert.subject.decidedAt
            }
            return try told.sorted { ($0.0.createdAt, $0.0.id) < ($1.0.createdAt, $1.0.id) }
                .compactMap { known, deliveries in
                    guard let accepted = deliveries.first(where: { $0.outcome == .accepted }) else { return nil }
                    guard let id = accepted.message, id != known.id else {
                        return EarlierMessage(id: known.id, createdAt: known.createdAt)
                    }
                    // It left with others: the first of them dates the message.
                    let first = AlertID(String(id.text.prefix { $0 != "+" }))
                    return EarlierMessage(id: id, createdAt: try store.alert(first)?.0.createdAt ?? known.createdAt)
                }
        }
    }

    private var openViolations: OpenViolations {
        { [store] site in
            try store.violations(openOnly: true, limit: 1000).filter { record in
                try record.subject.site == site && store.isTold(record.id)
            }
        }
    }
}
