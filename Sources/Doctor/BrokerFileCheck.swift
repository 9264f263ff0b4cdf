import EventTime
import Foundation
package import Mosquitto
package import Preflight
import Settings

/// Whether the broker's settings keep everything while the collector is away, and let in only whom they should.
package enum BrokerFileCheck {
    /// Where Debian keeps it.
    package static let usualPath = "/etc/mosquitto/mosquitto.conf"
    /// A message of one observation with its topic and mosquitto's own record, in bytes.
    private static let bytesEach = 400

    /// `path` is nil when the operator named no file: then the usual one counts, if it can be this broker's.
    package static func look(at path: String?, connection: ConnectionOptions, need: QueueNeed) -> [Diagnosis] {
        let chosen = path ?? usualPath
        let advice = "; name the broker's file with --broker-config, or measure with --probe-queue"
        let adviceZh = "；请用 --broker-config 指明设置文件，或用 --probe-queue 实测"
        if path == nil {
            guard isLoopback(connection.host) else {
                return [
                    .notLookedAt(
                        Wording(
                            "MQTT does not tell a broker's settings, and this one is on another machine" + advice,
                            zh: "MQTT 不提供服务器的设置，且该服务器在另一台机器上" + adviceZh
                        )
                    )
                ]
            }
            guard FileManager.default.isReadableFile(atPath: chosen) else {
                return [
                    .notLookedAt(
                        Wording(
                            "MQTT does not tell a broker's settings, and \(chosen) cannot be read" + advice,
                            zh: "MQTT 不提供服务器的设置，\(chosen) 不可读" + adviceZh
                        )
                    )
                ]
            }
        }
        do {
            let file = try BrokerFile(path: chosen)
            let ports = file.listeners.isEmpty ? [1883] : file.listeners.map(\.port)
            guard path != nil || ports.contains(connection.port) else {
                return [
                    .notLookedAt(
                        Wording(
                            "\(chosen) has no listener on port \(connection.port), so it is not this broker's" + advice,
                            zh: "\(chosen) 没有端口 \(connection.port) 的监听，不是该服务器的设置" + adviceZh
                        )
                    )
                ]
            }
            return verdict(of: file, at: chosen, connection: connection, need: need)
        } catch {
            return [
                .problem(
                    Wording(
                        "\(chosen): cannot be read: \(error.localizedDescription)",
                        zh: "\(chosen)：无法读取（\(error.localizedDescription)）"
                    ),
                    Wording(
                        "Check the path after --broker-config, and run the doctor as a user that may read it.",
                        zh: "请检查 --broker-config 之后的路径，并以可读取该文件的用户运行 doctor。"
                    )
                )
            ]
        }
    }

    package static func verdict(
        of file: BrokerFile,
        at path: String,
        connection: ConnectionOptions,
        need: QueueNeed
    ) -> [Diagnosis] {
        let found = losses(file, path, need) + speed(file, path, connection) + doors(file, path)
        guard found.isEmpty else { return found }
        let queue = file.maxQueuedMessages == 0 ? "without limit" : "of \(file.maxQueuedMessages)"
        let queueZh = file.maxQueuedMessages == 0 ? "不限长度" : "长度 \(file.maxQueuedMessages)"
        return [
            .ok(
                Wording(
                    "\(path): saves every \(file.autosaveInterval) s, and keeps a queue \(queue); needed: \(need)",
                    zh: "\(path)：每 \(file.autosaveInterval) 秒保存一次，队列\(queueZh)；所需：\(need.chinese)"
                )
            )
        ]
    }

    /// What sensors send again after a broken connection must cover what a killed broker loses: 30 s, with room for a
    /// save that takes its time. A save writes all that is queued.
    private static let longestInterval = 10

    private static func savingTrouble(_ file: BrokerFile) -> Wording? {
        if file.autosaveInterval == 0 {
            return Wording("a broker that is killed loses everything since its start", zh: "服务器异常终止会丢失启动以来的全部消息")
        }
        if file.autosavesOnChanges {
            return Wording(
                "saves all that is queued after every \(file.autosaveInterval) changes, which makes the broker the "
                    + "slower the more is queued",
                zh: "每 \(file.autosaveInterval) 次变更就保存全部队列，队列越长越慢"
            )
        }
        guard file.autosaveInterval > longestInterval else { return nil }
        return Wording(
            "a broker that is killed loses the last \(file.autosaveInterval) s, and sensors send only the last 30 s "
                + "again",
            zh: "服务器异常终止会丢失最近 \(file.autosaveInterval) 秒，而测点只补发最近 30 秒"
        )
    }

    private static func losses(_ file: BrokerFile, _ path: String, _ need: QueueNeed) -> [Diagnosis] {
        var found: [Diagnosis] = []
        if !file.persistence {
            found.append(
                .problem(
                    Wording(
                        "\(path): persistence is off, so a restart of the broker loses the session and all that waits in it",
                        zh: "\(path)：未启用 persistence，服务器重启会丢失会话及其中等待的全部消息"
                    ),
                    Wording(
                        "Write persistence true, persistence_location, autosave_on_changes false and autosave_interval 5.",
                        zh: "请写 persistence true、persistence_location、autosave_on_changes false 和 autosave_interval 5。"
                    )
                )
            )
        } else if let trouble = savingTrouble(file) {
            found.append(
                .warning(
                    Wording("\(path): \(trouble.en)", zh: "\(path)：\(trouble.zh)"),
                    Wording(
                        "Write autosave_on_changes false and autosave_interval 5.",
                        zh: "请写 autosave_on_changes false 和 autosave_interval 5。"
                    )
                )
            )
        }
        if file.maxQueuedMessages > 0, file.maxQueuedMessages < need.messages {
            found.append(
                .problem(
                    Wording(
                        "\(path): keeps \(file.maxQueuedMessages) messages for a client that is away (max_queued_messages); "
                            + "needed: \(need)",
                        zh: "\(path)：客户端离线时保留 \(file.maxQueuedMessages) 条消息（max_queued_messages）；所需：\(need.chinese)"
                    ),
                    Wording(
                        "Write max_queued_messages \(need.messages) or more; what is over the limit is lost without a word.",
                        zh: "请写 max_queued_messages \(need.messages) 或更大；超出部分会丢失且没有提示。"
                    )
                )
            )
        }
        if file.maxQueuedBytes > 0, file.maxQueuedBytes / bytesEach < need.messages {
            found.append(
                .problem(
                    Wording(
                        "\(path): keeps \(file.maxQueuedBytes) bytes for a client that is away (max_queued_bytes), some "
                            + "\(file.maxQueuedBytes / bytesEach) messages; needed: \(need)",
                        zh:
                            "\(path)：客户端离线时保留 \(file.maxQueuedBytes) 字节（max_queued_bytes），约 \(file.maxQueuedBytes / bytesEach) 条消息；所需：\(need.chinese)"
                    ),
                    Wording(
                        "Write max_queued_bytes \(need.messages * bytesEach) or more, or take it out.",
                        zh: "请写 max_queued_bytes \(need.messages * bytesEach) 或更大，或删去该项。"
                    )
                )
            )
        }
        if let seconds = file.clientExpirationSeconds, Int64(seconds).times(1000) < need.outage.milliseconds {
            found.append(
                .problem(
                    Wording(
                        "\(path): forgets a client that is away for \(seconds / 3600) h (persistent_client_expiration)",
                        zh: "\(path)：客户端离线 \(seconds / 3600) 小时后会话失效（persistent_client_expiration）"
                    ),
                    Wording(
                        "Write a longer persistent_client_expiration, or take it out.",
                        zh: "请写更长的 persistent_client_expiration，或删去该项。"
                    )
                )
            )
        }
        if file.maxPacketSize == 0 {
            found.append(
                .warning(
                    Wording(
                        "\(path): takes packets of up to 256 MB (max_packet_size), and keeps them in memory",
                        zh: "\(path)：接受最大 256 MB 的报文（max_packet_size），并保存在内存中"
                    ),
                    Wording(
                        "Write max_packet_size \(BrokerVerdict.profilePacketLimit): a larger packet closes its sender's connection.",
                        zh: "请写 max_packet_size \(BrokerVerdict.profilePacketLimit)：更大的报文会使发送方断开。"
                    )
                )
            )
        }
        if file.messageSizeLimit > 0 {
            found.append(
                .warning(
                    Wording(
                        "\(path): acknowledges a message of more than \(file.messageSizeLimit) bytes and drops it "
                            + "(message_size_limit)",
                        zh: "\(path)：超过 \(file.messageSizeLimit) 字节的消息会被确认后丢弃（message_size_limit）"
                    ),
                    Wording(
                        "Write max_packet_size \(BrokerVerdict.profilePacketLimit) in its place.",
                        zh: "请改写为 max_packet_size \(BrokerVerdict.profilePacketLimit)。"
                    )
                )
            )
        }
        return found
    }

    private static func speed(_ file: BrokerFile, _ path: String, _ connection: ConnectionOptions) -> [Diagnosis] {
        guard connection.protocolVersion == .v3_1_1, (1..<100).contains(file.maxInFlightMessages) else { return [] }
        return [
            .warning(
                Wording(
                    "\(path): at most \(file.maxInFlightMessages) messages are under way at a time (max_inflight_messages), which "
                        + "with MQTT 3.1.1 makes every commit small and slow",
                    zh: "\(path)：同时传送的消息最多 \(file.maxInFlightMessages) 条（max_inflight_messages），使用 MQTT 3.1.1 时每次写入量小而慢"
                ),
                Wording(
                    "Write max_inflight_messages 2000, or broker.protocol: \"5\".",
                    zh: "请写 max_inflight_messages 2000，或 broker.protocol: \"5\"。"
                )
            )
        ]
    }

    private static func doors(_ file: BrokerFile, _ path: String) -> [Diagnosis] {
        let outside = file.listeners.filter { !isLoopback($0.address ?? "") }
        guard !outside.isEmpty else { return [] }
        var found: [Diagnosis] = []
        let open = outside.filter { !$0.hasTLS }.map { "\($0.port)" }
        if !open.isEmpty {
            found.append(
                .warning(
                    Wording(
                        "\(path): passwords and readings pass in plain text at port \(open.joined(separator: ", "))",
                        zh: "\(path)：端口 \(open.joined(separator: "、")) 以明文传输密码和读数"
                    ),
                    Wording(
                        "Give the listener certfile and keyfile, or bind it to 127.0.0.1.",
                        zh: "请为该监听设置 certfile 和 keyfile，或绑定到 127.0.0.1。"
                    )
                )
            )
        }
        if file.letsEverybodyIn {
            found.append(
                .warning(
                    Wording(
                        "\(path): anybody who reaches the broker may publish readings (allow_anonymous)",
                        zh: "\(path)：任何能连接服务器的人都可以发布读数（allow_anonymous）"
                    ),
                    Wording(
                        "Write allow_anonymous false, and a password_file with a user for each sensor.",
                        zh: "请写 allow_anonymous false，并用 password_file 为每个测点设置用户。"
                    )
                )
            )
        } else if file.accessFile == nil {
            found.append(
                .warning(
                    Wording(
                        "\(path): there is no acl_file, so one sensor may publish in another's name",
                        zh: "\(path)：没有 acl_file，一个测点可以冒用另一个测点的名义发布"
                    ),
                    Wording(
                        "Write an acl_file that lets each sensor write its own topics only, and the collector read noise/1/+/+/obs.",
                        zh: "请写 acl_file，使每个测点只能写自己的主题，采集服务可读 noise/1/+/+/obs。"
                    )
                )
            )
        }
        return found
    }
}
