import Machine
package import Preflight
import Settings

/// Whether a syslog server takes connections; sends nothing.
package enum SyslogPreflight {
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
}
