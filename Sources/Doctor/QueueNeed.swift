package import EventTime

/// How many messages a broker must keep while the collector is away: outage × rate.
package struct QueueNeed: Hashable, Sendable, CustomStringConvertible {
    package var outage: TimeSpan
    /// Messages a second.
    package var rate: Double
    /// Where the rate comes from.
    package var basis: String

    /// `measured` in readings a second, of which a message holds one or more; nil counts one message a second for each
    /// sensor.
    package init(outage: TimeSpan, measured: Double?, sensors: Int) {
        self.outage = outage
        rate = measured ?? Double(sensors)
        basis = measured == nil ? "1 a second for each sensor" : "as in the last hour"
    }

    package var messages: Int { Int(min(Int64(saturating: (outage.seconds * rate).rounded(.up)), 1_000_000_000_000)) }

    /// `1 h away × 0.5 messages a second (as in the last hour) = 1800`
    package var description: String {
        let minutes = outage.milliseconds / 60_000
        let time =
            minutes == 0
            ? "\(outage.milliseconds / 1000) s" : minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes) min"
        let hundredths = Int(Int64(saturating: (rate * 100).rounded(.up)))
        let digits =
            hundredths % 100 == 0 ? "" : hundredths % 100 < 10 ? ".0\(hundredths % 100)" : ".\(hundredths % 100)"
        return "\(time) away × \(hundredths / 100)\(digits) messages a second (\(basis)) = \(messages)"
    }
}
