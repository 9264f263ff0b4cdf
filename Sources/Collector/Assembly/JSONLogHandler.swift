import Foundation
package import Logging

/// Writes each log entry as one JSON object a line to standard error, for journald and log collectors.
package struct JSONLogHandler: LogHandler {
    package var logLevel = Logger.Level.info
    package var metadata = Logger.Metadata()
    private let label: String

    package init(label: String) {
        self.label = label
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var entry: [String: String] = [:]
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
            entry[key] = "\(value)"
        }
        // The entry's own words win over metadata of the same name.
        entry["time"] = Date().ISO8601Format(.iso8601(timeZone: .gmt, includingFractionalSeconds: true))
        entry["level"] = event.level.rawValue
        entry["label"] = label
        entry["message"] = "\(event.message)"
        guard
            let data = try? JSONSerialization.data(
                withJSONObject: entry,
                options: [.sortedKeys, .withoutEscapingSlashes]
            )
        else { return }
        FileHandle.standardError.write(data + Data("\n".utf8))
    }
}
