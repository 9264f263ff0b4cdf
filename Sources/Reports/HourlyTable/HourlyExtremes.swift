package import Records

/// Of which quantity the hourly maxima and minima of a table are, which names their columns.
///
/// Known only when every row was seen: `note` each in a first pass over the hours, then write.
package enum HourlyExtremes: String, Hashable, Sendable, CaseIterable {
    /// LAFmax and LAFmin in every row that has any.
    case LAF
    /// The highest and lowest LAeq,1s in every row: no sensor sent LAFmax.
    case LAeq1s
    /// Some of both: the table has both pairs of columns, each filled where it is known.
    case mixed

    /// `LAF` when no row has a maximum or minimum.
    package init(of hours: some Sequence<HourlySummary>) {
        var seen = Seen()
        for hour in hours { seen.note(hour) }
        self = seen.extremes
    }

    /// What was seen so far of a sequence of hours.
    package struct Seen: Sendable {
        private var LAF = false
        private var LAeq1s = false

        package init() {}

        package mutating func note(_ hour: HourlySummary) {
            guard hour.maximum != nil || hour.minimum != nil else { return }
            if hour.extremesAreLAeq1s { LAeq1s = true } else { LAF = true }
        }

        package var extremes: HourlyExtremes {
            switch (LAF, LAeq1s) {
            case (true, true): .mixed
            case (false, true): .LAeq1s
            case (_, false): .LAF
            }
        }
    }

    var columns: [String] {
        switch self {
        case .LAF: ["LAFmax", "LAFmin"]
        case .LAeq1s: ["LAeq1s_max", "LAeq1s_min"]
        case .mixed: ["LAFmax", "LAFmin", "LAeq1s_max", "LAeq1s_min"]
        }
    }
}

/// Why hours cannot be written as a table.
package enum HourlyTableError: Error, Hashable, CustomStringConvertible {
    /// An hour's maximum has no column, because the hours changed after the first pass over them.
    case extremesDiffer(hour: String, sensor: String)

    package var description: String {
        switch self {
        case .extremesDiffer(let hour, let sensor):
            "the hour \(hour) of \(sensor) changed while it was exported; export again"
        }
    }
}
