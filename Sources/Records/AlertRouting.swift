import Acoustics
package import EventTime
import NoiseRules

/// Who must be told of what, and through which channels: one alert for each recipient and each channel that reaches it,
/// and one for each channel that tells everybody.
package struct AlertRouting: Sendable {
    package let table: RoutingTable
    private let channels: [ChannelName]
    private let expiry: TimeSpan

    /// `channels` are those that are set up; after `expiry` an alert is not news any more. What leaves together is
    /// decided when it leaves.
    package init(plan: Plan, channels: [ChannelName], expiry: TimeSpan) {
        table = RoutingTable(plan: plan)
        self.channels = channels
        self.expiry = expiry
    }

    /// In the order of the routes and the channels. The ids are the same whenever the subject is.
    ///
    /// Of what is told to a tier, and of drills, the recipients are the caller's to name.
    package func alerts(for subject: AlertSubject, createdAt: Instant) -> [Alert] {
        switch subject {
        case .violation(let change):
            return alerts(for: subject, along: table.route(of: change), createdAt)
        case .sensor(let change):
            return alerts(for: subject, along: table.route(of: change), createdAt)
        case .dutyGap(let gap):
            return alerts(for: subject, to: table.offices([gap.authority]), createdAt)
        case .collector:
            return alerts(for: subject, to: table.operators, createdAt)
        case .unanswered, .stillOn, .drill:
            return []
        }
    }

    private func alerts(for subject: AlertSubject, along route: Route, _ createdAt: Instant) -> [Alert] {
        let told = table.recipients(route.to + route.copies, at: createdAt)
        // Their office is told at once that the person whom the duty names is missing.
        let gaps = table.unmanned(route.to, at: createdAt).flatMap {
            alerts(for: .dutyGap($0), createdAt: createdAt)
        }
        return alerts(for: subject, to: told, createdAt) + gaps
    }

    /// To those recipients, and to everybody where a channel tells everybody.
    package func alerts(for subject: AlertSubject, to recipients: [Recipient], _ createdAt: Instant) -> [Alert] {
        func alert(_ recipient: Recipient?, _ channel: ChannelName) -> Alert {
            let authority = recipient?.authority?.id ?? ""
            return Alert(
                id: AlertID(subject, authority: authority, officer: recipient?.officer?.id, channel: channel),
                subject: subject,
                authority: authority,
                officer: recipient?.officer?.id,
                channel: channel,
                createdAt: createdAt,
                expiresAt: createdAt + expiry
            )
        }
        return recipients.flatMap { recipient in
            let second = recipient.authority?.secondChannels ?? []
            return channels.filter { $0.reaches(recipient) && !second.contains($0) }.map { alert(recipient, $0) }
        } + channels.filter(\.isBroadcast).map { alert(nil, $0) }
    }
}

extension ChannelName {
    /// Mail, sent or as a file, needs an address, a webhook its name; the log tells of everybody.
    package func reaches(_ recipient: Recipient) -> Bool {
        if self == .mail || self == .eml { return !recipient.mail.isEmpty }
        if let webhook { return recipient.webhooks.contains(webhook) }
        return !isBroadcast
    }
}

/// Many sites at once: weather or an aircraft is likelier than works at all of them.
package enum Storm {
    package static let leastSites = 3
    /// The violations began within so much.
    package static let within = TimeSpan.seconds(10)
}

extension AlertID {
    /// `{matter}.{authority}[~{officer}].{channel}`, without the recipient for a channel that tells everybody. The
    /// matter is `{violation}.{number}`, `{violation}.tier-{tier}`, `{violation}.still-{number}`,
    /// `{site}-{sensor}-{step}[-{fault}]-{epoch seconds}`, `{authority}-unmanned-{epoch seconds}`, `drill-{drill}` or
    /// `collector-{matter}[-{about}]-{on|off}-{epoch seconds}`.
    package init(_ subject: AlertSubject, authority: String, officer: String? = nil, channel: ChannelName) {
        let matter =
            switch subject {
            case .violation(let change):
                "\(AlertID.safe(change.violation.text)).\(change.number)"
            case .unanswered(let escalation):
                "\(AlertID.safe(escalation.change.violation.text)).tier-\(escalation.tier)"
            case .stillOn(let reminder):
                "\(AlertID.safe(reminder.change.violation.text)).still-\(reminder.number)"
            case .dutyGap(let gap):
                "\(AlertID.safe(gap.authority))-unmanned-\(gap.from.wholeSeconds)"
            case .drill(let drill):
                "drill-\(AlertID.safe(drill.id))"
            case .collector(let change):
                [
                    "collector", change.matter.rawValue, change.about.isEmpty ? nil : AlertID.safe(change.about),
                    change.isOn ? "on" : "off", "\(change.at.wholeSeconds)",
                ]
                .compactMap { $0 }.joined(separator: "-")
            case .sensor(let change):
                ([AlertID.safe(change.sensor.site), AlertID.safe(change.sensor.sensor), change.step.rawValue]
                    + (change.fault.map { [$0.rawValue] } ?? [])
                    + AlertID.moments(of: change).map {
                        "\($0.wholeSeconds)"
                    }).joined(separator: "-")
            }
        let recipient = AlertID.safe(authority) + (officer.map { "~\(AlertID.safe($0))" } ?? "")
        self.init(
            [matter, channel.isBroadcast ? nil : recipient, channel.rawValue].compactMap { $0 }.joined(separator: ".")
        )
    }

    /// What tells one event of a sensor from the next of the same kind. A silence is named after the last reading
    /// before it, as ever; where messages came without a newer reading (from the sensor's memory), after what came as
    /// well, so that the second silence behind one reading is another.
    private static func moments(of change: SensorChange) -> [Instant] {
        guard let last = change.lastReading else { return [change.at] }
        switch change.step {
        case .silent:
            guard let arrival = change.lastArrival, arrival - last > .minutes(10) else { return [last] }
            return [last, arrival]
        case .back:
            return change.at >= last ? [last] : [last, change.lastArrival ?? change.at]
        case .clockOff, .clockRight, .faulty, .sound:
            return [change.at]
        }
    }

    /// Letters, digits, `-` and `_` as they are, anything else as %XX: safe in a file name and in a Message-ID.
    private static func safe(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
