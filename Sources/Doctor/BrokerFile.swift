import Foundation

/// The settings of a mosquitto broker, as far as they decide what is lost (mosquitto.conf(5), version 2.0).
package struct BrokerFile: Hashable, Sendable {
    package struct Listener: Hashable, Sendable {
        package var port: Int
        /// Nil for every address.
        package var address: String?
        package var hasTLS = false
    }

    package var persistence = false
    package var persistenceLocation: String?
    package var autosavesOnChanges = false
    /// Seconds, or changes with `autosavesOnChanges`; 0 saves at the end only.
    package var autosaveInterval = 1800
    /// 0 for no limit.
    package var maxQueuedMessages = 1000
    /// 0 for no limit.
    package var maxQueuedBytes = 0
    /// 0 for no limit.
    package var maxInFlightMessages = 20
    /// Bytes of a packet; 0 for no limit.
    package var maxPacketSize = 0
    /// Bytes of a payload, above which it is acknowledged and dropped; 0 for no limit.
    package var messageSizeLimit = 0
    /// Seconds after which the session of a client that is away ends; nil for never.
    package var clientExpirationSeconds: Int?
    /// Nil when the file does not say: yes without any listener, else no.
    package var allowsAnonymous: Bool?
    package var passwordFile: String?
    package var accessFile: String?
    /// Empty for the one on 127.0.0.1:1883 that mosquitto opens by itself.
    package var listeners: [Listener] = []

    package init() {}

    package var letsEverybodyIn: Bool { allowsAnonymous ?? listeners.isEmpty }
}

extension BrokerFile {
    /// Reads the file and those of its `include_dir`; a later line counts, and lines that say nothing here are skipped.
    ///
    /// Throws Foundation's error for the file or folder that cannot be read.
    package init(path: String) throws {
        try read(path)
    }

    private mutating func read(_ path: String) throws {
        for line in try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline) {
            let words = line.trimmingCharacters(in: .whitespaces).split(separator: " ", maxSplits: 1)
            guard let key = words.first, !key.hasPrefix("#"), words.count == 2 else { continue }
            let value = words[1].trimmingCharacters(in: .whitespaces)
            if key == "include_dir" { try readFolder(value) } else { take(String(key), value) }
        }
    }

    /// Files named `*.conf`, in the order of their names, upper case before lower case.
    private mutating func readFolder(_ folder: String) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".conf") }
        let sorted = names.sorted { a, b in
            let (lowerA, lowerB) = (a.lowercased(), b.lowercased())
            return lowerA == lowerB ? a < b : lowerA < lowerB
        }
        for name in sorted { try read("\(folder)/\(name)") }
    }

    private mutating func take(_ key: String, _ value: String) {
        let isTrue = value.lowercased() == "true" || value == "1"
        switch key {
        case "persistence": persistence = isTrue
        case "persistence_location": persistenceLocation = value
        case "autosave_on_changes": autosavesOnChanges = isTrue
        case "autosave_interval": autosaveInterval = Int(value) ?? autosaveInterval
        case "max_queued_messages": maxQueuedMessages = Int(value) ?? maxQueuedMessages
        case "max_queued_bytes": maxQueuedBytes = Int(value) ?? maxQueuedBytes
        case "max_inflight_messages": maxInFlightMessages = Int(value) ?? maxInFlightMessages
        case "max_packet_size": maxPacketSize = Int(value) ?? maxPacketSize
        case "message_size_limit": messageSizeLimit = Int(value) ?? messageSizeLimit
        case "persistent_client_expiration": clientExpirationSeconds = BrokerFile.seconds(value)
        case "allow_anonymous": allowsAnonymous = isTrue
        case "password_file": passwordFile = value
        case "acl_file", "acl_file_path": accessFile = value
        case "listener", "port": addListener(value)
        case "bind_address": change { if $0.address == nil { $0.address = value } }
        case "certfile", "psk_hint": change { $0.hasTLS = true }
        default: break
        }
    }

    /// `PORT [ADDRESS]`; port 0 is a socket file.
    private mutating func addListener(_ value: String) {
        let words = value.split(separator: " ")
        guard let port = words.first.flatMap({ Int($0) }), port > 0 else { return }
        listeners.append(Listener(port: port, address: words.count > 1 ? String(words[1]) : nil))
    }

    private mutating func change(_ body: (inout Listener) -> Void) {
        guard let last = listeners.indices.last else { return }
        body(&listeners[last])
    }

    /// A whole number and h, d, w, m or y; nil for anything else, which mosquitto refuses.
    private static func seconds(_ value: String) -> Int? {
        let units = ["h": 3600, "d": 86_400, "w": 7 * 86_400, "m": 30 * 86_400, "y": 365 * 86_400]
        guard let number = Int(value.dropLast()), number >= 0, let unit = value.last.flatMap({ units[String($0)] })
        else {
            return nil
        }
        let (seconds, isOver) = number.multipliedReportingOverflow(by: unit)
        return isOver ? .max : seconds
    }
}
