import EventTime
import Records

/// Words for times and causes in a ledger.
struct LedgerClock {
    let zone: TimeZoneRules
    let range: TimeRange

    /// The span with dates and offset.
    var heading: String {
        let start = RFC3339.format(range.start, offset: zone.offset(at: range.start))
        return "\(start) to \(RFC3339.format(range.end, offset: zone.offset(at: range.end)))"
    }

    /// Time of day; with the date where it is not the date that the span begins on.
    func callAsFunction(_ t: Instant) -> String {
        guard t > .distantPast, t < .distantFuture else { return "ever" }
        let text = RFC3339.format(t, offset: zone.offset(at: t))
        let time = text.dropFirst(11).prefix { $0 != "+" && $0 != "-" && $0 != "Z" }
        let isFirstDay = zone.localDate(at: t) == zone.localDate(at: range.start)
        return isFirstDay ? String(time) : "\(text.prefix(10)) \(time)"
    }

    func callAsFunction(_ range: TimeRange) -> String {
        if range.start <= .distantPast { return "until \(self(range.end))" }
        if range.end >= .distantFuture { return "since \(self(range.start))" }
        return "\(self(range.start)) to \(self(range.end))"
    }

    func text(_ reason: GapReason) -> String {
        switch reason {
        case .offline(let range): "the sensor's status was offline (\(self(range)))"
        case .sessionForgotten(let range):
            "the broker had forgotten our session: what was published in it \(self(range)) may be lost"
        case .notReceiving(let outage): "not receiving \(self(outage.range)): \(text(outage))"
        case .brokerDropped(let drop):
            "the broker dropped \(drop.count) message\(drop.count == 1 ? "" : "s"), of this or another client, "
                + "\(self(drop.range))"
        case .rejected(let count): "\(count) payload\(count == 1 ? "" : "s") of the sensor rejected in this time"
        case .restarted(let restart):
            "the sensor restarted before \(self(restart.at)): boot \(restart.from), then \(restart.to)"
        case .messagesMissing(let count):
            "\(count) message\(count == 1 ? "" : "s") that the sensor numbered never came"
        case .nothingSent: "no message number is missing around it: the sensor sent nothing for this time"
        }
    }

    func text(_ event: SessionEvent) -> String {
        switch event.kind {
        case .resumed: return "subscribed at \(event.broker); it had kept the session"
        case .begun: return "subscribed at \(event.broker) with a new session"
        case .forgotten:
            let since = event.lastReceivedAt.map { "; the last message before came at \(self($0))" } ?? ""
            return "subscribed at \(event.broker); IT HAD FORGOTTEN THE SESSION\(since)"
        case .connectionLost: return "connection lost: \(event.detail)"
        case .stopped: return "stopped; the session stays at the broker"
        case .refused: return "the broker refuses '\(event.detail)', so that it is not told"
        }
    }

    private func text(_ outage: Outage) -> String {
        let cause =
            switch outage.cause {
            case .notYet: "the service had never subscribed before"
            case .stopped: "the service was stopped"
            case .connectionLost: "the connection was lost"
            case .died: "the service ended without a farewell"
            }
        let hasEnded = outage.range.end < .distantFuture && outage.cause != .notYet
        return cause + (hasEnded ? "; nothing came for this gap since" : "")
    }
}

extension TimeSpan {
    /// "9 s", "1.250 s", "12 min 5 s", "3 h 2 min", with what is less left off from an hour on.
    var told: String {
        let seconds = milliseconds / 1000
        if seconds < 60, milliseconds % 1000 != 0 {
            let rest = "\(milliseconds % 1000)"
            return "\(seconds).\(String(repeating: "0", count: 3 - rest.count))\(rest) s"
        }
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return "\(seconds / 60) min" + (seconds % 60 > 0 ? " \(seconds % 60) s" : "") }
        return "\(seconds / 3600) h" + (seconds / 60 % 60 > 0 ? " \(seconds / 60 % 60) min" : "")
    }
}
