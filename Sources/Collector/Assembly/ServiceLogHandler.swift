import EventTime
package import Foundation
package import Logging
import Notifications
import Reports

/// Writes each log entry as one line, as text or as one JSON object, for journald and log collectors.
///
/// Whatever an entry holds, nothing in it ends the line or does anything to a terminal. Keys have no blanks, times have
/// the offset of the machine's zone, and in JSON a figure is a number.
package struct ServiceLogHandler: LogHandler {
    package enum Format: Hashable, Sendable {
        /// `2026-06-07T09:00:00+08:00 notice quiethours: key=value other="two words" [Source] message`
        case text
        case json
    }

    package var logLevel = Logger.Level.info
    package var metadata = Logger.Metadata()
    private let label: String
    private let format: Format
    private let output: LogOutput
    /// Lines begin with their priority, as the journal reads it (sd-daemon(3)).
    private let hasPriorities: Bool
    private let now: @Sendable () -> Date

    package init(
        label: String,
        format: Format,
        output: LogOutput,
        hasPriorities: Bool = false,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.label = label
        self.format = format
        self.output = output
        self.hasPriorities = hasPriorities
        self.now = now
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var values: [String: String] = [:]
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
            values[LogValue.key(key)] = "\(value)"
        }
        if let error = event.error {
            values["error.message"] = "\(error)"
            values["error.type"] = String(reflecting: type(of: error))
        }
        let loss = output.write(line(event.level, values, source: event.source, "\(event.message)")) { loss in
            let lost = [
                "lines": "\(loss.lines)", "since": localTime(loss.since), "reason": loss.reason,
            ]
            return line(.warning, lost, source: "Collector", "log lines were lost, because they could not be written")
        }
        LogReceipt.note(loss.map { .lost(reason: $0.reason) } ?? .written)
    }

    private func line(_ level: Logger.Level, _ values: [String: String], source: String, _ message: String) -> String {
        (hasPriorities ? "<\(LogValue.priority(level))>" : "") + entry(level, values, source: source, message)
    }

    private func entry(_ level: Logger.Level, _ values: [String: String], source: String, _ message: String) -> String {
        switch format {
        case .json:
            var entry = JSONObject()
            for (key, value) in values {
                if LogValue.isNumber(value, of: key) { entry.set(key, json: value) } else { entry.set(key, value) }
            }
            // The entry's own words win over metadata of the same name.
            entry.set("time", localTime(now(), milliseconds: true))
            entry.set("level", level.rawValue)
            entry.set("label", label)
            entry.set("message", message)
            return entry.text
        case .text:
            let pairs = values.sorted { $0.key < $1.key }.map { " \($0.key)=\(LogValue.quoted($0.value))" }.joined()
            return PayloadText.oneLine("\(localTime(now())) \(level) \(label):\(pairs) [\(source)] \(message)")
        }
    }

    /// By the machine's zone, "2026-06-07T09:00:00+08:00".
    private func localTime(_ date: Date, milliseconds: Bool = false) -> String {
        let unit = milliseconds ? 1000.0 : 1
        let instant = Instant(milliseconds: Int64((date.timeIntervalSince1970 * unit).rounded(.down) * 1000 / unit))
        let text = RFC3339.format(instant, offset: TimeZone.current.secondsFromGMT(for: date) / 60 * 60)
        return text.hasSuffix("Z") ? "\(text.dropLast())+00:00" : text
    }
}
