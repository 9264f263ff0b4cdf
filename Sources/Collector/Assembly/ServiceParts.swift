import Evaluation
import EventTime
import Listening
import Logging
import Notifications
import Records
import Running
import StorePorts

/// What the stages share and a reload leaves as it is.
struct ServiceParts: Sendable {
    let store: any Store
    let now: @Sendable () -> Instant
    /// Signalled when the journal has grown.
    let journalGrew = WakeSignal()
    let watermark = IngestWatermark()
    let reception = Reception()
    let ingestHeartbeat = Heartbeat("ingest")
    let evaluationHeartbeat = Heartbeat("evaluation")
    let evaluated = EvaluationStatistics()
    let delivered = DeliveryStatistics()
    let planKeeping: PlanKeeping
    /// Of the health pages, and of the page for answers.
    let healthListener = ListenStatistics()
    let answerListener = ListenStatistics()
    let log: Logger

    init(store: any Store, now: @escaping @Sendable () -> Instant, log: Logger) {
        (self.store, self.now, self.log) = (store, now, log)
        planKeeping = PlanKeeping(archive: store, log: log)
    }
}
