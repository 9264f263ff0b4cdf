import EventTime
package import Preflight
package import Records
package import Settings
import StorePorts

/// `mail`: e-mail by SMTP to the addresses of the plan.
package enum MailKind: ChannelKind {
    package static let key = "mail"
    package static let showsPictures = true
    static let remedy = Wording(
        "Look at the network and the firewall between here and the mail server.",
        zh: "请检查本机与邮件服务器之间的网络和防火墙。"
    )

    package static func reaches(_ recipient: Recipient, through name: ChannelName) -> Bool { !recipient.mail.isEmpty }

    package static func read(_ section: Section, _ reading: ChannelReading) -> MailSettings? {
        section.optional(key, .mail(reading.secret))
    }

    /// Addresses in the plan ask for something that sends mail or writes it.
    package static func check(_ settings: ReporterSettings, with plan: Plan, in document: Section) {
        guard settings.mail == nil, settings.emlDirectory == nil,
            let authority = plan.authorities.first(where: { !$0.mail.isEmpty })
        else { return }
        document.report(
            "reporters",
            Wording(
                "the plan has mail addresses for \(authority.id), but nothing here sends mail; add mail or eml under "
                    + "reporters",
                zh: "预案为 \(authority.id) 填写了邮箱，而此处没有设置发送邮件；请在 reporters 下添加 mail 或 eml"
            )
        )
    }

    package static func channels(_ settings: MailSettings, _ parts: ChannelParts) throws -> [any Channel] {
        let store = parts.store
        return [try MailChannel(settings) { try store.addressOutcomes(of: $0) }]
    }

    package static func checks(_ settings: MailSettings?, _ preflight: ChannelPreflight) -> [Check] {
        let (plan, now, sendTo) = (preflight.plan, preflight.now, preflight.sendTo)
        guard let settings else {
            let none = Wording("the settings have no mail server", zh: "设置中没有邮件服务器")
            return [
                Check("mail", limit: 5, remedy: remedy) {
                    [
                        sendTo != nil
                            ? .problem(
                                none,
                                Wording(
                                    "Write mail under reporters, or leave --send-to out.",
                                    zh: "在 reporters 下写 mail，或去掉 --send-to。"
                                )
                            )
                            : .notLookedAt(none)
                    ]
                }
            ]
        }
        let server = Check("mail", limit: 30, remedy: remedy) {
            MailPreflight.look(at: settings, plan: plan, now: now)
        }
        guard let sendTo else { return [server] }
        let test = Check("test mail", limit: 20, remedy: remedy) {
            [MailPreflight.send(to: sendTo, settings, now: now)]
        }
        return [server, test]
    }

    package static func chineseName(ofCheck name: String) -> String? { ["mail": "邮件", "test mail": "测试邮件"][name] }

    package static func certificates(_ settings: MailSettings) -> [WatchedCertificate] {
        settings.certificate.map { [$0] } ?? []
    }
}

extension ReporterSettings {
    package var mail: MailSettings? {
        get { self[MailKind.self] }
        set { self[MailKind.self] = newValue }
    }
}
