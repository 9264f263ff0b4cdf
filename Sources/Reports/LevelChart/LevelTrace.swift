import Acoustics
import EventTime
import Readings

/// Readings thinned to what a picture can show: pieces without a gap, each of points with the energy mean and the
/// highest level of their stretch, so that no peak vanishes.
struct LevelTrace {
    struct Point: Hashable {
        var range: TimeRange
        var mean: Level
        var highest: Level
    }

    private(set) var pieces: [[Point]] = []

    /// `readings` in any order; those that enter no level leave a gap, and the others share the time as in every
    /// figure. At most some `columns` points.
    init(_ readings: [Reading], span: TimeRange, columns: Int) {
        let width = max(1, span.length.milliseconds / Int64(max(1, columns)))
        let counted = SharedTime.pieces(of: readings.filter { $0.exclusion == nil }, in: span)
        let parts = counted.flatMap { counted in counted.pieces.map { (reading: counted.reading, range: $0) } }
        var piece: [Point] = []
        var point: Gathered?
        for (reading, part) in parts.sorted(by: { $0.range.start < $1.range.start }) {
            guard let level = reading.LAeq else { continue }
            let column = (part.start - span.start).milliseconds / width
            if let last = point {
                // What is narrower than a column is not seen.
                let gap = part.start - last.range.end
                let isGap =
                    gap.milliseconds >= width
                    && CoverageRule.isGap(gap, between: min(reading.duration, last.duration))
                if isGap || last.column != column {
                    if let done = last.point { piece.append(done) }
                    point = nil
                }
                if isGap {
                    if !piece.isEmpty { pieces.append(piece) }
                    piece = []
                }
            }
            point = Gathered(point, reading, level, part, column)
        }
        if let done = point?.point { piece.append(done) }
        if !piece.isEmpty { pieces.append(piece) }
    }

    /// What lies in one column.
    private struct Gathered {
        var column: Int64
        var range: TimeRange
        var mean: PartialMean
        var highest: Level
        /// Of the last reading.
        var duration: TimeSpan

        /// `before` and a further part of a reading behind it.
        init(_ before: Gathered?, _ reading: Reading, _ level: Level, _ part: TimeRange, _ column: Int64) {
            self.column = column
            range = TimeRange(start: before?.range.start ?? part.start, end: part.end)
            mean = before?.mean ?? PartialMean()
            mean.add(reading, for: part.length)
            highest = max(level, before?.highest ?? level)
            duration = reading.duration
        }

        var point: Point? { mean.level.map { Point(range: range, mean: $0, highest: highest) } }
    }

    var lowest: Level? { pieces.joined().map(\.mean).min() }
    var highest: Level? { pieces.joined().map(\.highest).max() }
}
