import EventTime
package import Foundation
package import Logging
import Reports

/// Writes each log entry as one line, as text or as one JSON object, for journald and log collectors.
///
/// Whatever an entry holds, nothing in it ends the line or does anything to a terminal.
package struct ServiceLogHandler: LogHandler {
    package enum Form: Hashable, Sendable {
        /// `2026-06-07T09:00:00+0800 notice quiethours: key=value [Source] message`
        case text
        case json
    }

    package var logLevel = Logger.Level.info
    package var metadata = Logger.Metadata()
    private let label: String
    private let form: Form
    private let output: LogOutput
    private let now: @Sendable () -> Date

    package init(
        label: String,
        form: Form,
        output: LogOutput,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.label = label
        self.form = form
        self.output = output
        self.now = now
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var values: [String: String] = [:]
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
            values[key] = "\(value)"
        }
        if let error = event.error {
            values["error.message"] = "\(error)"
            values["error.type"] = String(reflecting: type(of: error))
        }
        output.write(line(event.level, values, source: event.source, "\(event.message)")) { loss in
            let lost = [
                "lines": "\(loss.lines)", "since": ServiceLogHandler.utc(loss.since), "reason": loss.reason,
            ]
            return line(.warning, lost, source: "Collector", "log lines were lost, because they could not be written")
        }
    }

    private func line(_ level: Logger.Level, _ values: [String: String], source: String, _ message: String) -> String {
        switch form {
        case .json:
            var entry = JSONObject()
            for (key, value) in values { entry.set(key, value) }
            // The entry's own words win over metadata of the same name.
            entry.set("time", ServiceLogHandler.utc(now()))
            entry.set("level", level.rawValue)
            entry.set("label", label)
            entry.set("message", message)
            return entry.text
        case .text:
            let pairs = values.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            return PayloadText.oneLine("\(localTime) \(level) \(label):\(pairs) [\(source)] \(message)")
        }
    }

    private static func utc(_ date: Date) -> String {
        date.ISO8601Format(.iso8601(timeZone: .gmt, includingFractionalSeconds: true))
    }

    /// By the machine's zone, "2026-06-07T09:00:00+0800".
    private var localTime: String {
        let date = now()
        let second = Instant(milliseconds: Int64(date.timeIntervalSince1970.rounded(.down)) * 1000)
        let text = RFC3339.format(second, offset: TimeZone.current.secondsFromGMT(for: date) / 60 * 60)
        return text.hasSuffix("Z") ? "\(text.dropLast())+0000" : "\(text.dropLast(3))\(text.suffix(2))"
    }
}
