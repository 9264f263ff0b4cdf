import Foundation

/// A line of a table of figures.
enum TableRow {
    /// The cells set flush right into columns of these widths.
    static func text(_ cells: [String], widths: [Int]) -> String {
        zip(cells, widths).map { cell, width in
            String(repeating: " ", count: max(0, width - cell.count)) + cell
        }.joined()
    }

    static func number(_ value: Double, _ decimals: Int) -> String {
        String(format: "%.\(decimals)f", value)
    }
}

extension [Double] {
    /// The middle value, or the mean of the two in the middle; nil when there is none.
    var median: Double? {
        guard !isEmpty else { return nil }
        let sorted = sorted()
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }

    /// The value that `percent` of all do not exceed (nearest rank); nil when there is none.
    func percentile(_ percent: Int) -> Double? {
        guard !isEmpty else { return nil }
        return sorted()[Swift.max(0, (count * percent + 99) / 100 - 1)]
    }
}
