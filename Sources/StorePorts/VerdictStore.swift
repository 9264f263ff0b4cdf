package import EventTime
package import NoiseRules
package import Records
package import Sites

/// Verdicts, and the point that they were reached at.
package protocol VerdictStore: Sendable {
    func evaluationPoint() throws -> EvaluationPoint
    /// All or nothing. A change or an alert that is there already is left as it is. Returned are changes that were not
    /// written because their violation has another change of the same number: the record would contradict itself.
    @discardableResult
    func commit(_ batch: VerdictBatch) throws -> [ViolationChange]
    /// The violations of a site, with their changes, that were open at some instant of `range` or at its end, withdrawn
    /// ones too; in order of their opening.
    func violations(atSite site: SiteID, touching range: TimeRange) throws -> [ViolationRecord]
    /// Whether anybody was to be told of the violation.
    func isTold(_ violation: ViolationID) throws -> Bool
}
