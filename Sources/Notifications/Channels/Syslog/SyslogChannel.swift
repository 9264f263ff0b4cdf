package import EventTime
package import Machine
package import Records
import Reports

/// A syslog server, and how its messages are marked.
package struct SyslogSettings: Hashable, Sendable {
    /// RFC 5424 table 1, as syslog.conf(5) writes them.
    package enum Facility: String, Hashable, Sendable, CaseIterable {
        case user, daemon, auth, syslog, local0, local1, local2, local3, local4, local5, local6, local7

        var number: Int {
            switch self {
            case .user: 1
            case .daemon: 3
            case .auth: 4
            case .syslog: 5
            case .local0: 16
            case .local1: 17
            case .local2: 18
            case .local3: 19
            case .local4: 20
            case .local5: 21
            case .local6: 22
            case .local7: 23
            }
        }
    }

    package var address: SocketAddress
    package var facility: Facility
    /// Name of the structured data: `name@enterprise number` (RFC 5424 clause 7.2.2).
    package var structuredDataID: String
    package var timeout: TimeSpan

    /// 32473 is the number that RFC 5612 reserves for examples: we have none of our own, and an operator who has one
    /// writes it.
    package static let usualID = "quiethours@32473"

    package init(
        address: SocketAddress,
        facility: Facility = .local0,
        structuredDataID: String = SyslogSettings.usualID,
        timeout: TimeSpan = .seconds(5)
    ) {
        self.address = address
        self.facility = facility
        self.structuredDataID = structuredDataID
        self.timeout = timeout
    }
}

/// A message to a syslog server for each alert (RFC 5424): one datagram to a path or over UDP (RFC 5426), or with its
/// length before it over TCP (RFC 6587 clause 3.4.1).
///
/// Syslog has no receipts. Over TCP an alert counts as accepted when the server has closed its side too, or has kept it
/// open for a second; a datagram when the system has taken it. Every failure is worth another try; a repeat has the
/// same `alert` in its structured data.
package struct SyslogChannel: Channel {
    package let name = ChannelName.syslog
    package let readsFacts = true
    private let settings: SyslogSettings
    private let form: SyslogForm
    private let now: @Sendable () -> Instant

    package init(_ settings: SyslogSettings, now: @escaping @Sendable () -> Instant) {
        self.settings = settings
        self.now = now
        form = SyslogForm(
            facility: settings.facility.number,
            host: MachineName.current,
            structuredDataID: settings.structuredDataID
        )
    }

    package func deliver(_ outgoing: OutgoingMessage, to recipient: Recipient) -> DeliveryOutcome {
        do throws(MachineError) {
            for facts in outgoing.message.facts { try send(form.message(facts, at: now())) }
            return DeliveryOutcome(.accepted, "handed to \(settings.address); syslog has no receipt")
        } catch {
            return DeliveryOutcome(.deferred, error.description)
        }
    }

    private func send(_ message: String) throws(MachineError) {
        let bytes = Array(message.utf8)
        let socket = try MessageSocket(to: settings.address, milliseconds: Int(settings.timeout.milliseconds))
        guard case .tcp = settings.address else { return try socket.send(bytes) }
        // Octet counting: a message may hold a line end (RFC 6587 clause 3.4.1).
        try socket.send(Array("\(bytes.count) ".utf8) + bytes)
        try socket.finish(milliseconds: 1000)
    }
}
