/// Cuts one line into cells (RFC 4180 section 2), without copying.
///
/// Blanks around a value are no part of it, as spreadsheets and people leave them: spaces, tabs, no-break and
/// ideographic spaces.
package struct CSVCells {
    package static let brokenQuote = "a quote that is not closed before the next comma or the end of the line"
    package static let brokenQuoteZh = "有引号在下一个逗号或行末之前没有闭合"

    package struct Cell {
        /// Offset of its first byte, an opening quote left out.
        package var start: Int
        package var end: Int
        /// True when it holds doubled quotes.
        var hasQuotes = false

        package var isEmpty: Bool { start == end }

        package func bytes(_ line: Span<UInt8>) -> [UInt8] {
            var bytes: [UInt8] = []
            var i = start
            while i < end {
                bytes.append(line[i])
                i += hasQuotes && line[i] == UInt8(ascii: "\"") ? 2 : 1
            }
            return bytes
        }

        /// As an error quotes it, cut after 40 bytes.
        package func text(_ line: Span<UInt8>) -> String {
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
    package mutating func next(_ line: Span<UInt8>) -> Cell? {
        guard !isOver else { return nil }
        var start = position
        while start < line.count, let width = CSVCells.blank(line, at: start) { start += width }
        if start < line.count, line[start] == UInt8(ascii: "\"") {
            position = start
            return quoted(line)
        }
        var end = start
        while end < line.count, line[end] != UInt8(ascii: ",") { end += 1 }
        isOver = end == line.count
        position = end + 1
        while end > start, let width = CSVCells.blank(line, before: end, from: start) { end -= width }
        return Cell(start: start, end: end)
    }

    /// Whether the line gives the sign between its cells, as the first line of a file for Excel may: `sep=,`.
    package static func separator(of line: [UInt8]) -> UInt8? {
        var rest = line[...]
        while let last = rest.last, last == UInt8(ascii: "\r") || last == 0x20 || last == UInt8(ascii: "\"") {
            rest.removeLast()
        }
        if rest.first == UInt8(ascii: "\"") { rest.removeFirst() }
        guard rest.count >= 5, String(decoding: rest.prefix(4), as: UTF8.self).lowercased() == "sep=",
            let separator = rest.dropFirst(4).first, rest.dropFirst(5).allSatisfy({ $0 == separator })
        else { return nil }
        return separator
    }

    /// The width of the blank at `place`; nil when none is there.
    @inline(__always)
    private static func blank(_ line: Span<UInt8>, at place: Int) -> Int? {
        switch line[place] {
        case 0x20, 0x09: 1
        case 0xC2 where place + 1 < line.count && line[place + 1] == 0xA0: 2
        case 0xE3 where place + 2 < line.count && line[place + 1] == 0x80 && line[place + 2] == 0x80: 3
        default: nil
        }
    }

    /// The width of the blank that ends at `end`; nil when none does.
    @inline(__always)
    private static func blank(_ line: Span<UInt8>, before end: Int, from start: Int) -> Int? {
        switch line[end - 1] {
        case 0x20, 0x09: 1
        case 0xA0 where end - 2 >= start && line[end - 2] == 0xC2: 2
        case 0x80 where end - 3 >= start && line[end - 2] == 0x80 && line[end - 3] == 0xE3: 3
        default: nil
        }
    }

    private mutating func quoted(_ line: Span<UInt8>) -> Cell? {
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
            var next = after
            while next < line.count, let width = CSVCells.blank(line, at: next) { next += width }
            guard next == line.count || line[next] == UInt8(ascii: ",") else { break }
            isOver = next == line.count
            position = next + 1
            return cell
        }
        isOver = true
        isBroken = true
        return nil
    }
}
