import ExamCalendar
import SensorPayloads
import Settings

/// The sessions of an exam in a CSV file, one a line under a line of column names (``SessionColumn``).
///
/// UTF-8 with or without a byte order mark, lines ended by LF or CRLF. Cells may be quoted (RFC 4180), but a line break
/// inside quotes is a problem, because every cell is one line of text. Blank lines and rows of empty cells are skipped.
/// Rows are checked as sessions of YAML are; a row with too many or too few cells is not looked into.
struct SessionsFile {
    private let table: TableFile
    private let margins: Margins
    /// The columns in their order; nil for those that are not known or stand there again.
    private var columns: [SessionColumn?] = []
    /// Names of needed columns that the first line does not have.
    private var absent: Set<String> = []

    /// The sessions of the file at `path`; `margins` are the exam's own. Blocks on the file.
    static func read(_ path: String, margins: Margins, reportingTo problems: ProblemCollector) -> [LocalSession] {
        guard let table = TableFile(path: path, reportingTo: problems) else { return [] }
        var file = SessionsFile(table: table, margins: margins)
        return file.sessions()
    }

    private init(table: TableFile, margins: Margins) {
        self.table = table
        self.margins = margins
    }

    private mutating func sessions() -> [LocalSession] {
        var sessions: [LocalSession] = []
        var hasRows = false
        var hasHeader = false
        for (index, line) in SessionsFile.lines(of: table.text).enumerated() where !line.isEmpty {
            let number = index + 1
            guard hasHeader else {
                hasHeader = true
                guard readHeader(line, number) else { return [] }
                continue
            }
            guard let cells = cells(of: line, number) else {
                hasRows = true
                continue
            }
            guard !cells.allSatisfy(\.text.isEmpty) else { continue }
            hasRows = true
            sessions += readSession(row: row(cells, number), margins: margins)
        }
        if !hasHeader {
            table.report(
                "is empty; write a line with the names of the columns, like \(SessionColumn.example), and a session a line"
            )
        } else if !hasRows {
            table.report("has no rows; write a session a line below the names of the columns")
        }
        return sessions
    }

    /// False after reporting that the line names no column at all, so that the rows cannot be read.
    private mutating func readHeader(_ line: [UInt8], _ number: Int) -> Bool {
        guard let cells = cells(of: line, number) else { return false }
        guard cells.contains(where: { SessionColumn(rawValue: $0.text) != nil }) else {
            table.report(
                line: number,
                column: 1,
                "names no column; write the columns' names first, with commas between them, like \(SessionColumn.example)"
            )
            return false
        }
        for cell in cells {
            let column = SessionColumn(rawValue: cell.text)
            let isRepeated = column != nil && columns.contains(column)
            columns.append(isRepeated ? nil : column)
            if isRepeated {
                report(cell, number, "this column stands here a second time; keep one")
            } else if cell.text.isEmpty {
                report(cell, number, "a column has no name; write it, or take the column out")
            } else if column == nil {
                let names = SessionColumn.allCases.map(\.rawValue)
                let near = nearest(to: cell.text, among: names).map { "did you mean \($0)?" }
                report(
                    cell,
                    number,
                    "this column is not known; \(near ?? "the columns are \(names.joined(separator: ", "))")"
                )
            }
        }
        let hasName = columns.contains(.name) || columns.contains(.englishName)
        let needed: [SessionColumn] = (hasName ? [] : [.name]) + [.date, .from, .to]
        for column in needed where !columns.contains(column) {
            absent.insert(column.rawValue)
            table.report(
                line: number,
                column: 1,
                name: column.rawValue,
                "this column is missing; write the columns' names like \(SessionColumn.example)"
            )
        }
        return true
    }

    private func report(_ cell: Cell, _ line: Int, _ message: String) {
        table.report(line: line, column: cell.column, name: cell.shortText, message)
    }

    private func row(_ cells: [Cell], _ number: Int) -> Section {
        let named = zip(columns, cells).compactMap { column, cell in
            column.flatMap { name in
                cell.text.isEmpty ? nil : TableFile.Cell(name: name.rawValue, column: cell.column, text: cell.text)
            }
        }
        return table.row(line: number, named, absent: absent)
    }

    private struct Cell {
        /// Where it begins in its line, in Unicode scalars, counted from 1.
        var column: Int
        var text: String
        /// As a problem quotes it.
        var shortText: String
    }

    /// Nil after reporting that they are not as many as the columns, or that a quote is not closed.
    private func cells(of line: [UInt8], _ number: Int) -> [Cell]? {
        var cells: [Cell] = []
        var cutter = CSVCells()
        while let cell = cutter.next(line.span) {
            cells.append(
                Cell(
                    column: line[..<cell.start].count { $0 & 0xC0 != 0x80 } + 1,
                    text: String(decoding: cell.bytes(line.span), as: UTF8.self),
                    shortText: cell.text(line.span)
                )
            )
        }
        guard !cutter.isBroken else {
            table.report(
                line: number,
                column: 1,
                "has \(CSVCells.brokenQuote); close it, write a quote inside a text twice, and keep a text on one "
                    + "line"
            )
            return nil
        }
        guard columns.isEmpty || cells.count == columns.count else {
            table.report(
                line: number,
                column: 1,
                "has \(cells.count) cells and the line of names has \(columns.count); write a cell for each column, empty "
                    + "or not, and put a text with a comma in quotes"
            )
            return nil
        }
        return cells
    }

    /// Without their ends and the byte order mark.
    private static func lines(of text: String) -> [[UInt8]] {
        let bytes = Array(text.utf8)
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return bytes.dropFirst(bytes.starts(with: mark) ? mark.count : 0)
            .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { line in Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line) }
    }
}
