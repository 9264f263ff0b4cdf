import Logging

/// How the keys and values of a log entry are written.
enum LogValue {
    /// Without blanks and signs that divide keys from values.
    static func key(_ key: String) -> String {
        String(key.map { $0.isWhitespace || $0 == "=" || $0 == "\"" ? "-" : $0 })
    }

    /// In quotes where it is empty or has a blank, an equals sign or a quote.
    static func quoted(_ value: String) -> String {
        guard value.isEmpty || value.contains(where: { $0.isWhitespace || $0 == "=" || $0 == "\"" }) else {
            return value
        }
        return "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// Ids and what people enter are texts, also where they have only digits.
    private static let texts: Set<String> = [
        "alert", "at", "authority", "by", "channel", "client", "client-id", "exam", "id", "message", "officer", "path",
        "plan", "recipient", "sensor", "site", "text", "topic", "user", "version", "violation", "webhook", "why",
    ]

    /// Whether the value of `key` is a number as JSON writes it (RFC 8259 section 6).
    static func isNumber(_ value: String, of key: String) -> Bool {
        guard !texts.contains(key), value.utf8.count <= 18 else { return false }
        return value.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?/) != nil
    }

    /// Of syslog(3): 2 critical to 7 debug.
    static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug, .trace: 7
        }
    }
}
