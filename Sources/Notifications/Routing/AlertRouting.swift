package import EventTime
package import Records
import Sites

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
        case .unanswered, .reminder, .drill:
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
