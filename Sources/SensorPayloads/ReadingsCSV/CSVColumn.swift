import Acoustics

/// The columns that there are; a raw value is the name in the first line.
enum CSVColumn: String, CaseIterable {
    case time, sensor, duration
    case LAeq, LAFmax, LAFmin, LCeq, LAIeq, LCpeak
    case L5, L10, L50, L90, L95
    case wind, rain, thunder, mark
    case measured, historical, shift
    case momentary, weighting, battery, supply, clock
    case temperature, humidity, pressure
    case windDirection = "wind_direction"
    case PM2_5 = "PM2.5"
    case PM10, TSP

    static let required: [CSVColumn] = [.time, .sensor, .duration, .LAeq]
    static let example = "time,sensor,duration,LAeq"

    /// What of the air it holds; nil for the others.
    var environment: EnvironmentQuantity? { EnvironmentQuantity(rawValue: rawValue) }

    struct Fault {
        var column: String?
        var text: String
        var zh: String
    }

    /// The columns of a first line, nil for those without a name, and everything that is wrong with it. A spreadsheet
    /// writes columns without a name where a cell was once used.
    static func header(_ text: Span<UInt8>) -> (columns: [CSVColumn?], faults: [Fault]) {
        var columns: [CSVColumn?] = []
        var faults: [Fault] = []
        var cells = CSVCells()
        while let cell = cells.next(text) {
            let name = cell.text(text)
            guard !name.isEmpty else {
                columns.append(nil)
                continue
            }
            guard let column = CSVColumn(rawValue: name) else {
                let known = CSVColumn.allCases.map(\.rawValue)
                faults.append(
                    Fault(
                        column: name,
                        text: "no such column; expected one of \(known.joined(separator: ", "))",
                        zh: "没有这一列；可用的列：\(known.joined(separator: "、"))"
                    )
                )
                continue
            }
            if columns.contains(column) {
                faults.append(Fault(column: name, text: "the column is there twice", zh: "该列重复"))
            }
            columns.append(column)
        }
        if cells.isBroken { faults.append(Fault(column: nil, text: CSVCells.brokenQuote, zh: CSVCells.brokenQuoteZh)) }
        // A name with other capitals is one mistake.
        let written = faults.compactMap { $0.column?.lowercased() }
        for column in required where !columns.contains(column) && !written.contains(column.rawValue.lowercased()) {
            faults.append(
                Fault(
                    column: column.rawValue,
                    text: "missing; expected \(example), and more in any order",
                    zh: "缺少该列；应有 \(example)，其他列不限顺序"
                )
            )
        }
        return (columns, faults)
    }
}
