/// One line of what the doctor says.
package struct Diagnosis: Hashable, Sendable, Encodable {
    package enum Verdict: String, Hashable, Sendable, Encodable {
        case ok
        /// Works now, but not in every case that may come.
        case warning
        case problem
        case notLookedAt = "not looked at"
    }

    /// The check's name, the same in every run.
    package var check = ""
    package var verdict: Verdict
    package var found: String
    /// What to do; nil when there is nothing to do.
    package var remedy: String?
    /// The same in Chinese; where it is nil, both stand in English. Foreign text in it stays as it is.
    package private(set) var chinese: Chinese?

    package struct Chinese: Hashable, Sendable {
        package var found: String
        package var remedy: String?
    }

    /// JSON is the same in every language.
    private enum CodingKeys: String, CodingKey {
        case check, verdict, found, remedy
    }

    /// With what it says in Chinese; the English remedy stands where none is given.
    package func zh(_ found: String, _ remedy: String? = nil) -> Diagnosis {
        var diagnosis = self
        diagnosis.chinese = Chinese(found: found, remedy: remedy ?? self.remedy)
        return diagnosis
    }

    package static func ok(_ found: String) -> Diagnosis { Diagnosis(verdict: .ok, found: found) }

    package static func warning(_ found: String, _ remedy: String) -> Diagnosis {
        Diagnosis(verdict: .warning, found: found, remedy: remedy)
    }

    package static func problem(_ found: String, _ remedy: String) -> Diagnosis {
        Diagnosis(verdict: .problem, found: found, remedy: remedy)
    }

    package static func notLookedAt(_ reason: String) -> Diagnosis {
        Diagnosis(verdict: .notLookedAt, found: reason)
    }
}
