/// A place in a settings file: where a value stands and which keys lead to it.
package struct Position: Hashable, Sendable {
    /// As the operator named it.
    package var file: String
    /// Counted from 1; nil for what concerns the file as a whole.
    package var line: Int?
    /// In Unicode scalars, counted from 1.
    package var column: Int?
    /// "sites[0].zone"; empty at the top of the file.
    package var keyPath: String

    package init(file: String, line: Int? = nil, column: Int? = nil, keyPath: String = "") {
        self.file = file
        self.line = line
        self.column = column
        self.keyPath = keyPath
    }
}

/// One thing that is wrong in a settings file, with where it is and what to do about it.
package struct Problem: Hashable, Sendable, CustomStringConvertible {
    /// Whether the file can be used all the same.
    package enum Severity: String, Hashable, Sendable, Codable {
        /// The file cannot be used.
        case problem
        /// The file can be used, but hardly says what was meant.
        case warning
    }

    package var position: Position
    /// Never holds a secret.
    package var wording: Wording
    package var severity: Severity

    package init(_ position: Position, _ wording: Wording, _ severity: Severity = .problem) {
        self.position = position
        self.wording = wording
        self.severity = severity
    }

    /// In English, without its place.
    package var message: String { wording.en }

    /// `plan.yaml:12:5: sites[0].zone: there is no zone "5"; write one of 0, 1, 2, 3, 4a, 4b`
    package var description: String { line(severity == .warning ? ["warning"] : [], wording.en) }

    /// The same in Chinese.
    package var chinese: String { line([], (severity == .warning ? "警告：" : "") + wording.zh) }

    private func line(_ kind: [String], _ text: String) -> String {
        var place = position.file
        if let line = position.line { place += ":\(line)" }
        if let column = position.column { place += ":\(column)" }
        return ([place, position.keyPath].filter { !$0.isEmpty } + kind + [text]).joined(separator: ": ")
    }
}

/// Settings that cannot be used, with every problem that one run found.
package struct InvalidSettings: Error, Hashable, CustomStringConvertible {
    /// File after file in the order of reading, each by line and column; never empty.
    package let problems: [Problem]

    /// One problem a line.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
