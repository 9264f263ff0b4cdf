import Acoustics
import EventTime
import Readings
import Sites

/// Reads the lines behind the first one.
struct CSVRow {
    /// Nil for those without a name, whose cells must be empty.
    let columns: [CSVColumn?]
    /// The sensor of the last line that named one rightly.
    var sensor: SensorID? { place.map { known[$0].sensor } }
    /// Sensors as they are written, each with the one that came after it last: files go round their sensors.
    private var known: [Known] = []
    private var place: Int?

    private struct Known {
        var bytes: [UInt8]
        var sensor: SensorID
        var next: Int
    }

    init(columns: [CSVColumn?]) {
        self.columns = columns
    }

    /// Nil, with what is wrong, unless every cell is right.
    mutating func read(
        _ text: Span<UInt8>,
        line: Int,
        problems: inout [ReadingsCSV.Problem]
    ) -> Reading? {
        var values = CSVValues()
        var cells = CSVCells()
        var count = 0
        /// Cells behind the last column, up to the last one with a value.
        var surplus = 0
        while let cell = cells.next(text) {
            count += 1
            guard count <= columns.count else {
                if !cell.isEmpty { surplus = count - columns.count }
                continue
            }
            do throws(CSVFault) {
                guard let column = columns[count - 1] else {
                    if !cell.isEmpty {
                        throw CSVFault(
                            cell,
                            text,
                            "empty, and column \(count) has no name",
                            zh: "空单元格，第 \(count) 列没有列名"
                        )
                    }
                    continue
                }
                if column == .sensor {
                    try readSensor(cell, text)
                } else if !cell.isEmpty || column == .time || column == .duration {
                    try values.take(column, cell, text)
                }
            } catch {
                let name = columns[count - 1]?.rawValue
                problems.append(ReadingsCSV.Problem(line: line, column: name, text: error.text, zh: error.zh))
            }
        }
        // A spreadsheet leaves empty cells behind the last column, or leaves those out that have no name.
        let isShort = columns.dropFirst(count).contains { $0 != nil }
        if cells.isBroken {
            problems.append(
                ReadingsCSV.Problem(line: line, column: nil, text: CSVCells.brokenQuote, zh: CSVCells.brokenQuoteZh)
            )
        } else if surplus > 0 || isShort {
            let cells = surplus > 0 ? columns.count + surplus : count
            let text = "\(cells) cells; expected \(columns.count), as many as the first line has"
            let zh = "有 \(cells) 个单元格，应与首行相同，为 \(columns.count) 个"
            problems.append(ReadingsCSV.Problem(line: line, column: nil, text: text, zh: zh))
        }
        if problems.isEmpty, let fault = values.fault {
            problems.append(
                ReadingsCSV.Problem(line: line, column: fault.column.rawValue, text: fault.text, zh: fault.zh)
            )
        }
        return problems.isEmpty ? values.reading : nil
    }

    private mutating func readSensor(_ cell: CSVCells.Cell, _ text: Span<UInt8>) throws(CSVFault) {
        if let place {
            if isWritten(place, in: cell, text) { return }
            let next = known[place].next
            if isWritten(next, in: cell, text) {
                self.place = next
                return
            }
        }
        let found: Int
        if let seen = place(of: cell, text) { found = seen } else { found = try parsed(cell, text) }
        if let place { known[place].next = found }
        place = found
    }

    private func place(of cell: CSVCells.Cell, _ text: Span<UInt8>) -> Int? {
        for number in known.indices where isWritten(number, in: cell, text) { return number }
        return nil
    }

    private func isWritten(_ number: Int, in cell: CSVCells.Cell, _ text: Span<UInt8>) -> Bool {
        let count = known[number].bytes.count
        guard cell.end - cell.start == count else { return false }
        for i in 0..<count where text[cell.start + i] != known[number].bytes[i] { return false }
        return true
    }

    /// Index of the sensor that the cell names for the first time.
    private mutating func parsed(_ cell: CSVCells.Cell, _ text: Span<UInt8>) throws(CSVFault) -> Int {
        let bytes = cell.bytes(text)
        let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        // What MQTT does not allow in a topic level, and what no name needs.
        let isName = bytes.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "#") }
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, isName,
            let site = String(validating: parts[0], as: UTF8.self),
            let name = String(validating: parts[1], as: UTF8.self)
        else { throw CSVFault(cell, text, "a sensor; expected site/sensor", zh: "测点，格式为 考点/测点") }
        known.append(Known(bytes: bytes, sensor: SensorID(site: SiteID(site), sensor: name), next: known.count))
        return known.count - 1
    }
}

/// What is wrong with a cell.
struct CSVFault: Error {
    var text: String
    /// The same in Chinese.
    var zh: String

    /// "\"5x\" is not a level; expected …", or that it is empty.
    init(_ cell: CSVCells.Cell, _ line: Span<UInt8>, _ expected: String, zh expectedZh: String) {
        zh =
            (cell.isEmpty ? "为空" : "“\(cell.text(line))”不符合要求") + "；应为"
            + (expectedZh.first?.isASCII == true ? " " : "") + expectedZh
        text = cell.isEmpty ? "empty, and so not \(expected)" : "\"\(cell.text(line))\" is not \(expected)"
    }
}
