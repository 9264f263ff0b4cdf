package import Curl
package import EventTime
import Foundation
package import Notifications
package import Records
import Reports
import Settings

/// Whether the mail server would take the alerts for everybody in the plan.
package enum MailCheck {
    package static func look(at settings: MailSettings, plan: Plan) -> [Diagnosis] {
        do {
            let from = try MailAddress(settings.from)
            let recipients = try Set(plan.authorities.flatMap(\.mail)).sorted().map(MailAddress.init)
            let server = settings.server(timeout: .seconds(6))
            let refused = try SMTPRehearsal.refusals(from: from, to: recipients, through: server, login: settings.login)
            return verdict(refused, of: recipients, settings)
        } catch let error as CurlError {
            return [failure(error, settings)]
        } catch {
            return [.problem("\(error)", "Correct the address.")]
        }
    }

    package static func verdict(
        _ refused: [SMTPReceipt.Refusal],
        of recipients: [MailAddress],
        _ settings: MailSettings
    ) -> [Diagnosis] {
        guard refused.isEmpty else {
            return refused.map {
                .problem(
                    "\(settings.address) refuses \($0.recipient): \($0.line)",
                    "Correct the address in the plan, or let the server relay for \(settings.username ?? "this machine")."
                )
            }
        }
        let login = settings.username.map { "lets in '\($0)', " } ?? ""
        let count = recipients.count == 1 ? "the recipient" : "all \(recipients.count) recipients"
        return [
            .ok(
                "\(settings.address) \(login)takes \(settings.from) as sender and \(count); --send-to sends a real mail"
            )
        ]
    }

    package static func failure(_ error: CurlError, _ settings: MailSettings) -> Diagnosis {
        let address = settings.address
        let words = "\(address): \(error.message)"
        let text = error.message
        let remedy =
            if text.contains("refused MAIL") {
                "The server does not take \(settings.from) as sender: write another reporters.mail.from, or allow it there."
            } else if text.contains("AUTH") || [454, 530, 534, 535, 538].contains(error.responseCode) {
                "Correct reporters.mail.username and the password it refers to."
            } else if text.localizedCaseInsensitiveContains("certificate") || text.contains("SSL") {
                "'openssl s_client -connect \(address)\(settings.security == .startTLS ? " -starttls smtp" : "")' shows the "
                    + "certificate: its name must be \(settings.host), its date valid, its authority in reporters.mail.ca or "
                    + "the system's."
            } else if text.contains("STARTTLS") {
                "The server offers no STARTTLS at this port: look at reporters.mail.port and security (587 starttls, 465 tls)."
            } else if text.contains("resolve") {
                "Correct reporters.mail.host, or look why DNS does not know it."
            } else {
                "Look whether the mail server runs, and at reporters.mail.port and security (587 starttls, 465 tls)."
            }
        return .problem(words, remedy)
    }

    /// Sends one mail that says that it is a test.
    package static func send(to address: String, _ settings: MailSettings, now: Instant) -> Diagnosis {
        do {
            let from = try MailAddress(settings.from)
            let to = try MailAddress(address)
            guard let id = MIMEMessage.ID(local: "doctor-\(now.milliseconds)", domain: from) else {
                return .problem("no Message-ID for \(from)", "Correct reporters.mail.from.")
            }
            let text =
                "This is a test of Quiet Hours' mail, sent by 'quiethours doctor'.\nNothing has happened, and nothing is to "
                + "be done.\n\n这是一封测试邮件，无需处理。\n"
            let message = MIMEMessage(
                id: id,
                date: HeaderText(RFC2822.format(now, offset: 0)),
                from: Mailbox(name: "Quiet Hours", address: from),
                to: [Mailbox(name: HeaderText(address), address: to)],
                subject: "[TEST 测试] Quiet Hours doctor",
                fields: [MIMEMessage.Field("Auto-Submitted", "auto-generated")],
                text: text,
                html: "<p>\(text.replacing("\n\n", with: "</p><p>"))</p>"
            )
            let receipt = try SMTPTransfer.send(
                message.rendered(),
                from: from,
                to: [to],
                through: settings.server(timeout: .seconds(10)),
                login: settings.login
            )
            return .ok("\(settings.address) took a test mail for \(to): \(receipt.line); look whether it arrives")
        } catch let error as CurlError {
            return failure(error, settings)
        } catch {
            return .problem("\(error)", "Correct the address after --send-to.")
        }
    }

    /// Whether the folder for `.eml` files can be written.
    package static func folder(_ path: String) -> Diagnosis {
        let existing = FileManager.default.fileExists(atPath: path) ? path : StoreCheck.existingFolder(of: path)
        guard FileManager.default.isWritableFile(atPath: existing) else {
            return .problem(
                "\(path): \(existing) cannot be written",
                "Make the folder, and give it to the user that runs the service."
            )
        }
        return .ok("\(path): " + (existing == path ? "can be written" : "does not exist yet; the service makes it"))
    }
}

extension MailSettings {
    fileprivate var address: String { "\(host):\(port)" }

    fileprivate var login: (username: String, password: String)? {
        username.map { ($0, password?.reveal() ?? "") }
    }

    /// As the service reaches it, with no more than `timeout` of patience.
    fileprivate func server(timeout limit: Span) -> SMTPEndpoint {
        let time = Duration.milliseconds(min(timeout, limit).milliseconds)
        return endpoint(timeout: time)
    }
}
