import Acoustics
import EventTime

/// Readings thinned to what a picture can show: pieces without a gap, each of points with the energy mean and the highest level
/// of their stretch, so that no peak vanishes.
struct LevelTrace {
    struct Point: Hashable {
        var range: TimeRange
        var mean: Level
        var highest: Level
    }

    private(set) var pieces: [[Point]] = []

    /// `readings` in order of their start; those that are marked as no measurement leave a gap. At most some `columns` points.
    init(_ readings: [Reading], span: TimeRange, columns: Int) {
        let width = max(1, span.length.milliseconds / Int64(max(1, columns)))
        var point: (column: Int64, range: TimeRange, mean: EnergyMean, highest: Level)?
        func finished() -> Point? {
            point.flatMap { point in
                point.mean.level.map { Point(range: point.range, mean: $0, highest: point.highest) }
            }
        }
        var piece: [Point] = []
        for reading in readings where reading.mark == .normal {
            guard let part = TimeRange(start: reading.start, end: reading.end).intersection(span) else { continue }
            let column = (part.start - span.start).milliseconds / width
            // Clocks differ by a little; a second between two readings is no gap.
            if let last = point?.range.end, part.start - last > max(.seconds(1), reading.duration * 2) {
                if let done = finished() { piece.append(done) }
                if !piece.isEmpty { pieces.append(piece) }
                (piece, point) = ([], nil)
            }
            if let current = point, current.column != column {
                if let done = finished() { piece.append(done) }
                point = nil
            }
            var mean = point?.mean ?? EnergyMean()
            mean.add(reading.LAeq, milliseconds: part.length.milliseconds)
            point = (
                column,
                TimeRange(start: point?.range.start ?? part.start, end: max(part.end, point?.range.end ?? part.end)),
                mean, max(reading.LAeq, point?.highest ?? reading.LAeq)
            )
        }
        if let done = finished() { piece.append(done) }
        if !piece.isEmpty { pieces.append(piece) }
    }

    var lowest: Level? { pieces.joined().map(\.mean).min() }
    var highest: Level? { pieces.joined().map(\.highest).max() }
}
