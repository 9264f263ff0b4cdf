package import EventTime

/// How readings of one sensor that lie over one another share the time: one rule for judge, hourly figures, ledger and
/// charts.
///
/// Readings are taken in the order of their ends, of equal ends the shorter first. One that lies by half or more over
/// those taken before is passed over: it is the minute that follows its seconds, or the same again. An overlap of less
/// than half is jitter of the sensor's clock: the reading counts once, for the part of its time that is not covered
/// yet.
package enum CoverageRule {
    /// The time for which a reading over `range` counts when `covered` of it is covered by readings taken before; nil
    /// when it is passed over.
    package static func share(of range: TimeRange, covered: TimeSpan) -> TimeSpan? {
        guard covered.milliseconds * 2 < range.length.milliseconds else { return nil }
        return range.length - covered
    }

    /// Of a time without readings: shorter than half a reading it is jitter, and no gap.
    package static func isGap(_ length: TimeSpan, between readings: TimeSpan) -> Bool {
        length.milliseconds * 2 >= readings.milliseconds
    }
}
