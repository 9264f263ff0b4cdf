/// The words that a store has for the cases of an enumeration: one table, read both ways.
///
/// The words are written out beside the cases, so that a case that is renamed keeps its word, and a new case has none
/// until it is given one.
package struct Words<Value: CaseIterable & Hashable & Sendable>: Sendable {
    private let values: [String: Value]
    private let word: @Sendable (Value) -> String

    init(_ word: @escaping @Sendable (Value) -> String) {
        self.word = word
        values = Dictionary(uniqueKeysWithValues: Value.allCases.map { (word($0), $0) })
    }

    package func callAsFunction(_ value: Value) -> String { word(value) }

    /// Nil for a word that the table does not have.
    package func value(_ text: String) -> Value? { values[text] }

    /// Why `text` is refused.
    package func unknown(_ text: String) -> String {
        "\"\(text.prefix(80))\" is none of the words that this program knows (\(values.keys.sorted().joined(separator: ", ")))"
    }
}
