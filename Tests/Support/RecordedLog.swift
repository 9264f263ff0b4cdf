package import Logging
import Synchronization

/// Keeps what a logger was told, at any level.
package final class RecordedLog: Sendable {
    package struct Line: Hashable, Sendable, CustomStringConvertible {
        package var level: Logger.Level
        package var message: String
        package var metadata: [String: String]

        package var description: String {
            let told = metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
            return "\(level) \(message) \(told)"
        }
    }

    private let kept = Mutex<[Line]>([])

    package init() {}

    package func lines(_ level: Logger.Level) -> [Line] { kept.withLock { $0.filter { $0.level == level } } }

    /// As text, with their metadata.
    package var lines: [String] { kept.withLock { $0.map(\.description) } }

    package func lines(containing text: String) -> [String] { lines.filter { $0.contains(text) } }

    package var logger: Logger {
        Logger(label: "test") { _ in Handler(log: self) }
    }

    private struct Handler: LogHandler {
        let log: RecordedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" }
            log.kept.withLock { $0.append(Line(level: event.level, message: "\(event.message)", metadata: all)) }
        }
    }
}
