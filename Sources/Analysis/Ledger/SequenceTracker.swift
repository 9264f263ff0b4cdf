import EventTime
import Readings
import SensorPayloads

/// Which message numbers of one sensor have come, as stretches without a hole; so its size goes with what is missing.
///
/// Numbers may come in any order of their readings' time: a backlog has high numbers and old readings.
struct SequenceTracker {
    private struct Stretch {
        var low: Int64
        var high: Int64
        /// Start of the reading with the lowest number, end of the one with the highest.
        var lowAt: Instant
        var highAt: Instant
        /// Lowest place in the journal; nil when none is known.
        var place: Int64?
    }

    private var byBoot: [Int64?: [Stretch]] = [:]

    var isEmpty: Bool { byBoot.isEmpty }

    /// `time` is that of the reading that carries the number.
    mutating func add(_ number: MessageSequence, at time: TimeRange, place: Int64?) {
        SequenceTracker.add(number.seq, at: time, place: place, to: &byBoot[number.boot, default: []])
    }

    /// Fills a hole with a number whose readings lie elsewhere; one that is in no hole is passed over.
    mutating func fill(_ number: MessageSequence) {
        guard var stretches = byBoot[number.boot] else { return }
        let index = SequenceTracker.index(of: number.seq, in: stretches)
        guard index > 0, index < stretches.count, stretches[index - 1].high < number.seq else { return }
        byBoot[number.boot] = nil
        let at = stretches[index - 1].highAt
        SequenceTracker.add(number.seq, at: TimeRange(start: at, end: at), place: nil, to: &stretches)
        byBoot[number.boot] = stretches
    }

    /// The holes between numbers that have come, where they touch `range`, each with the journal's place of what stands
    /// before it.
    ///
    /// Where the higher numbers came before the lower ones, the sensor has begun anew without saying so, and nothing is
    /// known to be missing between them.
    func holes(touching range: TimeRange) -> [(missing: MissingMessages, place: Int64?)] {
        byBoot.flatMap { boot, stretches in
            zip(stretches, stretches.dropFirst()).compactMap { below, above in
                if let first = below.place, let second = above.place, second < first { return nil }
                let between = TimeRange(start: min(below.highAt, above.lowAt), end: max(below.highAt, above.lowAt))
                guard between.start < range.end, between.end >= range.start else { return nil }
                let numbers = (below.high + 1)...(above.low - 1)
                return (MissingMessages(boot: boot, numbers: numbers, between: between), below.place)
            }
        }
        .sorted { ($0.0.between.start, $0.0.numbers.lowerBound) < ($1.0.between.start, $1.0.numbers.lowerBound) }
    }

    /// The first stretch that begins above `number`.
    private static func index(of number: Int64, in stretches: [Stretch]) -> Int {
        if let last = stretches.last, last.low <= number { return stretches.count }
        var low = 0
        var high = stretches.count
        while low < high {
            let middle = (low + high) / 2
            if stretches[middle].low <= number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func add(_ number: Int64, at time: TimeRange, place: Int64?, to stretches: inout [Stretch]) {
        let index = index(of: number, in: stretches)
        let joinsBelow = index > 0 && stretches[index - 1].high >= number - 1
        let joinsAbove = index < stretches.count && stretches[index].low - 1 == number
        if joinsBelow {
            if stretches[index - 1].high < number {
                stretches[index - 1].high = number
                stretches[index - 1].highAt = time.end
            }
            stretches[index - 1].place = least(stretches[index - 1].place, place)
            guard joinsAbove else { return }
            let above = stretches.remove(at: index)
            stretches[index - 1].high = above.high
            stretches[index - 1].highAt = above.highAt
            stretches[index - 1].place = least(stretches[index - 1].place, above.place)
        } else if joinsAbove {
            stretches[index].low = number
            stretches[index].lowAt = time.start
            stretches[index].place = least(stretches[index].place, place)
        } else {
            let alone = Stretch(low: number, high: number, lowAt: time.start, highAt: time.end, place: place)
            stretches.insert(alone, at: index)
        }
    }

    private static func least(_ a: Int64?, _ b: Int64?) -> Int64? {
        guard let a, let b else { return a ?? b }
        return min(a, b)
    }
}
