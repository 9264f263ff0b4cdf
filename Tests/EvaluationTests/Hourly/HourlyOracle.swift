import Foundation

/// The figures of one hour of one sensor by the guide's words (Judging, "Which readings count" and "Hourly figures"),
/// slowly and by means of its own: time is cut at every beginning and end, shares are exact fractions, and a mean on
/// the middle between two tenths is recognised by what makes it one.
struct HourlyOracle {
    /// Cells of the hourly table by their column; a figure that is not known is "".
    private(set) var cells: [String: String] = [:]

    private struct Counted {
        var reading: WrittenReading
        /// Milliseconds.
        var free: Int
    }

    /// `readings` are all of the sensor, in any order; the hour is [start, end) in milliseconds.
    init(_ readings: [WrittenReading], from start: Int, to end: Int) {
        let length = end - start
        let near = readings.filter { $0.start < end && $0.end > start && $0.duration <= length }
        let counted = HourlyOracle.counted(near.filter(\.isValid), start, end)
        let starting = counted.map(\.reading).filter { $0.start >= start }
        let time = counted.reduce(Fraction(0)) { $0 + Fraction($1.free) * $1.reading.measuredShare }

        cells["LAeq"] = HourlyOracle.mean(counted, time).map(HourlyOracle.tenths) ?? ""
        cells["n"] = "\(starting.count)"
        let thousandths = (time * Fraction(1000, over: length)).halfToEven
        cells["valid_rate"] = "\(thousandths / 1000)." + String("\(1000 + thousandths % 1000)".dropFirst())
        cells["evidence"] = time < Fraction(3 * length, over: 4) ? "C" : "B"
        addExtremes(counted.map(\.reading))
        addPercentiles(starting.filter { $0.duration <= 1000 }, own: counted, length)
        addWeather(near, start, end)
    }

    /// In the order of their ends, of equal ends the shorter first; half covered before is passed over.
    private static func counted(_ readings: [WrittenReading], _ start: Int, _ end: Int) -> [Counted] {
        let cuts = Set(readings.flatMap { [max(start, $0.start), min(end, $0.end)] }).sorted()
        let places = Dictionary(uniqueKeysWithValues: cuts.enumerated().map { ($1, $0) })
        var isCovered = [Bool](repeating: false, count: cuts.count)
        var counted: [Counted] = []
        for reading in readings.sorted(by: { ($0.end, $0.duration) < ($1.end, $1.duration) }) {
            let (from, to) = (max(start, reading.start), min(end, reading.end))
            let first = places[from] ?? 0
            var covered = 0
            var last = first
            while cuts[last] < to {
                if isCovered[last] { covered += cuts[last + 1] - cuts[last] }
                last += 1
            }
            guard 2 * covered < to - from else { continue }
            for index in first..<last { isCovered[index] = true }
            counted.append(Counted(reading: reading, free: to - from - covered))
        }
        return counted
    }

    // MARK: LAeq

    /// In tenths; nil when nothing was measured.
    private static func mean(_ counted: [Counted], _ time: Fraction) -> Int? {
        guard time > Fraction(0) else { return nil }
        let sum = counted.reduce(0.0) { sum, part in
            let weight = (Fraction(part.free) * part.reading.measuredShare).value
            return sum + weight * pow(10, Double(part.reading.LAeq) / 10_000_000)
        }
        let tenths = 100 * log10(sum / time.value)
        let below = Int(tenths.rounded(.down))
        let rest = tenths - Double(below)
        // The powers of ten are right to some 1e-15, so that this is decided with much to spare.
        if abs(rest - 0.5) > 1e-9 { return rest > 0.5 ? below + 1 : below }
        return isMiddle(counted, time, tenth: below) ? below + below % 2 : nil
    }

    /// Whether the mean is the middle above `tenth` exactly. Powers of ten whose exponents do not differ by whole
    /// numbers are linearly independent over the fractions, so that all levels must lie whole tens of decibels from it.
    private static func isMiddle(_ counted: [Counted], _ time: Fraction, tenth: Int) -> Bool {
        var sum = Fraction(0)
        for part in counted where part.reading.measuredShare > Fraction(0) {
            let distance = part.reading.LAeq - (tenth * 100_000 + 50_000)
            guard distance.isMultiple(of: 10_000_000) else { return false }
            var power = Fraction(1)
            for _ in 0..<abs(distance / 10_000_000) {
                power = distance > 0 ? power * Fraction(10) : power / Fraction(10)
            }
            sum = sum + Fraction(part.free) * part.reading.measuredShare * power
        }
        return sum == time
    }

    // MARK: the others

    private mutating func addExtremes(_ counted: [WrittenReading]) {
        let (highest, lowest) = (counted.compactMap(\.LAFmax).max(), counted.compactMap(\.LAFmin).min())
        let isFast = highest != nil || lowest != nil
        let seconds = isFast ? [] : counted.filter { $0.duration == 1000 }.map(\.LAeq)
        cells["LAFmax"] = highest.map(HourlyOracle.rounded) ?? ""
        cells["LAFmin"] = lowest.map(HourlyOracle.rounded) ?? ""
        cells["LAeq1s_max"] = seconds.max().map(HourlyOracle.rounded) ?? ""
        cells["LAeq1s_min"] = seconds.min().map(HourlyOracle.rounded) ?? ""
    }

    private mutating func addPercentiles(_ readings: [WrittenReading], own: [Counted], _ length: Int) {
        var unit = 0
        for reading in readings {
            var (a, b) = (unit, reading.duration)
            while b != 0 { (a, b) = (b, a % b) }
            unit = a
        }
        let samples = readings.flatMap { reading in
            [Int](repeating: reading.LAeq, count: reading.duration / unit)
        }
        let sorted = samples.map { Fraction($0, over: 100_000).halfToEven }.sorted()
        let whole = own.last { 100 * $0.free >= 99 * length }?.reading.percentiles
        for (place, percent) in [5, 10, 50, 90, 95].enumerated() {
            let name = "L\(percent)"
            guard !sorted.isEmpty else {
                cells[name] = whole.map { HourlyOracle.rounded($0[place]) } ?? ""
                continue
            }
            let position = (100 - percent) * (sorted.count - 1)
            let (low, rest) = position.quotientAndRemainder(dividingBy: 100)
            let high = rest == 0 ? low : low + 1
            let exact = Fraction(sorted[low] * (100 - rest) + sorted[high] * rest, over: 100)
            cells[name] = HourlyOracle.tenths(exact.halfToEven)
        }
        cells["SD"] = samples.isEmpty ? "" : HourlyOracle.tenths(HourlyOracle.deviation(samples))
    }

    /// In tenths: the first t for which (t + ½)² is not less than the variance, the even one where it is equal.
    private static func deviation(_ samples: [Int]) -> Int {
        let n = Int128(samples.count)
        let sum = samples.reduce(Int128(0)) { $0 + Int128($1) }
        let squares = samples.reduce(Int128(0)) { $0 + Int128($1) * Int128($1) }
        let variance = n * squares - sum * sum
        var tenths = 0
        while true {
            let middle = n * Int128(2 * tenths + 1) * 50_000
            if middle * middle > variance { return tenths }
            if middle * middle == variance { return tenths + tenths % 2 }
            tenths += 1
        }
    }

    private mutating func addWeather(_ near: [WrittenReading], _ start: Int, _ end: Int) {
        let wind = near.compactMap(\.wind).max()
        cells["wind_max"] = wind.map { HourlyOracle.tenths(Fraction($0, over: 10).halfToEven) } ?? ""
        let reporting = HourlyOracle.counted(near.filter { $0.rain != nil }, start, end)
        let rain = reporting.reduce(Fraction(0)) { sum, part in
            sum + Fraction(part.reading.rain ?? 0) * Fraction(part.free, over: part.reading.duration)
        }
        let hundredths = rain.halfToEven
        let digits = String("\(100 + hundredths % 100)".dropFirst())
        cells["rain"] = reporting.isEmpty ? "" : "\(hundredths / 100).\(digits)"
    }

    /// Of millionths.
    private static func rounded(_ microdecibels: Int) -> String {
        tenths(Fraction(microdecibels, over: 100_000).halfToEven)
    }

    private static func tenths(_ tenths: Int) -> String { "\(tenths / 10).\(tenths % 10)" }
}
