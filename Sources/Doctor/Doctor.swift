import Answering
package import EventTime
import Foundation
import Ingest
import Machine
import Mosquitto
import Notifications
import Preflight
import Records
package import ServiceSettings
import Settings
import StorePorts

/// Looks at everything that the service depends on, says what works and how to mend the rest.
///
/// Sends nothing to authorities, acknowledges no message, and leaves store, broker and mail server as they were.
package struct Doctor: Sendable {
    package struct Options: Sendable {
        /// The broker's own settings file; nil looks at the usual place.
        package var brokerFile: String?
        /// So many messages measure the broker's queue; nil for none.
        package var probeQueue: Int?
        /// Where a test mail goes.
        package var sendTo: String?

        package init(brokerFile: String? = nil, probeQueue: Int? = nil, sendTo: String? = nil) {
            self.brokerFile = brokerFile
            self.probeQueue = probeQueue
            self.sendTo = sendTo
        }
    }

    private let configuration: Configuration
    private let options: Options
    private let now: Instant

    package init(configuration: Configuration, options: Options, now: Instant) {
        self.configuration = configuration
        self.options = options
        self.now = now
    }

    package func checkUp() -> HealthCheck {
        // Asked first, because several checks go by it; a store that cannot be read is told by its own check.
        let traffic = try? StoreFactory.diagnostics(configuration.storePath, lockSeconds: 1).traffic(at: now)
        return HealthCheck(lanes: [machine(traffic), broker(traffic), reporters()])
    }

    private func machine(_ traffic: StoreTraffic?) -> [Check] {
        let plan = configuration.plan
        let path = configuration.storePath
        let isLogOn = configuration.reporters.log
        let now = self.now
        let disk = Wording(
            "Look whether the disk or file server under \(path) answers ('ls' on its folder).",
            zh: "请检查 \(path) 所在的磁盘或文件服务器是否响应（对其文件夹执行 'ls'）。"
        )
        let planPath = configuration.planPath
        return [
            Check("settings", limit: 5, remedy: disk) {
                [.ok(Wording("the settings and \(planPath) have no problems", zh: "设置和 \(planPath) 没有问题"))]
            },
            Check("sessions", limit: 5, remedy: disk) { [PlanCheck.sessions(of: plan, at: now)] },
            Check("duty", limit: 5, remedy: disk) { [PlanCheck.duty(of: plan, at: now)] },
            Check("plan", limit: 5, remedy: disk) { PlanCheck.gaps(in: plan, isLogOn: isLogOn) },
            Check("time zones", limit: 5, remedy: disk) { [TimeZonesCheck.look(at: plan, now: now)] },
            Check("clock", limit: 5, remedy: disk) {
                let stored = traffic?.newest.map(\.receivedAt).max()
                let impossible = ClockCheck.verdict(of: now, released: Version.released, stored: stored)
                return [impossible ?? ClockCheck.verdict(of: try? KernelClock.now())]
            },
            Check("sensor clocks", limit: 5, remedy: disk) { ClockCheck.verdicts(of: traffic?.newest ?? []) },
            Check("store", limit: 20, remedy: disk) { StoreCheck.look(at: path) },
            Check("file modes", limit: 5, remedy: disk) { [configuration] in
                PermissionCheck.look(at: PermissionCheck.files(of: configuration))
            },
            Check("rejected", limit: 10, remedy: disk) { [limits = configuration.quarantine] in
                QuarantineCheck.look(at: path, limits: limits, now: now)
            },
            Check("disk", limit: 5, remedy: disk) { [week = weekBytes(traffic)] in
                let folder = FolderCheck.existingFolder(of: path)
                do throws(MachineError) {
                    return StoreCheck.space(try FileSystem(of: folder), folder: folder, weekBytes: week)
                } catch {
                    return [.problem(Wording(error.description, zh: "\(folder)：无法查询磁盘空间（\(error)）"), disk)]
                }
            },
        ]
    }

    private func broker(_ traffic: StoreTraffic?) -> [Check] {
        let settings = configuration.broker
        let checks = BrokerChecks(
            settings: settings,
            storePath: configuration.storePath,
            certificates: configuration.brokerCertificates,
            now: now
        )
        let newest = traffic?.newest.map(\.receivedAt).max().map { BrokerVerdict.Newest.ago(now - $0) } ?? .none
        let need = QueueNeed(
            outage: settings.outage,
            measured: traffic?.rate,
            sensors: configuration.plan.sensors.count
        )
        let address = settings.connection.address
        let remedy = Wording(
            "Look at the network and the firewall between here and \(address), and at the broker's log.",
            zh: "请检查本机与 \(address) 之间的网络和防火墙，并查看服务器日志。"
        )
        let path = configuration.storePath
        let id = settings.connection.clientID
        let file = options.brokerFile
        let count = options.probeQueue
        return [
            Check("broker", limit: 40, remedy: remedy) { checks.connection() },
            Check("subscription", limit: 12, remedy: remedy) { [checks.subscription(newestReading: newest)] },
            Check("topics", limit: 20, remedy: remedy) { [checks.topics()] },
            Check("packet limit", limit: 15, remedy: remedy) { [checks.packetLimit()] },
            Check("session", limit: 15, remedy: remedy) { [checks.session()] },
            Check("client id", limit: 15, remedy: remedy) {
                let store = try? StoreFactory.diagnostics(path, lockSeconds: 1)
                let wasUsed = (try? store?.hasSubscribed(at: address, as: id)) ?? false
                return [checks.clientIdentity(wasUsed: wasUsed)]
            },
            Check("broker file", limit: 5, remedy: remedy) {
                BrokerFileCheck.look(at: file, connection: settings.connection, need: need)
            },
            Check("broker queue", limit: 40, remedy: remedy) {
                guard let count else {
                    return [
                        .notLookedAt(
                            Wording(
                                "measured with --probe-queue \(need.messages); needed: \(need)",
                                zh: "用 --probe-queue \(need.messages) 实测；所需：\(need.chinese)"
                            )
                        )
                    ]
                }
                return [checks.queue(count: count, needed: need)]
            },
        ]
    }

    private func reporters() -> [Check] {
        let preflight = ChannelPreflight(plan: configuration.plan, now: now, sendTo: options.sendTo)
        var checks = ChannelKinds.checks(configuration.reporters, preflight)
        if let links = configuration.listen.answers?.links {
            let remedy = Wording(
                "Look at the network and the proxy between here and \(links.door).",
                zh: "请检查本机与 \(links.door) 之间的网络和代理。"
            )
            checks.append(Check("answers", limit: 20, remedy: remedy) { [AnswerCheck.look(at: links)] })
        }
        return checks
    }

    /// Of a week at the present rate; nil while either is unknown.
    private func weekBytes(_ traffic: StoreTraffic?) -> Int64? {
        guard let rate = traffic?.rate, let bytes = traffic?.bytesEach else { return nil }
        return Int64(saturating: rate * Double(bytes) * 7 * 86_400)
    }
}
