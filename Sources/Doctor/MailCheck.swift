package import Curl
package import EventTime
import Foundation
package import Notifications
package import Records
import Reports
import ServiceSettings
import Settings

/// Whether the mail server would take the alerts for everybody in the plan.
package enum MailCheck {
    package static func look(at settings: MailSettings, plan: Plan, now: Instant) -> [Diagnosis] {
        do {
            let from = try MailAddress(settings.from)
            let people = plan.authorities.flatMap { $0.mail + $0.staff.officers.flatMap(\.mail) }
            let recipients = try Set(people).sorted().map(MailAddress.init)
            let server = settings.server(timeout: .seconds(6))
            let refused = try SMTPPreflight.refusals(from: from, to: recipients, through: server, login: settings.login)
            let verdicts = verdict(refused, of: recipients, settings)
            return verdicts + certificate(settings, now: now)
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
        guard refused.isEmpty else { return refused.map { verdict(of: $0, settings) } }
        let login = settings.username.map { "lets in '\($0)', " } ?? ""
        let count = recipients.count == 1 ? "the recipient" : "all \(recipients.count) recipients"
        return [
            .ok(
                "\(settings.address) \(login)takes \(settings.from) as sender and \(count); --send-to sends a real mail"
            )
            .zh("\(settings.address) 接受发件人 \(settings.from) 和 \(recipients.count) 个收件人；--send-to 发送真实邮件")
        ]
    }

    /// What is to be said of a certificate that ends soon.
    private static func certificate(_ settings: MailSettings, now: Instant) -> [Diagnosis] {
        guard let certificate = settings.certificate, let end = try? certificate.end() else { return [] }
        let remedy = "Let whoever runs \(settings.host) renew it in time, or no mail leaves any more."
        return CertificateCheck.verdict(end, of: certificate, now: now, remedy: remedy).map { [$0] } ?? []
    }

    private static func verdict(of refusal: SMTPReceipt.Refusal, _ settings: MailSettings) -> Diagnosis {
        let words = "\(settings.address) refuses \(refusal.recipient): \(refusal.line)"
        if refusal.reply.isAboutGreeting { return .problem(words, greetingRemedy(settings)) }
        if refusal.reply.code < 500 {
            return .warning(
                words,
                "The server refuses it for now (greylisting, a full or busy mailbox); the service tries again. Look again in "
                    + "some minutes."
            )
        }
        return .problem(
            words,
            refusal.isFinal
                ? "Correct the address in the plan."
                : "Let the server relay for \(settings.username ?? "this machine") and \(settings.from)."
        )
    }

    private static func greetingRemedy(_ settings: MailSettings) -> String {
        "The server does not take the name '\(settings.greeting)' that this machine gives in EHLO: write a host name that it "
            + "knows under reporters.mail.ehlo."
    }

    package static func failure(_ error: CurlError, _ settings: MailSettings) -> Diagnosis {
        let address = settings.address
        let words = "\(address): \(error.message)"
        let text = error.message
        let remedy =
            if error.isAboutGreeting {
                greetingRemedy(settings)
            } else if text.contains("refused MAIL") {
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
            .zh("\(path)：" + (existing == path ? "可写" : "尚不存在，由服务创建"))
    }
}

extension MailSettings {
    fileprivate var address: String { "\(host):\(port)" }

    fileprivate var login: (username: String, password: String)? {
        username.map { ($0, password?.reveal() ?? "") }
    }

    /// As the service reaches it, with no more than `timeout` of patience.
    fileprivate func server(timeout limit: TimeSpan) -> SMTPEndpoint {
        let time = Duration.milliseconds(min(timeout, limit).milliseconds)
        return endpoint(timeout: time)
    }
}
