import ExamCalendar
import Foundation
import SensorPayloads
import Settings

/// The sessions of an exam in a CSV file, one a line under a line of column names (``SessionColumn``).
///
/// UTF-8 with or without a byte order mark, lines ended by LF, CRLF or CR. Cells may be quoted (RFC 4180), but a line
/// break inside quotes is a problem, because every cell is one line of text. Blanks around a value are no part of it.
/// What a spreadsheet leaves of cells that were once used is passed over: blank lines, rows of empty cells, columns
/// that are empty from the first line to the last, empty cells behind the last column; so is a first line `sep=,`. Rows
/// are checked as sessions of YAML are; a row with too many or too few cells is not looked into.
struct SessionsFile {
    private let table: TableFile
    private let margins: Margins
    /// The columns in their order; nil for those that are not known, have no name or are there again.
    private var columns: [SessionColumn?] = []
    /// Columns without a name, by their index, with the line and column of their place in the line of names.
    private var unnamed: [Int: (line: Int, column: Int)] = [:]
    /// Lines that end before the last column that has a name.
    private var shortLines: [Int] = []
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
            if !hasHeader, let separator = CSVCells.separator(of: line) {
                guard separator != UInt8(ascii: ",") else { continue }
                reportSeparator(String(decoding: [separator], as: UTF8.self), number)
                return []
            }
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
            reportUnnamed(cells, number)
            sessions += readSession(row: row(cells, number), margins: margins)
        }
        if !hasHeader {
            table.report(
                "is empty; write a line with the names of the columns, like \(SessionColumn.example), and a session a line"
            )
        } else if !hasRows {
            table.report("has no rows; write a session a line below the names of the columns")
        }
        if let first = shortLines.first {
            let others = shortLines.count > 1 ? ", as \(shortLines.count - 1) others do" : ""
            table.warn(
                line: first,
                column: 1,
                "ends before the last column\(others); what is missing is taken as empty"
            )
        }
        return sessions
    }

    /// False after reporting that the line names no column at all, so that the rows cannot be read.
    private mutating func readHeader(_ line: [UInt8], _ number: Int) -> Bool {
        guard let cells = cells(of: line, number) else { return false }
        guard cells.contains(where: { SessionColumn(rawValue: $0.text) != nil }) else {
            let text = String(decoding: line, as: UTF8.self)
            let separators: [Character] = [";", "\t", "，", "|"]
            if let separator = separators.first(where: { SessionsFile.namesColumns(text, separatedBy: $0) }) {
                reportSeparator(String(separator), number)
                return false
            }
            table.report(
                line: number,
                column: 1,
                "names no column; write the columns' names first, with commas between them, like \(SessionColumn.example)"
            )
            return false
        }
        let names = SessionColumn.allCases.map(\.rawValue)
        var meant: Set<String> = []
        for (index, cell) in cells.enumerated() {
            let column = SessionColumn(rawValue: cell.text)
            let isRepeated = column != nil && columns.contains(column)
            columns.append(isRepeated ? nil : column)
            if isRepeated {
                report(cell, number, "this column stands here a second time; keep one")
            } else if cell.text.isEmpty {
                unnamed[index] = (number, cell.column)
            } else if column == nil {
                let near = nearest(to: cell.text, among: names)
                near.map { _ = meant.insert($0) }
                report(
                    cell,
                    number,
                    "this column is not known; "
                        + (near.map { "did you mean \($0)?" } ?? "the columns are \(names.joined(separator: ", "))")
                )
            }
        }
        let hasName = columns.contains(.name) || columns.contains(.englishName)
        let needed: [SessionColumn] = (hasName ? [] : [.name]) + [.date, .from, .to]
        for column in needed where !columns.contains(column) {
            absent.insert(column.rawValue)
            // A name that is misspelt is one mistake.
            guard !meant.contains(column.rawValue) else { continue }
            table.report(
                line: number,
                column: 1,
                name: column.rawValue,
                "this column is missing; write the columns' names like \(SessionColumn.example)"
            )
        }
        return true
    }

    private static func namesColumns(_ text: String, separatedBy separator: Character) -> Bool {
        text.split(separator: separator).count { name in
            SessionColumn(rawValue: name.trimmingCharacters(in: .whitespaces)) != nil
        } >= 2
    }

    private func reportSeparator(_ separator: String, _ line: Int) {
        let name = separator == "\t" ? "a tab" : "'\(separator)'"
        table.report(
            line: line,
            column: 1,
            "\(name) separates the cells of this file; save it as CSV with commas (in Excel \"CSV UTF-8\")"
        )
    }

    /// Reports a column without a name in which this row is the first to have a value.
    private mutating func reportUnnamed(_ cells: [Cell], _ line: Int) {
        for (index, cell) in cells.enumerated() where !cell.text.isEmpty {
            guard let place = unnamed.removeValue(forKey: index) else { continue }
            table.report(
                line: place.line,
                column: place.column,
                "a column has no name, and line \(line) has a value in it; write the name, or take the column out"
            )
        }
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

    /// As many as there are columns; nil after reporting that they are more, or fewer than those that every session
    /// needs, or that a quote is not closed.
    private mutating func cells(of line: [UInt8], _ number: Int) -> [Cell]? {
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
        guard !columns.isEmpty else { return cells }
        let written = cells.count
        while cells.count > columns.count, cells.last?.text.isEmpty == true { cells.removeLast() }
        let needed: [SessionColumn?] = [.name, .englishName, .date, .from, .to]
        let lacks = columns.dropFirst(cells.count)
        guard cells.count <= columns.count, !lacks.contains(where: { needed.contains($0) && $0 != nil }) else {
            table.report(
                line: number,
                column: 1,
                "has \(written) cells and the line of names has \(columns.count); write a cell for each column, empty "
                    + "or not, and put a text with a comma in quotes"
            )
            return nil
        }
        if lacks.contains(where: { $0 != nil }), !cells.allSatisfy(\.text.isEmpty) { shortLines.append(number) }
        return cells
    }

    /// Without their ends and the byte order mark.
    private static func lines(of text: String) -> [[UInt8]] {
        let mark = "\u{FEFF}".unicodeScalars
        let scalars =
            text.unicodeScalars.starts(with: mark) ? text.unicodeScalars.dropFirst() : text.unicodeScalars[...]
        // The pair CR LF is one Character, and a line end as both alone are.
        return Substring(scalars).split(omittingEmptySubsequences: false) { ["\n", "\r", "\r\n"].contains($0) }
            .map { Array($0.utf8) }
    }
}
