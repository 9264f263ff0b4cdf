/// The values of a column by reading.
struct ColumnValues {
    private let values: [Int64]
    /// Nil when every reading has one.
    private let isPresent: [Bool]?

    /// `values` are those of the readings that have one.
    init(_ values: [Int64], isPresent: [Bool]?) {
        self.isPresent = isPresent
        guard let isPresent else {
            self.values = values
            return
        }
        var rest = values[...]
        self.values = isPresent.map { $0 ? rest.popFirst() ?? 0 : 0 }
    }

    subscript(row: Int) -> Int64? { isPresent?[row] ?? true ? values[row] : nil }
}
