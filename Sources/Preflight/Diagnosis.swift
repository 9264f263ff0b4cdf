package import Settings

/// One line of what the doctor says. Foreign text in it, as a server's answer, stays as it is in both languages.
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
    package var finding: Wording
    /// What to do; nil when there is nothing to do.
    package var advice: Wording?

    /// The finding in English.
    package var found: String { finding.en }
    /// The advice in English.
    package var remedy: String? { advice?.en }

    private enum CodingKeys: String, CodingKey {
        case check, verdict, found, remedy
    }

    /// JSON is the same in every language.
    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(check, forKey: .check)
        try object.encode(verdict, forKey: .verdict)
        try object.encode(found, forKey: .found)
        try object.encodeIfPresent(remedy, forKey: .remedy)
    }

    package static func ok(_ finding: Wording) -> Diagnosis { Diagnosis(verdict: .ok, finding: finding) }

    package static func warning(_ finding: Wording, _ advice: Wording) -> Diagnosis {
        Diagnosis(verdict: .warning, finding: finding, advice: advice)
    }

    package static func problem(_ finding: Wording, _ advice: Wording) -> Diagnosis {
        Diagnosis(verdict: .problem, finding: finding, advice: advice)
    }

    package static func notLookedAt(_ reason: Wording) -> Diagnosis {
        Diagnosis(verdict: .notLookedAt, finding: reason)
    }
}
