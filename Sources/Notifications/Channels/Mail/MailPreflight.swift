package import Curl
package import EventTime
import Foundation
package import Preflight
package import Records
import Reports
import Settings

/// Whether the mail server would take the alerts for everybody in the plan.
package enum MailPreflight {
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
            return [
                .problem(
                    Wording("\(error)", zh: badAddress(error)),
                    Wording("Correct the address.", zh: "请更正该邮箱地址。")
                )
            ]
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
                Wording(
                    "\(settings.address) \(login)takes \(settings.from) as sender and \(count); --send-to sends a real mail",
                    zh: "\(settings.address) 接受发件人 \(settings.from) 和 \(recipients.count) 个收件人；--send-to 发送真实邮件"
                )
            )
        ]
    }

    /// What is to be said of a certificate that ends soon.
    private static func certificate(_ settings: MailSettings, now: Instant) -> [Diagnosis] {
        guard let certificate = settings.certificate, let end = try? certificate.end() else { return [] }
        let remedy = Wording(
            "Let whoever runs \(settings.host) renew it in time, or no mail leaves any more.",
            zh: "请通知 \(settings.host) 的管理者及时更新证书，否则邮件无法发出。"
        )
        return CertificateCheck.verdict(end, of: certificate, now: now, remedy: remedy).map { [$0] } ?? []
    }

    private static func verdict(of refusal: SMTPReceipt.Refusal, _ settings: MailSettings) -> Diagnosis {
        let words = Wording(
            "\(settings.address) refuses \(refusal.recipient): \(refusal.line)",
            zh: "\(settings.address) 拒收 \(refusal.recipient)：\(refusal.line)"
        )
        if refusal.reply.isAboutGreeting { return .problem(words, greetingRemedy(settings)) }
        if refusal.reply.code < 500 {
            return .warning(
                words,
                Wording(
                    "The server refuses it for now (greylisting, a full or busy mailbox); the service tries again. Look again "
                        + "in some minutes.",
                    zh: "服务器暂时拒收（灰名单，或邮箱已满、繁忙）；服务会重试。请几分钟后再查看。"
                )
            )
        }
        let sender = settings.username ?? "this machine"
        return .problem(
            words,
            refusal.isFinal
                ? Wording("Correct the address in the plan.", zh: "请更正预案中的地址。")
                : Wording(
                    "Let the server relay for \(sender) and \(settings.from).",
                    zh: "请让邮件服务器允许\(settings.username.map { " \($0) " } ?? "本机")以 \(settings.from) 转发邮件。"
                )
        )
    }

    private static func greetingRemedy(_ settings: MailSettings) -> Wording {
        Wording(
            "The server does not take the name '\(settings.greeting)' that this machine gives in EHLO: write a host name that it "
                + "knows under reporters.mail.ehlo.",
            zh: "服务器不接受本机在 EHLO 中的名称“\(settings.greeting)”：请在 reporters.mail.ehlo 下写服务器认可的主机名。"
        )
    }

    private static func badAddress(_ error: any Error) -> String {
        (error as? MailAddressError).map { "\($0.text.debugDescription) 不是邮箱地址" } ?? "\(error)"
    }

    package static func failure(_ error: CurlError, _ settings: MailSettings) -> Diagnosis {
        let address = settings.address
        let text = error.message
        let isAboutLogin = text.contains("AUTH") || [454, 530, 534, 535, 538].contains(error.responseCode)
        let fault =
            if error.isAboutGreeting {
                "服务器拒绝本机的 EHLO"
            } else if text.contains("refused MAIL") {
                "服务器拒绝发件人 \(settings.from)"
            } else if isAboutLogin {
                "登录被拒绝"
            } else if text.contains("STARTTLS") {
                "服务器不提供 STARTTLS"
            } else {
                error.chineseFault
            }
        let remedy =
            if error.isAboutGreeting {
                greetingRemedy(settings)
            } else if text.contains("refused MAIL") {
                Wording(
                    "The server does not take \(settings.from) as sender: write another reporters.mail.from, or allow it there.",
                    zh: "服务器不接受发件人 \(settings.from)：请改写 reporters.mail.from，或在服务器上允许。"
                )
            } else if isAboutLogin {
                Wording(
                    "Correct reporters.mail.username and the password it refers to.",
                    zh: "请更正 reporters.mail.username 及其密码。"
                )
            } else if error.isAboutCertificate {
                Wording(
                    "'openssl s_client -connect \(address)\(settings.security == .startTLS ? " -starttls smtp" : "")' shows the "
                        + "certificate: its name must be \(settings.host), its date valid, its authority in reporters.mail.ca or "
                        + "the system's.",
                    zh:
                        "'openssl s_client -connect \(address)\(settings.security == .startTLS ? " -starttls smtp" : "")' "
                        + "可显示证书：名称须为 \(settings.host)，日期有效，签发机构在 reporters.mail.ca 或系统中。"
                )
            } else if text.contains("STARTTLS") {
                Wording(
                    "The server offers no STARTTLS at this port: look at reporters.mail.port and security (587 starttls, 465 "
                        + "tls).",
                    zh: "该端口不提供 STARTTLS：请核对 reporters.mail.port 和 security（587 starttls，465 tls）。"
                )
            } else if text.contains("resolve") {
                Wording(
                    "Correct reporters.mail.host, or look why DNS does not know it.",
                    zh: "请更正 reporters.mail.host，或检查 DNS。"
                )
            } else {
                Wording(
                    "Look whether the mail server runs, and at reporters.mail.port and security (587 starttls, 465 tls).",
                    zh: "请检查邮件服务器是否运行，并核对 reporters.mail.port 和 security（587 starttls，465 tls）。"
                )
            }
        return .problem(Wording("\(address): \(text)", zh: "\(address)：\(fault)（\(text)）"), remedy)
    }

    /// Sends one mail that says that it is a test.
    package static func send(to address: String, _ settings: MailSettings, now: Instant) -> Diagnosis {
        do {
            let from = try MailAddress(settings.from)
            let to = try MailAddress(address)
            guard let id = MIMEMessage.ID(local: "doctor-\(now.milliseconds)", domain: from) else {
                return .problem(
                    Wording("no Message-ID for \(from)", zh: "无法由 \(from) 生成 Message-ID"),
                    Wording("Correct reporters.mail.from.", zh: "请更正 reporters.mail.from。")
                )
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
            return .ok(
                Wording(
                    "\(settings.address) took a test mail for \(to): \(receipt.line); look whether it arrives",
                    zh: "\(settings.address) 已接收发给 \(to) 的测试邮件：\(receipt.line)；请查看是否收到"
                )
            )
        } catch let error as CurlError {
            return failure(error, settings)
        } catch {
            return .problem(
                Wording("\(error)", zh: badAddress(error)),
                Wording("Correct the address after --send-to.", zh: "请更正 --send-to 之后的地址。")
            )
        }
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
