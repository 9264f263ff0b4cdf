import EventTime
import Ingest
import Records
import StorePorts

/// One line for `systemctl status`: "connected to 127.0.0.1:1883, 12.3 messages/s, 2 open violations, 3 alerts
/// waiting".
///
/// Keeps the count of messages of the last line, for the rate.
struct StatusLine {
    private var messages = 0
    private var notifiedAt: SuspendingClock.Instant

    init(at now: SuspendingClock.Instant) {
        notifiedAt = now
    }

    mutating func text(_ metrics: ServiceMetrics, stuck: [String], broker: String, at now: SuspendingClock.Instant)
        -> String
    {
        let elapsed = max(0.001, (now - notifiedAt).inSeconds)
        let rate = (Double(metrics.ingest.messages - messages) / elapsed * 10).rounded() / 10
        messages = metrics.ingest.messages
        notifiedAt = now
        let since = metrics.ingest.lastHeardAt.map { ", nothing received since \(RFC3339.format($0, offset: 0))" } ?? ""
        var parts = [metrics.ingest.isSubscribed ? "connected to \(broker)" : "NOT connected to \(broker)\(since)"]
        parts.append("\(rate) messages/s")
        if let figures = metrics.store.figures {
            parts.append("\(figures.openViolations.values.reduce(0, +)) open violations")
            parts.append("\(figures.waiting.values.reduce(0) { $0 + $1.count }) alerts waiting")
        } else {
            parts.append("the store does not answer")
        }
        if metrics.ingest.lastCommitFailed { parts.append("the last commit FAILED") }
        return (parts + stuck).joined(separator: ", ")
    }
}
