import Acoustics
import EventTime
import Readings

/// The columns of a block, taken apart.
struct ColumnTable {
    private let header: BlockHeader
    private var columns: [BlockColumn: ColumnValues] = [:]

    init(_ header: BlockHeader, from body: inout ByteReader) throws(BlockError) {
        self.header = header
        let count = try body.count(most: BlockColumn.allCases.count)
        var entries: [Entry] = []
        var last: UInt8 = 0
        for _ in 0..<count {
            let number = try body.byte()
            guard number > last, let column = BlockColumn(rawValue: number) else {
                throw .malformed("it has the column \(number) after \(last)")
            }
            last = number
            entries.append(try Entry(column, rows: header.rows, from: &body))
        }
        for entry in entries {
            let values = try entry.coding.values(entry.count, escapes: entry.escapes, from: &body)
            columns[entry.column] = try resolved(values, of: entry)
        }
        guard body.isAtEnd else { throw .malformed("it has bytes behind its columns") }
    }

    /// One line of the directory.
    private struct Entry {
        let column: BlockColumn
        let isPresent: [Bool]?
        /// Of values.
        let count: Int
        let coding: ValueCoding
        let escapes: Int

        init(_ column: BlockColumn, rows: Int, from directory: inout ByteReader) throws(BlockError) {
            self.column = column
            isPresent = try Presence.read(rows, from: &directory)
            count = isPresent.map { $0.count(where: \.self) } ?? rows
            guard count == rows || !column.isRequired else { throw .malformed("\(column) is missing in a reading") }
            (coding, escapes) = try ValueCoding.read(from: &directory, most: 16 * rows + 64)
        }
    }

    /// The values of all readings, as they were before they became differences; refuses what a reading cannot hold.
    private func resolved(_ values: [Int64], of entry: Entry) throws(BlockError) -> ColumnValues {
        var values = values
        if entry.coding.isRelative {
            let references = try references(of: entry)
            for index in values.indices { values[index] = values[index] &+ references[index] }
        }
        guard let wrong = values.first(where: { !BlockLimits.contains($0, in: entry.column) }) else {
            return ColumnValues(values, isPresent: entry.isPresent)
        }
        throw .malformed("\(entry.column) is \(wrong)")
    }

    private func references(of entry: Entry) throws(BlockError) -> [Int64] {
        switch entry.column.reference {
        case .none: throw .malformed("\(entry.column) is a difference to nothing")
        case .end:
            let durations = columns[.duration]
            return try starts().enumerated().map { index, start in
                Instant(milliseconds: start).milliseconds.adding(durations?[index] ?? 0)
            }
        case .LAeq:
            let levels = columns[.LAeq]
            var last = LastLevel()
            return (0..<header.rows).compactMap { index in
                let level = last(levels?[index].map { Int32($0) })
                return entry.isPresent?[index] ?? true ? level : nil
            }
        }
    }

    /// Of all readings, within the hour.
    private func starts() throws(BlockError) -> [Int64] {
        let late = columns[.start]
        let range = header.place.range
        var starts: [Int64] = []
        starts.reserveCapacity(header.rows)
        var start = header.firstStart.milliseconds
        for index in 0..<header.rows {
            if index > 0 { start = start.adding(header.step.milliseconds).adding(late?[index] ?? 0) }
            guard range.contains(Instant(milliseconds: start)), BlockLimits.times.contains(start) else {
                throw .malformed("a reading starts outside the hour")
            }
            starts.append(start)
        }
        return starts
    }

    func rows() throws(BlockError) -> [BlockRow] {
        let starts = try starts()
        guard let durations = columns[.duration], let sequences = columns[.sequence], let arrivals = columns[.arrival],
            let received = columns[.receivedAt]
        else { throw .malformed("a column is missing that every reading has") }
        let (imported, boots, numbers) = (columns[.imported], columns[.boot], columns[.number])
        let fields = ReadingFields(columns)
        var rows: [BlockRow] = []
        rows.reserveCapacity(starts.count)
        for (index, start) in starts.enumerated() {
            let boot = boots?[index]
            let number = numbers?[index].map { MessageSequence(boot: boot, seq: $0) }
            guard boot == nil || number != nil else { throw .malformed("a restart is counted without a message") }
            let row = BlockRow(
                sequence: sequences[index] ?? 0,
                arrival: arrivals[index] ?? 0,
                receivedAt: Instant(milliseconds: received[index] ?? 0),
                isImported: imported?[index] == 1,
                number: number,
                reading: fields.reading(index, start: start, duration: durations[index] ?? 0)
            )
            guard rows.last.map({ BlockRow.isOrdered($0, row) }) ?? true else {
                throw .malformed("its readings are not in order")
            }
            rows.append(row)
        }
        return rows
    }
}
