package import EventTime

/// How many messages a broker must keep while the collector is away: outage × rate.
package struct QueueNeed: Hashable, Sendable, CustomStringConvertible {
    package var outage: TimeSpan
    /// Messages a second.
    package var rate: Double
    private let isMeasured: Bool
    /// Where the rate comes from.
    private var basis: String { isMeasured ? "as in the last hour" : "1 a second for each sensor" }

    /// `measured` in readings a second, of which a message holds one or more; nil counts one message a second for each
    /// sensor.
    package init(outage: TimeSpan, measured: Double?, sensors: Int) {
        self.outage = outage
        rate = measured ?? Double(sensors)
        isMeasured = measured != nil
    }

    package var messages: Int { Int(min(Int64(saturating: (outage.seconds * rate).rounded(.up)), 1_000_000_000_000)) }

    /// `离线 1 小时 × 每秒 0.5 条（按最近一小时）= 1800 条`
    package var chinese: String {
        let minutes = outage.milliseconds / 60_000
        let time =
            minutes == 0
            ? "\(outage.milliseconds / 1000) 秒" : minutes % 60 == 0 ? "\(minutes / 60) 小时" : "\(minutes) 分钟"
        return "离线 \(time) × 每秒 \(rateText) 条（\(isMeasured ? "按最近一小时" : "按每个测点每秒 1 条")）= \(messages) 条"
    }

    private var rateText: String {
        let hundredths = Int(Int64(saturating: (rate * 100).rounded(.up)))
        let digits =
            hundredths % 100 == 0 ? "" : hundredths % 100 < 10 ? ".0\(hundredths % 100)" : ".\(hundredths % 100)"
        return "\(hundredths / 100)\(digits)"
    }

    /// `1 h away × 0.5 messages a second (as in the last hour) = 1800`
    package var description: String {
        let minutes = outage.milliseconds / 60_000
        let time =
            minutes == 0
            ? "\(outage.milliseconds / 1000) s" : minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes) min"
        return "\(time) away × \(rateText) messages a second (\(basis)) = \(messages)"
    }
}
