/// The columns that there are; a raw value is the name in the first line.
enum CSVColumn: String, CaseIterable {
    case time, sensor, duration
    case LAeq, LAFmax, LAFmin, LCeq, LAIeq, LCpeak
    case L5, L10, L50, L90, L95
    case wind, rain, thunder, mark

    static let required: [CSVColumn] = [.time, .sensor, .duration, .LAeq]
    static let example = "time,sensor,duration,LAeq"

    struct Fault {
        var column: String?
        var text: String
    }

    /// The columns of a first line, and everything that is wrong with it.
    static func header(_ text: Swift.Span<UInt8>) -> (columns: [CSVColumn], faults: [Fault]) {
        var columns: [CSVColumn] = []
        var faults: [Fault] = []
        var cells = CSVCells()
        while let cell = cells.next(text) {
            let name = cell.text(text)
            guard let column = CSVColumn(rawValue: name) else {
                let known = CSVColumn.allCases.map(\.rawValue).joined(separator: ", ")
                faults.append(Fault(column: name, text: "no such column; expected one of \(known)"))
                continue
            }
            if columns.contains(column) { faults.append(Fault(column: name, text: "the column is there twice")) }
            columns.append(column)
        }
        if cells.isBroken { faults.append(Fault(column: nil, text: CSVCells.brokenQuote)) }
        for column in required where !columns.contains(column) {
            faults.append(Fault(column: column.rawValue, text: "missing; expected \(example), and more in any order"))
        }
        return (columns, faults)
    }
}

/// Cuts one line into cells (RFC 4180 section 2), without copying.
struct CSVCells {
    static let brokenQuote = "a quote that is not closed before the next comma or the end of the line"

    struct Cell {
        var start: Int
        var end: Int
        /// True when it holds doubled quotes.
        var hasQuotes = false

        var isEmpty: Bool { start == end }

        func bytes(_ line: Swift.Span<UInt8>) -> [UInt8] {
            var bytes: [UInt8] = []
            var i = start
            while i < end {
                bytes.append(line[i])
                i += hasQuotes && line[i] == UInt8(ascii: "\"") ? 2 : 1
            }
            return bytes
        }

        /// As an error quotes it, cut after 40 bytes.
        func text(_ line: Swift.Span<UInt8>) -> String {
            let bytes = bytes(line)
            let printable = bytes.prefix(40).map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 }
            return String(decoding: printable, as: UTF8.self) + (bytes.count > 40 ? "…" : "")
        }
    }

    private var position = 0
    private var isOver = false
    /// True when a quoted cell does not end as it must; no cell follows then.
    private(set) var isBroken = false

    @inline(__always)
    mutating func next(_ line: Swift.Span<UInt8>) -> Cell? {
        guard !isOver else { return nil }
        let start = position
        if start < line.count, line[start] == UInt8(ascii: "\"") { return quoted(line) }
        var end = start
        while end < line.count, line[end] != UInt8(ascii: ",") { end += 1 }
        isOver = end == line.count
        position = end + 1
        return Cell(start: start, end: end)
    }

    private mutating func quoted(_ line: Swift.Span<UInt8>) -> Cell? {
        var cell = Cell(start: position + 1, end: position + 1)
        while cell.end < line.count {
            guard line[cell.end] == UInt8(ascii: "\"") else {
                cell.end += 1
                continue
            }
            let after = cell.end + 1
            if after < line.count, line[after] == UInt8(ascii: "\"") {
                cell.hasQuotes = true
                cell.end += 2
                continue
            }
            guard after == line.count || line[after] == UInt8(ascii: ",") else { break }
            isOver = after == line.count
            position = after + 1
            return cell
        }
        isOver = true
        isBroken = true
        return nil
    }
}
