package import EventTime
import ExamCalendar
package import Sites

/// The days on which something holds, local, both ends included; an end is nil where it is open or not known.
package struct Validity: Hashable, Sendable {
    package var from: LocalDate?
    package var to: LocalDate?

    package init(from: LocalDate? = nil, to: LocalDate? = nil) {
        self.from = from
        self.to = to
    }

    package func contains(_ date: LocalDate) -> Bool {
        (from.map { $0 <= date } ?? true) && (to.map { date <= $0 } ?? true)
    }

    package func overlaps(_ other: Validity) -> Bool {
        !endsBefore(other) && !other.endsBefore(self)
    }

    private func endsBefore(_ other: Validity) -> Bool {
        guard let to, let start = other.from else { return false }
        return to < start
    }
}

/// Who says so.
package enum RowOrigin: String, Hashable, Sendable, CaseIterable {
    /// The product's own tables.
    case builtIn
    /// The operator's plan.
    case plan
}

/// How far a row of dated data can be relied on.
package struct RowProvenance: Hashable, Sendable {
    /// False when the figure or the article was not read in the document's own text.
    package var verified: Bool
    package var origin: RowOrigin
    package var note: Name?

    package init(verified: Bool, origin: RowOrigin = .builtIn, note: Name? = nil) {
        self.verified = verified
        self.origin = origin
        self.note = note
    }
}

extension Validity {
    /// From the first to the last of `year, month, day`, as the built-in tables write them.
    static func days(_ from: (Int, Int, Int), to: (Int, Int, Int)? = nil) -> Validity {
        Validity(from: day(from), to: to.map(day))
    }

    private static func day(_ date: (year: Int, month: Int, day: Int)) -> LocalDate {
        guard let day = LocalDate(year: date.year, month: date.month, day: date.day) else {
            preconditionFailure("a built-in table names a day that does not exist")
        }
        return day
    }
}
