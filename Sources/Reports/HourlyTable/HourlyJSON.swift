package import Records

/// Hours as JSON: one object with `basis`, `columns` and `rows`, or one object a line for machines.
///
/// Figures are rounded as in `HourlyCSV`; null when a value is not known.
package struct HourlyJSON {
    package enum Shape: Hashable, Sendable {
        /// `{"basis": {…}, "columns": […], "rows": [[…], …]}`
        case object
        /// An object with the columns' names for each hour and line.
        case lines
    }

    private let extremes: HourlyExtremes
    private let localTime: Bool
    private let shape: Shape
    private let keys: [String]
    private var out: ChunkedOutput
    private var isFirst = true

    /// `sink` gets pieces of about 64 KiB, the last one from `finish`; with `localTime` there is a column for spreadsheets.
    package init(
        extremes: HourlyExtremes,
        shape: Shape,
        localTime: Bool = false,
        sink: @escaping ([UInt8]) throws -> Void
    ) throws {
        self.extremes = extremes
        self.localTime = localTime
        self.shape = shape
        keys = HourlyRow.columns(extremes, localTime: localTime).map { HourlyJSON.quoted($0) }
        out = ChunkedOutput(sink: sink)
        guard shape == .object else { return }
        let basis = HourlyJSON.basis(extremes).map { "\(HourlyJSON.quoted($0)):\(HourlyJSON.quoted($1))" }
        try out.write("{\"basis\":{\(basis.joined(separator: ","))},\n")
        try out.write("\"columns\":[\(keys.joined(separator: ","))],\n\"rows\":[")
    }

    package mutating func write(_ hour: HourlySummary) throws {
        let values = try HourlyRow(hour, extremes, localTime: localTime).cells.map { cell in
            switch cell {
            case .text(let text): HourlyJSON.quoted(text)
            case .number(let digits): digits
            case .unknown: "null"
            }
        }
        switch shape {
        case .object:
            try out.write("\(isFirst ? "\n" : ",\n")[\(values.joined(separator: ","))]")
        case .lines:
            try out.write("{\(zip(keys, values).map { "\($0):\($1)" }.joined(separator: ","))}\n")
        }
        isFirst = false
    }

    /// Without it a document is not complete.
    package mutating func finish() throws {
        if shape == .object { try out.write("\n]}\n") }
        try out.flush()
    }

    /// How the figures came about.
    private static func basis(_ extremes: HourlyExtremes) -> [(String, String)] {
        let maxima =
            switch extremes {
            case .LAF: "LAFmax and LAFmin as the sensors sent them"
            case .LAeq1s: "highest and lowest LAeq,1s; no sensor sent LAFmax"
            case .mixed: "LAFmax and LAFmin where the sensor sent them, else the highest and lowest LAeq,1s"
            }
        return [
            ("levels", "dB re 20 µPa, A-weighted, to 0.1 dB, rounded half to even"),
            ("LAeq", "energy mean of the valid readings"),
            ("percentiles", "exact, of the LAeq of the valid readings; null when they are too coarse"),
            ("SD", "population standard deviation of the same values, dB"),
            ("extremes", maxima),
            ("valid_rate", "share of the hour covered by valid readings, 0 to 1"),
            ("wind_max", "m/s"),
            ("rain", "mm"),
            ("hour", "start, RFC 3339"),
        ]
    }

    /// A JSON string (RFC 8259 section 7).
    static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case _ where scalar.isUnfitForLine: out += JSONLine.escape(scalar)
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
