/// The id of something that the plan names. Each kind has a type of its own, so that a site is never taken for an exam.
///
/// Literals are for the program's constants and for tests; what a file or a command says is read by the plan first.
package protocol PlanID: Hashable, Comparable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral
where StringLiteralType == String {
    /// As the plan writes it.
    var text: String { get }

    init(_ text: String)
}

extension PlanID {
    package init(stringLiteral text: String) { self.init(text) }

    package var description: String { text }

    package static func < (a: Self, b: Self) -> Bool { a.text < b.text }
}

extension Collection where Element: PlanID {
    package func joined(separator: String) -> String { map(\.text).joined(separator: separator) }
}

/// The id of an exam site, as in the topic `noise/1/{site}/{sensor}/obs`.
package struct SiteID: PlanID {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}
