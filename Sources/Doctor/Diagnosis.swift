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
