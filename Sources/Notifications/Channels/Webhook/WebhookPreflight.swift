import Curl
package import EventTime
import Foundation
package import Preflight
import Records
import Settings

/// Whether a web address could be reached; posts nothing.
package enum WebhookPreflight {
    /// Each of those that are set up.
    static func checks(_ webhooks: [WebhookSettings], _ preflight: ChannelPreflight) -> [Check] {
        let named = Set(
            preflight.plan.authorities.flatMap { authority in
                authority.webhooks + authority.secondChannels.compactMap(\.webhook)
                    + authority.staff.officers.flatMap(\.webhooks)
            }
        )
        let now = preflight.now
        return webhooks.map { webhook in
            let remedy = Wording(
                "Look at the network and the firewall between here and \(webhook.address).",
                zh: "请检查本机与 \(webhook.address) 之间的网络和防火墙。"
            )
            return Check("webhook \(webhook.name)", limit: 20, remedy: remedy) {
                look(at: webhook, now: now) + (named.contains(webhook.name) ? [] : [nobody(webhook)])
            }
        }
    }

    /// Name, connection and certificate; nothing is posted, so a key that is wrong is not found.
    package static func look(at webhook: WebhookSettings, now: Instant) -> [Diagnosis] {
        let address = webhook.address
        do throws(CurlError) {
            try HTTPPreflight.connect(to: address, through: webhook.way(timeout: .seconds(8)))
            return CertificateCheck.verdicts(
                Wording(
                    "\(address) can be reached; whether it takes alerts shows a drill",
                    zh: "\(address) 可以连通；能否接收告警须演练确认"
                ),
                [webhook.certificate].compactMap { $0 },
                now: now,
                remedy: Wording(
                    "Let whoever runs \(address.host) renew it in time, or no alert gets there.",
                    zh: "请通知 \(address.host) 的管理者及时更新证书，否则告警无法送达。"
                )
            )
        } catch {
            let text = error.message
            let remedy =
                if error.isAboutCertificate {
                    Wording(
                        "'openssl s_client -connect \(address.host):\(address.port)' shows the certificate: its name must be "
                            + "\(address.host), its date valid, its authority in the webhook's ca or the system's.",
                        zh: "'openssl s_client -connect \(address.host):\(address.port)' 可显示证书：名称须为 \(address.host)，"
                            + "日期有效，签发机构在该 webhook 的 ca 或系统中。"
                    )
                } else if text.contains("resolve") {
                    Wording(
                        "Correct the address that the webhook's url refers to, or look why DNS does not know it.",
                        zh: "请更正该 webhook 的 url 所指的地址，或检查 DNS。"
                    )
                } else {
                    Wording(
                        "Look whether the server runs, and at firewall and proxy between here and there.",
                        zh: "请检查该服务器是否运行，以及途中的防火墙和代理。"
                    )
                }
            return [.problem(Wording("\(address): \(text)", zh: "\(address)：\(error.chineseFault)（\(text)）"), remedy)]
        }
    }

    private static func nobody(_ webhook: WebhookSettings) -> Diagnosis {
        .warning(
            Wording("nobody in the plan names \(webhook.name)", zh: "预案中没有使用 \(webhook.name)"),
            Wording(
                "Write webhooks: [\(webhook.name)] on an authority or officer, or take it out of the settings.",
                zh: "请在单位或人员下写 webhooks: [\(webhook.name)]，或从设置中删去。"
            )
        )
    }
}
