import GRDB
import StorePorts
import StoredForms

/// A column of one row, for reading what is stored in it. Its errors name both.
struct StoredColumn {
    private let column: String
    private let row: String

    /// `row` as people know it: "alert 20260607-7K3M9Q2A.1.bureau.mail".
    init(_ column: String, of row: String) {
        self.column = column
        self.row = row
    }

    func read<Parser: StoredForm>(_ parser: Parser.Type, _ text: String) throws(StoreError) -> Parser.Value {
        try read { () throws(FormError) in try parser.decode(text.utf8) }
    }

    func read<Parser: StoredForm>(list parser: Parser.Type, _ text: String) throws(StoreError) -> [Parser.Value] {
        try read { () throws(FormError) in try parser.decode(list: text.utf8) }
    }

    func read<Value>(_ body: () throws(FormError) -> Value) throws(StoreError) -> Value {
        do throws(FormError) {
            return try body()
        } catch {
            throw StoreError(message: "\(row) is damaged: \(column): \(error)")
        }
    }
}

extension Words {
    /// The value that a column's word stands for; `name` is the row as people know it.
    func read(_ row: Row, _ column: String, of name: @autoclosure () -> String) throws(StoreError) -> Value {
        let text: String = row[column]
        guard let value = value(text) else {
            throw StoreError(message: "\(name()) is damaged: \(column): \(unknown(text))")
        }
        return value
    }
}
