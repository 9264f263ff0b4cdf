package import EventTime
package import Records

/// Answers that come by links: recorded and the link used up in one transaction. Safe from any thread; calls block.
package protocol AnswerLinkStore: Sendable {
    /// Nil while it has not been used.
    func use(of link: AnswerLink) throws -> Instant?
    func record(_ answer: Answer, by link: AnswerLink) throws -> LinkDecision
    /// Nil when it is recorded; when the link had been used before.
    func record(_ receipt: DrillReceipt, by link: AnswerLink) throws -> Instant?
    func receipts(ofDrill id: String) throws -> [AlertID: DrillReceipt]
}
