/// Cuts one line into cells (RFC 4180 section 2), without copying.
package struct CSVCells {
    package static let brokenQuote = "a quote that is not closed before the next comma or the end of the line"

    package struct Cell {
        /// Offset of its first byte, an opening quote left out.
        package var start: Int
        package var end: Int
        /// True when it holds doubled quotes.
        var hasQuotes = false

        package var isEmpty: Bool { start == end }

        package func bytes(_ line: Swift.Span<UInt8>) -> [UInt8] {
            var bytes: [UInt8] = []
            var i = start
            while i < end {
                bytes.append(line[i])
                i += hasQuotes && line[i] == UInt8(ascii: "\"") ? 2 : 1
            }
            return bytes
        }

        /// As an error quotes it, cut after 40 bytes.
        package func text(_ line: Swift.Span<UInt8>) -> String {
            let bytes = bytes(line)
            let printable = bytes.prefix(40).map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 }
            return String(decoding: printable, as: UTF8.self) + (bytes.count > 40 ? "…" : "")
        }
    }

    private var position = 0
    private var isOver = false
    /// True when a quoted cell does not end as it must; no cell follows then.
    package private(set) var isBroken = false

    package init() {}

    @inline(__always)
    package mutating func next(_ line: Swift.Span<UInt8>) -> Cell? {
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
