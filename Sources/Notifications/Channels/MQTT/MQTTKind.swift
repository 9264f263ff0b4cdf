import ExamCalendar
import Mosquitto
import NoiseRules
import Records
package import Settings
import Sites
import StorePorts

/// `mqtt: true`: alerts on topics of the broker that the readings come from.
package enum MQTTKind: ChannelKind {
    package static let key = "mqtt"
    package static let isBroadcast = true

    package static func read(_ section: Section, _ reading: ChannelReading) -> ReporterSettings.MQTTClient? {
        section.optional(key, .mqttClient).flatMap { $0 }
    }

    package static func channels(_ client: ReporterSettings.MQTTClient, _ parts: ChannelParts) throws -> [any Channel] {
        let settings = MQTTSettings(
            parts.broker.connection,
            password: parts.broker.password,
            clientID: client.clientID ?? "\(parts.broker.connection.clientID)-alerts",
            sites: parts.plan.sites.map(\.id)
        )
        let store = parts.store
        let open: OpenViolations = { site in
            try store.violations(openOnly: true, limit: 1000).filter { record in
                try record.subject.site == site && store.isTold(record.id)
            }
        }
        return [MQTTChannel(settings, open: open)]
    }
}

extension ReporterSettings {
    /// As whom alerts are published at the broker of the readings.
    package struct MQTTClient: Hashable, Sendable {
        /// Nil for that of the readings with "-alerts" behind it.
        package var clientID: String?

        package init(clientID: String? = nil) {
            self.clientID = clientID
        }
    }

    package var mqtt: MQTTClient? {
        get { self[MQTTKind.self] }
        set { self[MQTTKind.self] = newValue }
    }
}

extension Parser where T == ReporterSettings.MQTTClient? {
    /// `true`, `false` or `{client-id: NAME}`
    fileprivate static var mqttClient: Parser {
        let expected = Wording("true, false or {client-id: NAME}", zh: "true、false 或 {client-id: 名称}")
        return Parser(expected: expected) { value in
            guard value.isSection else {
                let flag = Parser<Bool>(expected: expected) { ["true": true, "false": false][$0] }
                return flag.read(value).map { $0 ? ReporterSettings.MQTTClient() : nil }
            }
            guard let section = value.section() else { return nil }
            let clientID = section.required("client-id", .clientID)
            section.finish()
            return clientID.map { ReporterSettings.MQTTClient(clientID: $0) }
        }
    }
}
