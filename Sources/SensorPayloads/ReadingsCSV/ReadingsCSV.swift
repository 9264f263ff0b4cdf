import Acoustics
package import Readings
package import Sites

/// Parser of readings in CSV, which takes a file in chunks of any size and holds no more than one line of it.
///
/// First line: `time,sensor,duration,LAeq` and any of
/// `LAFmax,LAFmin,LCeq,LAIeq,LCpeak,L5,L10,L50,L90,L95,wind,rain,thunder,mark,measured,historical`, in any order.
/// `time` is the reading's start in RFC 3339, `sensor` is `site/sensor`, `duration` is in seconds, wind in m/s, rain in
/// mm, `measured` the whole seconds of the duration that were measured, `historical` says that the sensor kept it and
/// sent it later; an empty cell is a missing value. Cells may be quoted (RFC 4180), but a line break inside quotes is
/// an error; CRLF, a UTF-8 byte order mark and a first line `sep=,` are understood; blank lines, rows of empty cells
/// and columns without name and cells are skipped. A line with any cell wrong gives no row, and parsing goes on behind
/// it; behind a wrong first line no row is taken.
package struct ReadingsCSV: Sendable {
    package struct Row: Hashable, Sendable {
        /// Counted from 1.
        package var line: Int
        package var sensor: SensorID
        package var reading: Reading
    }

    /// What is wrong with one cell, or with a line as a whole.
    package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// Counted from 1.
        package var line: Int
        package var column: String?
        /// What is there and what was expected.
        package var text: String
        /// The same in Chinese.
        package var zh: String

        package var description: String {
            "line \(line)\(column.map { ", \($0)" } ?? ""): \(text)"
        }

        /// `第 2 行，LAeq：“5x”不符合要求；应为声级，0 至 160 dB`
        package var chinese: String { "第 \(line) 行\(column.map { "，\($0)" } ?? "")：\(zh)" }
    }

    package static let longestLine = 4096

    /// The first problems, up to the limit given.
    package private(set) var problems: [Problem] = []
    /// All problems, beyond the limit as well.
    package private(set) var problemCount = 0
    package private(set) var rowCount = 0

    private let problemLimit: Int
    /// Nil until the first line was read.
    private var row: CSVRow?
    private var state = State.header
    private var line = 0
    /// The beginning of a line whose end has not come yet.
    private var pending: [UInt8] = []
    private var isTooLong = false

    private enum State {
        case header, rows, noHeader
    }

    package init(problemLimit: Int = 100) {
        self.problemLimit = problemLimit
    }

    /// Takes the next bytes of the file and calls `body` for each row whose line they complete.
    package mutating func consume(_ chunk: Span<UInt8>, _ body: (Row) throws -> Void) rethrows {
        var start = 0
        for i in 0..<chunk.count where chunk[i] == UInt8(ascii: "\n") {
            if pending.isEmpty && !isTooLong {
                try take(chunk.extracting(start..<i), body)
            } else {
                keep(chunk.extracting(start..<i))
                try takePending(body)
            }
            start = i + 1
        }
        keep(chunk.extracting(start..<chunk.count))
    }

    package mutating func consume(_ chunk: [UInt8], _ body: (Row) throws -> Void) rethrows {
        try consume(chunk.span, body)
    }

    /// Takes the last line, which may lack its line feed; to be called once, behind the last chunk.
    package mutating func finish(_ body: (Row) throws -> Void) rethrows {
        if !pending.isEmpty || isTooLong { try takePending(body) }
        if state == .header {
            add(
                Problem(
                    line: 1,
                    column: nil,
                    text: "no header; expected \(CSVColumn.example)",
                    zh: "没有列名；应为 \(CSVColumn.example)"
                )
            )
        }
    }

    private mutating func keep(_ bytes: Span<UInt8>) {
        guard !isTooLong, pending.count + bytes.count <= ReadingsCSV.longestLine else {
            isTooLong = true
            return
        }
        for i in 0..<bytes.count { pending.append(bytes[i]) }
    }

    private mutating func takePending(_ body: (Row) throws -> Void) rethrows {
        let bytes = pending
        pending.removeAll(keepingCapacity: true)
        guard !isTooLong else {
            isTooLong = false
            line += 1
            refuseLongLine()
            return
        }
        try take(bytes.span, body)
    }

    private mutating func refuseLongLine() {
        guard state != .noHeader else { return }
        if state == .header { state = .noHeader }
        add(
            Problem(
                line: line,
                column: nil,
                text: "longer than \(ReadingsCSV.longestLine) bytes",
                zh: "超过 \(ReadingsCSV.longestLine) 字节"
            )
        )
    }

    /// One line without its line feed.
    private mutating func take(_ bytes: Span<UInt8>, _ body: (Row) throws -> Void) rethrows {
        line += 1
        guard state != .noHeader else { return }
        guard bytes.count <= ReadingsCSV.longestLine else {
            refuseLongLine()
            return
        }
        var (start, end) = (0, bytes.count)
        if end > 0, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        if line == 1, end >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { start = 3 }
        guard start < end else { return }

        let text = bytes.extracting(start..<end)
        guard state == .rows, var row else {
            if line == 1, text.count < 64, let separator = CSVCells.separator(of: (0..<text.count).map { text[$0] }) {
                guard separator != UInt8(ascii: ",") else { return }
                let sign = String(decoding: [separator], as: UTF8.self).debugDescription
                state = .noHeader
                add(
                    Problem(
                        line: line,
                        column: nil,
                        text: "\(sign) is said to separate the cells; save it with commas",
                        zh: "以 \(sign) 分隔单元格；请另存为逗号分隔"
                    )
                )
                return
            }
            readHeader(text)
            return
        }
        guard !ReadingsCSV.isBlank(text) else { return }
        self.row = nil
        var found: [Problem] = []
        let reading = row.read(text, line: line, problems: &found)
        let sensor = row.sensor
        self.row = row
        for problem in found { add(problem) }
        guard let reading, let sensor else { return }
        rowCount += 1
        try body(Row(line: line, sensor: sensor, reading: reading))
    }

    /// Nothing but commas and blanks, as a spreadsheet writes a row that was once used.
    private static func isBlank(_ text: Span<UInt8>) -> Bool {
        for i in 0..<text.count where text[i] != UInt8(ascii: ",") && text[i] != 0x20 { return false }
        return true
    }

    private mutating func readHeader(_ text: Span<UInt8>) {
        let (columns, faults) = CSVColumn.header(text)
        for fault in faults { add(Problem(line: line, column: fault.column, text: fault.text, zh: fault.zh)) }
        state = faults.isEmpty ? .rows : .noHeader
        row = CSVRow(columns: columns)
    }

    private mutating func add(_ problem: Problem) {
        problemCount += 1
        if problems.count < problemLimit { problems.append(problem) }
    }
}
