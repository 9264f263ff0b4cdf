package import EventTime

/// What an instrument can measure: levels outside of it, and a level that stays the same for too long, are no
/// measurement.
package struct InstrumentLimits: Hashable, Sendable {
    /// Levels that the instrument can measure, both ends included.
    package var range: ClosedRange<Level>
    /// One value for this long, in readings of at most ten seconds, is no sound but a dead microphone; nil for a source
    /// that may well be constant.
    package var frozenAfter: TimeSpan?

    /// How long a level may stay the same unless the plan says otherwise.
    package static let usualFrozenAfter = TimeSpan.minutes(10)
    /// 15 to 140 dB: what a meter of class 1 or 2 measures (IEC 61672-1).
    package static let meter = InstrumentLimits(range: whole(15)...whole(140))
    /// 20 to 130 dB: what other instruments measure.
    package static let indicator = InstrumentLimits(range: whole(20)...whole(130))

    package init(range: ClosedRange<Level>, frozenAfter: TimeSpan? = usualFrozenAfter) {
        self.range = range
        self.frozenAfter = frozenAfter
    }

    private static func whole(_ decibels: Int) -> Level { Level(tenths: decibels * 10) ?? .minimum }
}
