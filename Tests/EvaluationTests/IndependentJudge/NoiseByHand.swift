import Acoustics
import EventTime
import NoiseRules
import Readings

/// The noise that stands out at one sensor for one rule, reading by reading: Judging.md, "Rises over the background".
///
/// It knows no edges of the rule; what is asked of it says from which edge on.
struct NoiseByHand {
    /// What the rule asks for, in tenths of a decibel; half of it in whole tenths.
    let rise: Int
    private var half: Int { rise / 2 }
    /// Readings looked at, in the order of their ends.
    private var looked: [HeardReading] = []
    /// The noise that is on, or that was on last.
    private(set) var noise: Noise?

    struct Noise {
        let start: Instant
        /// What it stands out of, in tenths of a decibel.
        let background: Int
        /// Readings of half the rise or more above it.
        fileprivate(set) var loud: [HeardReading] = []
        /// Where the time without a loud reading begins that has lasted until now; nil when the newest is loud.
        fileprivate(set) var quietFrom: Instant?
        /// Once it has ended.
        fileprivate(set) var end: Instant?
    }

    init(rise: Int) { self.rise = rise }

    /// Takes a reading that counts; false when it is not looked at. `usual` is the background that is known, in tenths.
    mutating func take(_ heard: HeardReading, usual: Int?) -> Bool {
        let reading = heard.reading
        let newest = looked.last?.reading.end
        if let newest, (newest - reading.start).milliseconds * 2 >= reading.duration.milliseconds { return false }
        let tenths = LevelByHand.tenths((reading.LAeq ?? .minimum).decibels)
        let background = standsOutOf(tenths, from: reading.start, usual: usual)
        looked.append(heard)
        if let newest, let known = noise, known.end == nil {
            let quietFrom = known.quietFrom ?? newest
            if reading.start - quietFrom >= .seconds(10) { noise?.end = quietFrom }
        }
        if let background {
            if let end = noise?.end {
                if reading.start - end < .seconds(10), let known = noise, tenths >= known.background + half {
                    noise?.end = nil
                    noise?.quietFrom = nil
                } else {
                    noise = Noise(start: reading.start, background: background)
                }
            } else if noise == nil {
                noise = Noise(start: reading.start, background: background)
            }
        }
        if noise != nil, noise?.end == nil { follow(heard, tenths, newest: newest) }
        return true
    }

    private mutating func follow(_ heard: HeardReading, _ tenths: Int, newest: Instant?) {
        guard let known = noise else { return }
        if tenths >= known.background + half {
            noise?.loud.append(heard)
            noise?.quietFrom = nil
            return
        }
        let quietFrom = known.quietFrom ?? max(heard.reading.start, newest ?? heard.reading.start)
        noise?.quietFrom = quietFrom
        if heard.reading.end - quietFrom >= .seconds(5) { noise?.end = quietFrom }
    }

    /// What a reading stands out of; nil when it does not.
    private func standsOutOf(_ tenths: Int, from start: Instant, usual: Int?) -> Int? {
        if let usual, tenths >= usual + rise { return usual }
        // Ends ascend.
        let before = looked.reversed().prefix { $0.reading.end > start - .seconds(10) }
        guard let lowest = before.map({ LevelByHand.tenths(($0.reading.LAeq ?? .minimum).decibels) }).min() else {
            return nil
        }
        guard tenths > lowest + rise else { return nil }
        if let usual, tenths < usual + half { return nil }
        return lowest
    }
}

extension NoiseByHand.Noise {
    /// Its loud readings that start at `edge` or behind it.
    func loud(from edge: Instant) -> [HeardReading] { loud.filter { $0.reading.start >= edge } }
}
