import Acoustics
import EventTime
import Readings

/// The readings of one sensor that count in an hour, put together.
struct CountedReadings {
    /// Over the time for which each counts.
    private(set) var mean = PartialMean()
    /// Of those that start in the hour and are no longer than a second, each by its own duration.
    private(set) var distribution = LevelDistribution()
    /// Those that start in the hour.
    private(set) var n = 0
    /// Whether one was moved because the sensor's clock was wrong.
    private(set) var hasShift = false
    private var LAFmax: Level?
    private var LAFmin: Level?
    /// Of readings of one second.
    private var highest: Level?
    private var lowest: Level?
    /// The sensor's own percentiles of a reading that is as good as the whole hour.
    private var own: Percentiles?

    /// A reading is taken for the whole hour when so much of the hour lies in it: its ends may be a little off.
    private static let wholePercent: Int64 = 99

    /// Takes a reading that counts for `time` of `hour`.
    mutating func add(_ reading: Reading, for time: TimeSpan, of hour: TimeRange) {
        guard let LAeq = reading.LAeq else { return }
        mean.add(reading, for: time)
        if reading.shift != .zero { hasShift = true }
        if let level = reading.LAFmax { LAFmax = max(level, LAFmax ?? level) }
        if let level = reading.LAFmin { LAFmin = min(level, LAFmin ?? level) }
        if reading.duration == .seconds(1) {
            highest = max(LAeq, highest ?? LAeq)
            lowest = min(LAeq, lowest ?? LAeq)
        }
        if time.milliseconds * 100 >= hour.length.milliseconds * CountedReadings.wholePercent {
            own = reading.percentiles
        }
        guard hour.contains(reading.start) else { return }
        n += 1
        if reading.duration <= .seconds(1) { distribution.add(LAeq, duration: reading.duration) }
    }

    /// Without any LAFmax or LAFmin the extremes are those of LAeq,1s.
    var extremesAreLAeq1s: Bool { LAFmax == nil && LAFmin == nil && highest != nil }
    var maximum: Level? { extremesAreLAeq1s ? highest : LAFmax }
    var minimum: Level? { extremesAreLAeq1s ? lowest : LAFmin }

    /// From the readings, else the sensor's own of one that is the whole hour; nil when they are coarser.
    func percentiles(of hour: TimeRange) -> Percentiles? {
        guard !distribution.isEmpty else { return own }
        return Percentiles(
            L5: distribution.exceeded(percent: 5),
            L10: distribution.exceeded(percent: 10),
            L50: distribution.exceeded(percent: 50),
            L90: distribution.exceeded(percent: 90),
            L95: distribution.exceeded(percent: 95)
        )
    }
}
