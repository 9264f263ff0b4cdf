import Acoustics
package import EventTime
import ExamCalendar
import NoiseRules

/// Who must be told of what, and through which channels: one alert for each authority that answers for the site and the
/// source, and each channel that reaches it.
package struct AlertRouting: Sendable {
    private let authorities: [Authority]
    private let sources: [SensorID: NoiseSource]
    private let channels: [ChannelName]
    private let expiry: Span

    /// `channels` are those that are set up; after `expiry` an alert is not news any more.
    package init(plan: Plan, channels: [ChannelName], expiry: Span) {
        authorities = plan.authorities
        sources = Dictionary(plan.sensors.map { ($0.id, $0.placement.source) }) { first, _ in first }
        self.channels = channels
        self.expiry = expiry
    }

    /// In the order of the plan's authorities. The ids are the same whenever the subject is.
    package func alerts(for subject: AlertSubject, createdAt: Instant) -> [Alert] {
        let (site, source) = place(of: subject)
        return authorities.filter { $0.answers(forSite: site, source: source) }.flatMap { authority in
            channels.filter { $0.reaches(Recipient(authority)) }.map { channel in
                Alert(
                    id: AlertID(subject, authority: authority.id, channel: channel),
                    subject: subject,
                    authority: authority.id,
                    channel: channel,
                    createdAt: createdAt,
                    expiresAt: createdAt + expiry,
                    nextAttemptAt: createdAt
                )
            }
        }
    }

    /// A sensor that the plan does not know hears unattributed noise.
    private func place(of subject: AlertSubject) -> (site: String, source: NoiseSource) {
        switch subject {
        case .violation(let change): (change.subject.site, change.subject.source)
        case .unanswered(let escalation): (escalation.change.subject.site, escalation.change.subject.source)
        case .stillOn(let reminder): (reminder.change.subject.site, reminder.change.subject.source)
        case .sensor(let change): (change.sensor.site, sources[change.sensor] ?? .unattributed)
        case .dutyGap, .drill: ("", .unattributed)
        }
    }
}

extension ChannelName {
    /// Mail, sent or as a file, needs an address, a webhook its name; everything else tells of everybody.
    fileprivate func reaches(_ recipient: Recipient) -> Bool {
        if self == .mail || self == .eml { return !recipient.mail.isEmpty }
        if let webhook { return recipient.webhooks.contains(webhook) }
        return true
    }
}

extension AlertID {
    /// `{matter}.{authority}[~{officer}].{channel}`, without the recipient for a channel that tells everybody. The matter is
    /// `{violation}.{number}`, `{violation}.tier-{tier}`, `{violation}.still-{number}`,
    /// `{site}-{sensor}-{silent|back}-{epoch seconds}`, `{authority}-unmanned-{epoch seconds}` or `drill-{drill}`.
    init(_ subject: AlertSubject, authority: String, officer: String? = nil, channel: ChannelName) {
        let matter =
            switch subject {
            case .violation(let change):
                "\(AlertID.safe(change.violation.text)).\(change.number)"
            case .unanswered(let escalation):
                "\(AlertID.safe(escalation.change.violation.text)).tier-\(escalation.tier)"
            case .stillOn(let reminder):
                "\(AlertID.safe(reminder.change.violation.text)).still-\(reminder.number)"
            case .dutyGap(let gap):
                "\(AlertID.safe(gap.authority))-unmanned-\(gap.from.milliseconds / 1000)"
            case .drill(let drill):
                "drill-\(AlertID.safe(drill.id))"
            case .sensor(let change):
                [
                    AlertID.safe(change.sensor.site), AlertID.safe(change.sensor.sensor), change.step.rawValue,
                    "\((change.lastReading ?? change.at).milliseconds / 1000)",
                ].joined(separator: "-")
            }
        let recipient = AlertID.safe(authority) + (officer.map { "~\(AlertID.safe($0))" } ?? "")
        self.init(
            [matter, channel.isBroadcast ? nil : recipient, channel.rawValue].compactMap { $0 }.joined(separator: ".")
        )
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
