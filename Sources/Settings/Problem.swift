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
    package var message: String
    package var severity: Severity

    package init(_ position: Position, _ message: String, _ severity: Severity = .problem) {
        self.position = position
        self.message = message
        self.severity = severity
    }

    /// `plan.yaml:12:5: sites[0].zone: there is no zone "5"; write one of 0, 1, 2, 3, 4a, 4b`
    package var description: String {
        var place = position.file
        if let line = position.line { place += ":\(line)" }
        if let column = position.column { place += ":\(column)" }
        let kind = severity == .warning ? "warning" : ""
        return ([place, position.keyPath, kind].filter { !$0.isEmpty } + [message]).joined(separator: ": ")
    }
}

/// Settings that cannot be used, with every problem that one run found.
package struct InvalidSettings: Error, Hashable, CustomStringConvertible {
    /// File after file in the order of reading, each by line and column; never empty.
    package let problems: [Problem]

    /// One problem a line.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
