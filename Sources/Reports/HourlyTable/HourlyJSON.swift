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

    private let localTime: Bool
    private let shape: Shape
    private let keys: [String]
    private var out: ChunkedOutput
    private var isFirst = true

    /// `sink` gets pieces of about 64 KiB, the last one from `finish`; with `localTime` there is a column for
    /// spreadsheets.
    package init(
        shape: Shape,
        localTime: Bool = false,
        sink: @escaping ([UInt8]) throws -> Void
    ) throws {
        self.localTime = localTime
        self.shape = shape
        keys = HourlyRow.columns(localTime: localTime).map { HourlyJSON.quoted($0) }
        out = ChunkedOutput(sink: sink)
        guard shape == .object else { return }
        let basis = HourlyJSON.basis.map { "\(HourlyJSON.quoted($0)):\(HourlyJSON.quoted($1))" }
        try out.write("{\"basis\":{\(basis.joined(separator: ","))},\n")
        try out.write("\"columns\":[\(keys.joined(separator: ","))],\n\"rows\":[")
    }

    package mutating func write(_ hour: HourlySummary) throws {
        let values = HourlyRow(hour, localTime: localTime).cells.map { cell in
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
    private static var basis: [(String, String)] {
        [
            ("levels", "dB re 20 µPa, A-weighted, to 0.1 dB, rounded half to even"),
            ("LAeq", "energy mean of the valid readings"),
            ("percentiles", "exact, of the LAeq of the valid readings; null when they are too coarse"),
            ("SD", "population standard deviation of the same values, dB"),
            ("extremes", "LAFmax and LAFmin where the sensor sent them, else LAeq1s_max and LAeq1s_min of its LAeq,1s"),
            ("exceedance", "LAeq less the limit, dB; null where the limit is not exceeded"),
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
