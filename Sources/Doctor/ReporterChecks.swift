import Curl
package import EventTime
import Foundation
import Machine
package import Notifications
package import Records
import ServiceSettings

/// Whether alerts could leave by the ways beside mail; sends none.
package enum ReporterChecks {
    /// Those that the settings ask for.
    package static func checks(_ reporters: ReporterSettings, _ plan: Plan, now: Instant) -> [Check] {
        let named = Set(
            plan.authorities.flatMap { authority in
                authority.webhooks + authority.secondChannels.compactMap(\.webhook)
                    + authority.staff.officers.flatMap(\.webhooks)
            }
        )
        var checks: [Check] = []
        for webhook in reporters.webhooks {
            let remedy = "Look at the network and the firewall between here and \(webhook.address)."
            checks.append(
                Check("webhook \(webhook.name)", limit: 20, remedy: remedy) {
                    look(at: webhook, now: now) + (named.contains(webhook.name) ? [] : [nobody(webhook)])
                }
            )
        }
        if let syslog = reporters.syslog {
            let remedy = "Look whether the syslog server runs at \(syslog.address)."
            checks.append(Check("syslog", limit: 20, remedy: remedy) { [look(at: syslog)] })
        }
        let disk = "Look whether the disk under it answers."
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
                "\(address) can be reached; whether it takes alerts shows a drill",
                zh: "\(address) 可以连通；能否接收告警须演练确认",
                [webhook.certificate].compactMap { $0 },
                now: now,
                remedy: "Let whoever runs \(address.host) renew it in time, or no alert gets there."
            )
        } catch {
            let text = error.message
            let remedy =
                if text.localizedCaseInsensitiveContains("certificate") || text.contains("SSL") {
                    "'openssl s_client -connect \(address.host):\(address.port)' shows the certificate: its name must be "
                        + "\(address.host), its date valid, its authority in the webhook's ca or the system's."
                } else if text.contains("resolve") {
                    "Correct the address that the webhook's url refers to, or look why DNS does not know it."
                } else {
                    "Look whether the server runs, and at firewall and proxy between here and there."
                }
            return [.problem("\(address): \(text)", remedy)]
        }
    }

    private static func nobody(_ webhook: WebhookSettings) -> Diagnosis {
        .warning(
            "nobody in the plan names \(webhook.name)",
            "Write webhooks: [\(webhook.name)] on an authority or officer, or take it out of the settings."
        )
    }

    package static func look(at syslog: SyslogSettings) -> Diagnosis {
        do throws(MachineError) {
            _ = try MessageSocket(to: syslog.address, milliseconds: 5000)
            if case .udp = syslog.address { return .ok("\(syslog.address): the name is known; UDP tells no more") }
            return .ok("\(syslog.address) takes connections").zh("\(syslog.address) 可以连接")
        } catch {
            return .problem(
                error.description,
                "Start the syslog server, and look at host, port and protocol or socket under reporters.syslog."
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
            return .problem("\(file) is a folder", "Write the path of a file in it under reporters.jsonl.file.")
        }
        guard FileManager.default.isWritableFile(atPath: file) else {
            return .problem("\(file) cannot be written", "Give it to the user that runs the service.")
        }
        return .ok("\(file): can be written").zh("\(file)：可写")
    }
}
