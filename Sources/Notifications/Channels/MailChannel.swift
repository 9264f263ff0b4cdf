package import Curl
import EventTime
package import Records
import Reports
import Settings

/// E-mail through a mail server.
///
/// Accepted as soon as the server takes the message for one recipient; those that it refuses beside are named in the
/// detail and not tried again, because another attempt would send to all.
package struct MailChannel: Channel {
    package let name = ChannelName.mail
    private let settings: MailSettings
    private let from: MailAddress
    private let server: SMTPEndpoint

    /// Fails when the sender of the settings is no mail address.
    package init(_ settings: MailSettings) throws(MailAddressError) {
        self.settings = settings
        from = try MailAddress(settings.from)
        server = settings.endpoint(timeout: .milliseconds(settings.timeout.milliseconds))
    }

    package func deliver(_ parcel: Parcel, to recipient: Recipient) -> DeliveryOutcome {
        let mail: AlertMail
        do throws(AlertMail.Refusal) {
            mail = try AlertMail(parcel, from: from, to: recipient)
        } catch {
            return DeliveryOutcome(.refused, error.reason)
        }
        do throws(CurlError) {
            let receipt = try SMTPTransfer.send(
                mail.message.rendered(),
                from: from,
                to: mail.recipients,
                through: server,
                login: settings.username.map { ($0, settings.password?.reveal() ?? "") }
            )
            let refused = receipt.refused.map { "\($0.recipient) refused: \($0.line)" }
            let details = [receipt.line] + refused + mail.badAddresses.map(\.description)
            return DeliveryOutcome(.accepted, details.joined(separator: "; "))
        } catch {
            return DeliveryOutcome(error.isWorthRetry ? .deferred : .refused, error.message)
        }
    }
}

extension MailSettings {
    /// The server, with half of `timeout` for the connection.
    package func endpoint(timeout: Duration) -> SMTPEndpoint {
        SMTPEndpoint(
            host: host,
            port: UInt16(clamping: port),
            security: security.forTransfer,
            authorityFile: authorityFile,
            connectTimeout: timeout / 2,
            timeout: timeout
        )
    }
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
