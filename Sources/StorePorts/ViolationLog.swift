import ExamCalendar
package import NoiseRules
package import Records
package import Sites

/// Violations as people see and answer them.
package protocol ViolationLog: Sendable {
    /// Newest first.
    func violations(openOnly: Bool, limit: Int) throws -> [ViolationRecord]
    /// What `filter` lets through, newest first.
    func violations(_ filter: ViolationFilter, limit: Int) throws -> [ViolationRecord]
    func violation(_ id: ViolationID) throws -> ViolationRecord?
    /// The violations of one source at a site that are open and were notified, with changes and answers, by their
    /// opening.
    func openNotified(atSite site: SiteID, source: NoiseSource) throws -> [ViolationRecord]
    /// Alerts of a violation with their deliveries.
    func alerts(of id: ViolationID) throws -> [(Alert, [Delivery])]
    /// Keeps an answer where it may be kept; asked twice, it is kept once.
    @discardableResult
    func record(_ answer: Answer) throws -> AnswerDecision
}
