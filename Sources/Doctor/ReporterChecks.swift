import Curl
package import EventTime
import Foundation
import Machine
package import Notifications
package import Records
import ServiceSettings
import Settings

/// Whether alerts could leave by the ways beside mail; sends none.
package enum ReporterChecks {
    /// Those that the settings ask for.
    package static func checks(_ reporters: ReporterSettings, _ plan: Plan, now: Instant) -> [Check] {
        let named = Set(
            plan.authorities.flatMap { authority in
                authority.webhooks + authority.secondChannels.compactMap(\.webhook)
                    + authority.officers.flatMap(\.webhooks)
            }
        )
        var checks: [Check] = []
        for webhook in reporters.webhooks {
            let remedy = Wording(
                "Look at the network and the firewall between here and \(webhook.address).",
                zh: "请检查本机与 \(webhook.address) 之间的网络和防火墙。"
            )
            checks.append(
                Check("webhook \(webhook.name)", limit: 20, remedy: remedy) {
                    look(at: webhook, now: now) + (named.contains(webhook.name) ? [] : [nobody(webhook)])
                }
            )
        }
        if let syslog = reporters.syslog {
            let remedy = Wording(
                "Look whether the syslog server runs at \(syslog.address).",
                zh: "请检查 \(syslog.address) 的 syslog 服务器是否运行。"
            )
            checks.append(Check("syslog", limit: 20, remedy: remedy) { [look(at: syslog)] })
        }
        let disk = Wording("Look whether the disk under it answers.", zh: "请检查其所在磁盘是否响应。")
        if let file = reporters.jsonlFile {
            checks.append(Check("alert lines", limit: 5, remedy: disk) { [look(atFile: file)] })
        }
        if let cap = reporters.cap {
            checks.append(Check("CAP files", limit: 5, remedy: disk) { [MailCheck.folder(cap.directory)] })
        }
        return checks
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

    package static func look(at syslog: SyslogSettings) -> Diagnosis {
        do throws(MachineError) {
            _ = try MessageSocket(to: syslog.address, milliseconds: 5000)
            if case .udp = syslog.address {
                return .ok(
                    Wording(
                        "\(syslog.address): the name is known; UDP tells no more",
                        zh: "\(syslog.address)：主机名可解析；UDP 无法进一步确认"
                    )
                )
            }
            return .ok(Wording("\(syslog.address) takes connections", zh: "\(syslog.address) 可以连接"))
        } catch {
            return .problem(
                Wording(error.description, zh: "\(syslog.address) 无法连接（\(error)）"),
                Wording(
                    "Start the syslog server, and look at host, port and protocol or socket under reporters.syslog.",
                    zh: "请启动 syslog 服务器，并核对 reporters.syslog 下的 host、port、protocol 或 socket。"
                )
            )
        }
    }

    package static func look(atFile file: String) -> Diagnosis {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else {
            let folder = (file as NSString).deletingLastPathComponent
            return MailCheck.folder(folder.isEmpty ? "." : folder)
        }
        guard !isFolder.boolValue else {
            return .problem(
                Wording("\(file) is a folder", zh: "\(file) 是文件夹"),
                Wording(
                    "Write the path of a file in it under reporters.jsonl.file.",
                    zh: "请在 reporters.jsonl.file 下写其中一个文件的路径。"
                )
            )
        }
        guard FileManager.default.isWritableFile(atPath: file) else {
            return .problem(
                Wording("\(file) cannot be written", zh: "\(file) 不可写"),
                Wording("Give it to the user that runs the service.", zh: "请交给运行服务的用户。")
            )
        }
        return .ok(Wording("\(file): can be written", zh: "\(file)：可写"))
    }
}
