import Acoustics
import EventTime
import Readings

/// The columns of a block before compression: a directory of them, then their streams in the directory's order.
enum BlockBody {
    /// A stream that is shorter shares a table of bytes with its neighbours.
    private static let leastOfItsOwn = 512

    /// The body in parts that are compressed each by itself.
    static func encode(_ unordered: [BlockRow], at place: BlockPlace) throws(BlockError) -> (BlockHeader, [[UInt8]]) {
        guard unordered.count <= BlockFormat.mostRows else { throw .tooMany(unordered.count) }
        let rows = unordered.sorted(by: BlockRow.isOrdered)
        let range = place.range
        guard let first = rows.first else { throw .unsuitable("there is none", row: 0) }
        for (index, row) in rows.enumerated() {
            guard range.contains(row.reading.start), BlockLimits.times.contains(row.reading.start.milliseconds) else {
                throw .unsuitable("its start is not within the hour", row: index)
            }
            guard index == 0 || BlockRow.isOrdered(rows[index - 1], row) else {
                throw .unsuitable("another one has its start and duration", row: index)
            }
        }
        let step = usualStep(of: rows)
        let header = BlockHeader(
            place: place,
            rows: rows.count,
            firstStart: first.reading.start,
            step: .milliseconds(step),
            bodySize: 0,
            isCompressed: false
        )
        return (header, try parts(of: rows, step: step))
    }

    private static func parts(of rows: [BlockRow], step: Int64) throws(BlockError) -> [[UInt8]] {
        var directory = ByteWriter()
        var streams: [[UInt8]] = []
        var count = 0
        for column in BlockColumn.allCases {
            let numbers = column == .start ? starts(of: rows, step: step) : rows.map { column.value(in: $0) }
            if column.isZeroUnlessSaid && numbers.allSatisfy({ $0 == 0 }) || numbers.allSatisfy({ $0 == nil }) {
                continue
            }
            if let wrong = numbers.firstIndex(where: { $0.map { !BlockLimits.contains($0, in: column) } ?? false }) {
                throw .unsuitable("\(column) is \(numbers[wrong] ?? 0)", row: wrong)
            }
            let values = numbers.compactMap(\.self)
            let coding = ValueCoding.shortest(values, reference: references(of: column, rows, numbers))
            directory.put(column.rawValue)
            Presence.write(numbers.map { $0 != nil }, to: &directory)
            coding.write(to: &directory)
            streams += coding.streams + [coding.escapes]
            count += 1
        }
        var head = ByteWriter()
        head.put(count: count)
        head.put(directory.bytes)
        var parts = [head.bytes]
        for stream in streams where !stream.isEmpty {
            let isShort = stream.count < leastOfItsOwn || (parts.last ?? []).count < leastOfItsOwn && parts.count > 1
            if isShort { parts[parts.count - 1] += stream } else { parts.append(stream) }
        }
        return parts
    }

    /// How far most starts are from the one before.
    private static func usualStep(of rows: [BlockRow]) -> Int64 {
        var counts: [Int64: Int] = [:]
        for (row, next) in zip(rows, rows.dropFirst()) {
            counts[(next.reading.start - row.reading.start).milliseconds, default: 0] += 1
        }
        // The smallest of several, so that the block follows from the readings alone.
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
    }

    private static func starts(of rows: [BlockRow], step: Int64) -> [Int64?] {
        [0] + zip(rows, rows.dropFirst()).map { ($1.reading.start - $0.reading.start).milliseconds - step }
    }

    /// For each value of a column what it may be written as a difference to; nil where there is nothing.
    private static func references(of column: BlockColumn, _ rows: [BlockRow], _ numbers: [Int64?]) -> [Int64]? {
        switch column.reference {
        case .none: return nil
        case .end: return rows.map { $0.reading.end.milliseconds }
        case .LAeq:
            var last = LastLevel()
            return zip(rows, numbers).compactMap { row, number in
                let level = last(row.reading.LAeq?.microdecibels)
                return number == nil ? nil : level
            }
        }
    }
}

/// The LAeq of a reading, or that of the last one before it that has one; 0 before the first.
struct LastLevel {
    private var level: Int64 = 0

    mutating func callAsFunction(_ level: Int32?) -> Int64 {
        if let level { self.level = Int64(level) }
        return self.level
    }
}
