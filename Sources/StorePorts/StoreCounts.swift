package import EventTime
package import Records

/// How much the store holds.
package struct StoreCounts: Hashable, Sendable {
    /// The newest sequence, which counts every reading ever appended.
    package var readings: Int64
    /// When the newest reading that was judged came in; nil while none is.
    package var judgedTo: Instant?
    /// Readings that are not judged yet.
    package var unjudged: Int64
    package var rejected: Int
    package var alerts: [Alert.State: Int]

    package init(readings: Int64, judgedTo: Instant?, unjudged: Int64, rejected: Int, alerts: [Alert.State: Int]) {
        self.readings = readings
        self.judgedTo = judgedTo
        self.unjudged = unjudged
        self.rejected = rejected
        self.alerts = alerts
    }
}
