import Yams

/// A text file with a table, whose rows are read with the same forms as sections of YAML.
///
/// How the text is cut into cells is the caller's matter. Its columns are not part of the vocabulary of settings.
package struct TableFile {
    package let text: String
    private let file: SettingsFile

    /// One cell of a row that is not empty.
    package struct Cell {
        /// The name of its column.
        var name: String
        /// Where it begins in its line, in Unicode scalars, counted from 1.
        var column: Int
        var text: String

        package init(name: String, column: Int, text: String) {
            self.name = name
            self.column = column
            self.text = text
        }
    }

    /// Nil after reporting why the file at `path` cannot be read.
    package init?(path: String, reportingTo problems: ProblemCollector) {
        guard let text = SettingsFile.text(of: path, reportingTo: problems) else { return nil }
        self.text = text
        file = SettingsFile(path: path, problems: problems, keys: RepeatedKeys(""), signs: SignRepair(""))
    }

    /// The row on `line` as a section with a key for each cell; `absent` are columns that the table lacks, which no row
    /// is blamed for.
    package func row(line: Int, _ cells: [Cell], absent: Set<String>) -> Section {
        let whole = Value(
            node: Node.mapping(Node.Mapping([])),
            position: Position(file: file.path, line: line, column: 1),
            vocabularyPath: nil,
            file: file
        )
        let values = cells.map { cell in
            let value = Value(
                // What stands in quotes is text, even "~".
                node: Node.scalar(Node.Scalar(cell.text, .implicit, .doubleQuoted)),
                position: Position(file: file.path, line: line, column: cell.column, keyPath: cell.name),
                vocabularyPath: nil,
                file: file
            )
            return (cell.name, value)
        }
        return Section(values, of: whole, absent: absent)
    }

    /// A warning about one of its lines.
    package func warn(line: Int, column: Int, _ message: Wording) {
        file.problems.warn(Position(file: file.path, line: line, column: column), message)
    }

    /// Reports a problem of the file, of one of its lines, or of a column as its first line names it.
    package func report(line: Int? = nil, column: Int? = nil, name: String = "", _ message: Wording) {
        file.problems.report(Position(file: file.path, line: line, column: column, keyPath: name), message)
    }
}
