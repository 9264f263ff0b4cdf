import EventTime
import Foundation
package import Mosquitto
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
                    .notLookedAt("MQTT does not tell a broker's settings, and this one is on another machine" + advice)
                        .zh("MQTT 不提供服务器的设置，且该服务器在另一台机器上" + adviceZh)
                ]
            }
            guard FileManager.default.isReadableFile(atPath: chosen) else {
                return [
                    .notLookedAt("MQTT does not tell a broker's settings, and \(chosen) cannot be read" + advice)
                        .zh("MQTT 不提供服务器的设置，\(chosen) 不可读" + adviceZh)
                ]
            }
        }
        do {
            let file = try BrokerFile(path: chosen)
            let ports = file.listeners.isEmpty ? [1883] : file.listeners.map(\.port)
            guard path != nil || ports.contains(connection.port) else {
                return [
                    .notLookedAt(
                        "\(chosen) has no listener on port \(connection.port), so it is not this broker's" + advice
                    )
                    .zh("\(chosen) 没有端口 \(connection.port) 的监听，不是该服务器的设置" + adviceZh)
                ]
            }
            return verdict(of: file, at: chosen, connection: connection, need: need)
        } catch {
            return [
                .problem(
                    "\(chosen): cannot be read: \(error.localizedDescription)",
                    "Check the path after --broker-config, and run the doctor as a user that may read it."
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
        return [.ok("\(path): saves every \(file.autosaveInterval) s, and keeps a queue \(queue); needed: \(need)")]
    }

    /// What sensors send again after a broken connection must cover what a killed broker loses: 30 s, with room for a
    /// save that takes its time. A save writes all that is queued.
    private static let longestInterval = 10

    private static func savingTrouble(_ file: BrokerFile) -> String? {
        if file.autosaveInterval == 0 { return "a broker that is killed loses everything since its start" }
        if file.autosavesOnChanges {
            return "saves all that is queued after every \(file.autosaveInterval) changes, which makes the broker the "
                + "slower the more is queued"
        }
        guard file.autosaveInterval > longestInterval else { return nil }
        return "a broker that is killed loses the last \(file.autosaveInterval) s, and sensors send only the last 30 s "
            + "again"
    }

    private static func losses(_ file: BrokerFile, _ path: String, _ need: QueueNeed) -> [Diagnosis] {
        var found: [Diagnosis] = []
        if !file.persistence {
            found.append(
                .problem(
                    "\(path): persistence is off, so a restart of the broker loses the session and all that waits in it",
                    "Write persistence true, persistence_location, autosave_on_changes false and autosave_interval 5."
                )
            )
        } else if let trouble = savingTrouble(file) {
            found.append(.warning("\(path): \(trouble)", "Write autosave_on_changes false and autosave_interval 5."))
        }
        if file.maxQueuedMessages > 0, file.maxQueuedMessages < need.messages {
            found.append(
                .problem(
                    "\(path): keeps \(file.maxQueuedMessages) messages for a client that is away (max_queued_messages); "
                        + "needed: \(need)",
                    "Write max_queued_messages \(need.messages) or more; what is over the limit is lost without a word."
                )
            )
        }
        if file.maxQueuedBytes > 0, file.maxQueuedBytes / bytesEach < need.messages {
            found.append(
                .problem(
                    "\(path): keeps \(file.maxQueuedBytes) bytes for a client that is away (max_queued_bytes), some "
                        + "\(file.maxQueuedBytes / bytesEach) messages; needed: \(need)",
                    "Write max_queued_bytes \(need.messages * bytesEach) or more, or take it out."
                )
            )
        }
        if let seconds = file.clientExpirationSeconds, Int64(seconds).times(1000) < need.outage.milliseconds {
            found.append(
                .problem(
                    "\(path): forgets a client that is away for \(seconds / 3600) h (persistent_client_expiration)",
                    "Write a longer persistent_client_expiration, or take it out."
                )
            )
        }
        if file.maxPacketSize == 0 {
            found.append(
                .warning(
                    "\(path): takes packets of up to 256 MB (max_packet_size), and keeps them in memory",
                    "Write max_packet_size \(BrokerVerdict.profilePacketLimit): a larger packet closes its sender's connection."
                )
            )
        }
        if file.messageSizeLimit > 0 {
            found.append(
                .warning(
                    "\(path): acknowledges a message of more than \(file.messageSizeLimit) bytes and drops it "
                        + "(message_size_limit)",
                    "Write max_packet_size \(BrokerVerdict.profilePacketLimit) in its place."
                )
            )
        }
        return found
    }

    private static func speed(_ file: BrokerFile, _ path: String, _ connection: ConnectionOptions) -> [Diagnosis] {
        guard connection.protocolVersion == .v3_1_1, (1..<100).contains(file.maxInFlightMessages) else { return [] }
        return [
            .warning(
                "\(path): at most \(file.maxInFlightMessages) messages are under way at a time (max_inflight_messages), which "
                    + "with MQTT 3.1.1 makes every commit small and slow",
                "Write max_inflight_messages 2000, or broker.protocol: \"5\"."
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
                    "\(path): passwords and readings pass in plain text at port \(open.joined(separator: ", "))",
                    "Give the listener certfile and keyfile, or bind it to 127.0.0.1."
                )
            )
        }
        if file.letsEverybodyIn {
            found.append(
                .warning(
                    "\(path): anybody who reaches the broker may publish readings (allow_anonymous)",
                    "Write allow_anonymous false, and a password_file with a user for each sensor."
                )
            )
        } else if file.accessFile == nil {
            found.append(
                .warning(
                    "\(path): there is no acl_file, so one sensor may publish in another's name",
                    "Write an acl_file that lets each sensor write its own topics only, and the collector read noise/1/+/+/obs."
                )
            )
        }
        return found
    }
}
