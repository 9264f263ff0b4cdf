package import Records

/// Hours as CSV (RFC 4180): UTF-8, CRLF, a header line; a cell is empty when its value is not known.
///
/// The columns are always the same. Levels, SD and exceedance in dB to one decimal, exceedance only where the level is
/// above the limit; valid_rate 0.000 to 1.000; wind_max in m/s to one decimal; rain in mm to two.
package struct HourlyCSV {
    private let localTime: Bool
    private var out: ChunkedOutput

    /// `sink` gets pieces of about 64 KiB, the last one from `finish`; with `localTime` there is a column for
    /// spreadsheets.
    package init(
        localTime: Bool = false,
        sink: @escaping ([UInt8]) throws -> Void
    ) throws {
        self.localTime = localTime
        out = ChunkedOutput(sink: sink)
        try line(HourlyRow.columns(localTime: localTime))
    }

    package mutating func write(_ hour: HourlySummary) throws {
        try line(
            HourlyRow(hour, localTime: localTime).cells.map { cell in
                switch cell {
                case .text(let text): HourlyCSV.quoted(text)
                case .number(let digits): digits
                case .unknown: ""
                }
            }
        )
    }

    package mutating func finish() throws {
        try out.flush()
    }

    private mutating func line(_ cells: [String]) throws {
        try out.write(cells.joined(separator: ",") + "\r\n")
    }

    /// In double quotes where a comma, a quote or a line end would break the row; behind an apostrophe where a
    /// spreadsheet would take the text for a formula.
    static func quoted(_ written: String) -> String {
        let isFormula = written.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
        let text = isFormula ? "'" + written : written
        let breaks = text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        return breaks
            ? "\"\(text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\"" : text
    }
}

/// Bytes gathered to pieces of about 64 KiB.
struct ChunkedOutput {
    private let sink: ([UInt8]) throws -> Void
    private var chunk: [UInt8] = []

    init(sink: @escaping ([UInt8]) throws -> Void) {
        self.sink = sink
    }

    mutating func write(_ text: String) throws {
        chunk.append(contentsOf: text.utf8)
        if chunk.count >= 65_536 { try flush() }
    }

    mutating func flush() throws {
        guard !chunk.isEmpty else { return }
        try sink(chunk)
        chunk.removeAll(keepingCapacity: true)
    }
}
