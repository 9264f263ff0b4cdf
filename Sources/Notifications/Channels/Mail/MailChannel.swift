package import Curl
import EventTime
import Machine
package import Records
import Reports
import Settings

/// What has become of single addresses in earlier attempts for an alert. Blocks on the store.
package typealias KnownAddresses = @Sendable (AlertID) throws -> AddressOutcomes

/// E-mail through a mail server.
///
/// Each address counts by itself: what one refuses for now is tried again for that one alone, and the alert is
/// delivered when each has taken it or refused it for good. The detail says who did what.
package struct MailChannel: Channel {
    package let name = ChannelName.mail
    package let isReadByPeople = true
    private let settings: MailSettings
    private let from: MailAddress
    private let server: SMTPEndpoint
    private let known: KnownAddresses

    /// Fails when the sender of the settings is no mail address.
    package init(
        _ settings: MailSettings,
        known: @escaping KnownAddresses = { _ in AddressOutcomes() }
    ) throws(MailAddressError) {
        self.settings = settings
        self.known = known
        from = try MailAddress(settings.from)
        server = settings.endpoint(timeout: .milliseconds(settings.timeout.milliseconds))
    }

    package func deliver(_ outgoing: OutgoingMessage, to recipient: Recipient) -> DeliveryOutcome {
        let mail: AlertMail
        do throws(AlertMail.Refusal) {
            mail = try AlertMail(outgoing, from: from, to: recipient)
        } catch {
            return DeliveryOutcome(.refused, error.reason)
        }
        let settled = settled(outgoing)
        let waiting = mail.recipients.filter { !settled.contains($0.description) }
        // The process died between the server's answer and its record: nobody is left to send to.
        guard !waiting.isEmpty else {
            let outcome: Delivery.Outcome = settled.accepted.isEmpty ? .refused : .accepted
            return DeliveryOutcome(outcome, "each address has taken it or refused it for good", addresses: settled)
        }
        let bytes = mail.message.rendered()
        do throws(CurlError) {
            let receipt = try SMTPTransfer.send(
                bytes,
                from: from,
                to: waiting,
                through: server,
                login: settings.username.map { ($0, settings.password?.reveal() ?? "") }
            )
            return outcome(receipt, of: mail, settled).of(bytes)
        } catch {
            return outcome(error, settled)
        }
    }

    /// Of several alerts in one message what holds for all of them. A store that cannot be read costs a repeat.
    private func settled(_ outgoing: OutgoingMessage) -> AddressOutcomes {
        let all = outgoing.alerts.map {
            $0.attempts == 0 ? AddressOutcomes() : (try? known($0.id)) ?? AddressOutcomes()
        }
        return all.dropFirst().reduce(all.first ?? AddressOutcomes()) { $0.common(with: $1) }
    }

    private func outcome(_ receipt: SMTPReceipt, of mail: AlertMail, _ before: AddressOutcomes) -> DeliveryOutcome {
        let waiting = receipt.refused.filter { !$0.isFinal }
        let now = AddressOutcomes(
            accepted: Set(receipt.accepted.map(\.description)),
            refused: Set(receipt.refused.filter(\.isFinal).map(\.recipient.description))
        )
        // Who has taken it is said where that is not everybody.
        let isForAll = receipt.refused.isEmpty && before.isEmpty
        let taken = isForAll ? "" : " for \(receipt.accepted.map(\.description).joined(separator: ", "))"
        let details =
            [receipt.line + taken] + receipt.refused.map(\.words) + mail.badAddresses.map(\.description)
        return DeliveryOutcome(
            waiting.isEmpty ? .accepted : .partial,
            details.joined(separator: "; "),
            addresses: mail.recipients.count > 1 ? now : nil
        )
    }

    private func outcome(_ error: CurlError, _ before: AddressOutcomes) -> DeliveryOutcome {
        let refused = Set(error.refused.filter(\.isFinal).map(\.recipient.description))
        let addresses = refused.isEmpty ? nil : AddressOutcomes(refused: refused)
        guard error.isWorthRetry else {
            // The others have it.
            let outcome: Delivery.Outcome = before.accepted.isEmpty ? .refused : .accepted
            return DeliveryOutcome(outcome, error.message, addresses: addresses)
        }
        return DeliveryOutcome(before.accepted.isEmpty ? .deferred : .partial, error.message, addresses: addresses)
    }
}

extension SMTPReceipt.Refusal {
    fileprivate var words: String { "\(recipient) refused\(isFinal ? "" : " for now"): \(line)" }
}

extension MailSettings {
    /// The server, with half of `timeout` for the connection.
    package func endpoint(timeout: Duration) -> SMTPEndpoint {
        SMTPEndpoint(
            host: host,
            port: UInt16(clamping: port),
            security: security.forTransfer,
            greeting: greeting,
            authorityFile: authorityFile,
            connectTimeout: timeout / 2,
            timeout: timeout
        )
    }
}

extension MailSettings {
    /// The name that we give in EHLO.
    package var greeting: String { ehlo ?? SMTPGreeting.usual(sender: from, machine: MachineName.current) }
}

extension MailSettings.Security {
    fileprivate var forTransfer: SMTPEndpoint.Security {
        switch self {
        case .none: .none
        case .startTLS: .startTLS
        case .tls: .tls
        }
    }
}
