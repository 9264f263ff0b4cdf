import Acoustics
import EventTime
import Readings

/// One reading as the independent judge keeps it, with the parts of its time for which it counts.
struct HeardReading {
    var reading: Reading
    /// Empty for a reading that is excluded or passed over.
    var parts: [TimeRange]

    var counts: Bool { !parts.isEmpty }
}

/// What one sensor sent so far, in the order of the readings' ends, of equal ends the shorter first.
///
/// Judging.md, "Which readings count": a valid reading of which half or more lies over readings taken before is passed
/// over; any other counts once, for the part of its time that is not covered yet.
struct HeardReadings {
    private(set) var all: [HeardReading] = []
    /// The one that counts and ended last.
    private(set) var lastCounted: Reading?

    /// Takes the next reading, which ends no earlier than those before.
    mutating func take(_ reading: Reading) -> HeardReading {
        var heard = HeardReading(reading: reading, parts: [])
        if reading.exclusion == nil {
            let own = TimeRange(start: reading.start, end: reading.end)
            let free = parts(of: own)
            let freeTime = free.reduce(Int64(0)) { $0 + $1.length.milliseconds }
            let covered = own.length.milliseconds - freeTime
            if covered * 2 < own.length.milliseconds {
                heard.parts = free
                lastCounted = reading
            }
        }
        all.append(heard)
        return heard
    }

    /// What of `own` no reading that counts covers yet.
    private func parts(of own: TimeRange) -> [TimeRange] {
        var free = [own]
        // Ends ascend, so that behind the first that ends before `own` nothing lies over it.
        for earlier in all.reversed() {
            if earlier.reading.end <= own.start { break }
            for taken in earlier.parts { free = free.flatMap { HeardReadings.cut($0, without: taken) } }
        }
        return free
    }

    /// The pieces of `range` before and behind `taken`.
    static func cut(_ range: TimeRange, without taken: TimeRange) -> [TimeRange] {
        guard range.overlaps(taken) else { return [range] }
        var pieces: [TimeRange] = []
        if range.start < taken.start { pieces.append(TimeRange(start: range.start, end: taken.start)) }
        if taken.end < range.end { pieces.append(TimeRange(start: taken.end, end: range.end)) }
        return pieces
    }
}

extension HeardReading {
    /// Milliseconds for which it counts: its parts, of a reading measured in part the measured share of them.
    var countedMilliseconds: Double {
        let whole = Double(parts.reduce(Int64(0)) { $0 + $1.length.milliseconds })
        guard let seconds = reading.measuredSeconds else { return whole }
        return whole * min(1, Double(seconds) * 1000 / Double(reading.duration.milliseconds))
    }

    /// Its level in the quantity of a rule, in decibels; nil when the sensor does not send it.
    func decibels(_ quantity: IndependentQuantity) -> Double? {
        switch quantity {
        case .mean: (reading.LAeq ?? .minimum).decibels
        case .maximum: reading.LAFmax?.decibels
        }
    }
}

/// How the levels within a window become one.
enum IndependentQuantity {
    /// LAeq: by energy.
    case mean
    /// LAFmax: the highest.
    case maximum
}
