package import Acoustics
package import EventTime

extension PartialMean {
    /// Takes a reading for `time`, which is its duration or a part of it. One without LAeq adds nothing.
    package mutating func add(_ reading: Reading, for time: TimeSpan) {
        guard let LAeq = reading.LAeq else { return }
        add(LAeq, measured: reading.validMilliseconds, of: reading.duration.milliseconds, for: time)
    }
}
