/// Everything that is kept: the journal, the verdicts, the outbox, and what people have answered and ordered.
///
/// One protocol for each user, so that a stage is given no more than it needs. Safe from any thread; calls block.
package protocol Store: Journal, VerdictStore, Outbox, FollowUpStore, AlertLog, ViolationLog, OrderStore, CollectorLog,
    EvidenceLog,
    PlanArchive, Quarantine, AnswerLinkStore, AnswerLog, NotificationLog, SessionLog, ImportStore, LedgerRecords,
    StoreOverview,
    StoreSpace, StoreFilesWatch, StormLog
{}
