import Evaluation
import EventTime
import Listening
import Logging
import Notifications
import Records
import Running
import SQLiteStore

/// What the stages share and a reload leaves as it is.
struct ServiceParts: Sendable {
    let store: SQLiteStore
    let now: @Sendable () -> Instant
    /// Signalled when the journal has grown.
    let journalGrew = WakeSignal()
    let heardUntil = HeardUntil()
    let reception = Reception()
    let ingestPulse = Pulse("ingest")
    let evaluationPulse = Pulse("evaluation")
    let evaluated = EvaluationStatistics()
    let delivered = DeliveryStatistics()
    /// Of the health pages, and of the page for answers.
    let healthListener = ListenStatistics()
    let answerListener = ListenStatistics()
    let log: Logger
}
