import Foundation
import TestSupport

/// The broker's settings that deploy/mosquitto ships.
enum ShippedProfile {
    private static let file = BrokerSite.script.replacingOccurrences(of: "/site", with: "/mosquitto.conf.in")
    private static let keys = [
        "persistence", "autosave_on_changes", "autosave_interval", "persistent_client_expiration",
        "max_inflight_messages", "max_queued_messages", "max_queued_bytes", "queue_qos0_messages",
    ]

    /// The lines that say how messages are kept; all of these keys must be there.
    static func keeping() throws -> [String] {
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
        return try keys.map { key in
            guard let line = lines.first(where: { $0.hasPrefix(key + " ") }) else {
                throw ChildProcessError("\(file) does not say \(key)")
            }
            return line
        }
    }
}
