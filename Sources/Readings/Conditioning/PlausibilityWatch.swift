import Acoustics
import EventTime

/// Marks the readings of one sensor that it cannot have measured. A value; takes them in the order of their arrival.
struct PlausibilityWatch: Sendable {
    /// Readings of one value that make it frozen at least.
    static let frozenCount = 30
    /// Longer readings are means, whose tenths may well stay the same: they take sixty times as long.
    static let frozenWithin = TimeSpan.seconds(10)
    static let meansTake: Int64 = 60
    /// A step of this much from one second to the next is made by no sound, 60 dB.
    static let jump: Int32 = 60_000_000
    /// Longer readings are means, of which a step says nothing.
    static let jumpsWithin = TimeSpan.seconds(1)

    /// Of the newest reading that the sensor itself holds to be right.
    private var lastEnd = Instant.distantPast
    private var lastLevel = Level.minimum
    private var lastDuration = TimeSpan.zero
    /// Start of the first of the newest readings that have one value, and their number.
    private var sameSince = Instant.distantPast
    private var sameCount = 0

    /// Marks `reading`. What the sensor marks itself is left as it is; of one that is
    /// not newer than those before only the range can be judged.
    @inline(__always)
    mutating func mark(_ reading: inout Reading, _ limits: InstrumentLimits) {
        guard reading.mark == .normal || reading.mark == .partial,
            let shown = reading.LAeq ?? reading.momentary?.level
        else { return }
        // In plain numbers: every reading comes this way.
        let level = shown.microdecibels
        let isOutside =
            level < limits.range.lowerBound.microdecibels || level > limits.range.upperBound.microdecibels
        let end = Instant(milliseconds: reading.start.milliseconds + reading.duration.milliseconds)
        guard end.milliseconds > lastEnd.milliseconds else {
            if isOutside { reading.mark = .range }
            return
        }
        let isJump = isJump(reading, level)
        if level == lastLevel.microdecibels, sameCount > 0 {
            sameCount += 1
        } else {
            sameSince = reading.start
            sameCount = 1
        }
        lastEnd = end
        lastLevel = shown
        lastDuration = reading.duration
        if isOutside {
            reading.mark = .range
        } else if isFrozen(limits) {
            reading.mark = .frozen
        } else if isJump {
            reading.mark = .jump
        }
    }

    /// Takes a reading of the journal, so that the next one is judged as without a restart.
    mutating func recall(_ reading: Reading, _ limits: InstrumentLimits) {
        var unmarked = reading
        if reading.mark.isFoundOnArrival { unmarked.mark = .normal }
        mark(&unmarked, limits)
        guard reading.mark == .frozen, reading.end == lastEnd, let frozenAfter = limits.frozenAfter else { return }
        sameSince = min(sameSince, reading.end - frozenAfter * PlausibilityWatch.meansTake)
        sameCount = max(sameCount, PlausibilityWatch.frozenCount)
    }

    private func isFrozen(_ limits: InstrumentLimits) -> Bool {
        guard sameCount >= PlausibilityWatch.frozenCount, let frozenAfter = limits.frozenAfter else { return false }
        let isMean = lastDuration > PlausibilityWatch.frozenWithin
        return lastEnd - sameSince >= frozenAfter * (isMean ? PlausibilityWatch.meansTake : 1)
    }

    private func isJump(_ reading: Reading, _ level: Int32) -> Bool {
        guard sameCount > 0, abs(level - lastLevel.microdecibels) >= PlausibilityWatch.jump else { return false }
        guard reading.duration <= PlausibilityWatch.jumpsWithin, lastDuration <= PlausibilityWatch.jumpsWithin
        else { return false }
        let gap = abs((reading.start - lastEnd).milliseconds)
        return gap * 2 < min(reading.duration, lastDuration).milliseconds
    }
}
