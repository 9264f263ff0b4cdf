import Acoustics
import EventTime
package import Logging
package import Mosquitto
package import Records
package import Running
import SensorPayloads
import ServiceLifecycle
package import StorePorts

/// Receives from the broker, commits to the journal and only then lets the acknowledgements go.
///
/// ```
/// broker ─▶ read a batch ─▶ decode ─▶ journal.append ─▶ wake signal ─▶ acknowledge
///                                         └─ failed: drop the socket, back off; the broker sends again
/// ```
/// One dedicated thread does all of it. Back-pressure is the broker's in-flight window: nothing is queued here.
package struct IngestService: ThreadedService {
    package let threadName = "ingest"
    package let wake = WakeSignal()
    let settings: BrokerSettings
    let sessionLog: (any SessionLog)?
    let intake: SensorIntake
    let journal: any JournalIntake
    let expectsSession: Bool
    let wakeSignal: @Sendable () -> Void
    let watermark: IngestWatermark
    let reception: Reception
    let clock: ClockIntake
    let explain: @Sendable (MosquittoError) -> MosquittoError
    let newSensors: SensorExchange
    let recall: (@Sendable (inout SensorConditioners) throws -> Void)?
    let time: TimeSource
    let logger: Logger
    let heartbeat: Heartbeat
    package let statistics: IngestStatistics

    /// The topics of `intake` are subscribed to with QoS 1 on every connection; what others than its sensors send is
    /// kept as rejected. With a `sessionLog` the sensors' status topics and the broker's own counts are listened to as
    /// well, and what becomes of the session is written there. `expectsSession` says that an earlier run subscribed
    /// with this client id, so that a broker without a session means a possible loss on the first connection already.
    /// `recall` takes what the journal knows of the sensors' clocks and levels; it is called on the ingest thread at
    /// the start and after a commit that failed. `wakeSignal` is called on the ingest thread after each commit and must
    /// only wake somebody. `watermark` is moved while the broker has nothing more for us, and `reception` notes when it
    /// could be heard; `clock` takes the times that sensors give. `explain` finds out more about a failure that was not
    /// there before, and may block for some seconds. `newSensors` brings those of another plan. Throws when the
    /// connection's options cannot be right.
    package init(
        settings: BrokerSettings,
        intake: SensorIntake,
        journal: any JournalIntake,
        sessionLog: (any SessionLog)? = nil,
        expectsSession: Bool = false,
        wakeSignal: @escaping @Sendable () -> Void,
        watermark: IngestWatermark = IngestWatermark(),
        reception: Reception = Reception(),
        clock: ClockIntake = ClockIntake(),
        explain: @escaping @Sendable (MosquittoError) -> MosquittoError = { $0 },
        newSensors: SensorExchange = SensorExchange(),
        recall: (@Sendable (inout SensorConditioners) throws -> Void)? = nil,
        time: TimeSource,
        statistics: IngestStatistics = IngestStatistics(),
        heartbeat: Heartbeat = Heartbeat("ingest"),
        logger: Logger
    ) throws(MosquittoError) {
        try settings.connection.validate()
        precondition(!intake.table.filters.isEmpty, "ingest without a topic filter")
        precondition(settings.batchLimit > 0, "a batch of \(settings.batchLimit) messages")
        self.settings = settings
        self.intake = intake
        self.journal = journal
        self.sessionLog = sessionLog
        self.expectsSession = expectsSession
        self.wakeSignal = wakeSignal
        self.watermark = watermark
        self.reception = reception
        self.clock = clock
        self.explain = explain
        self.newSensors = newSensors
        self.recall = recall
        self.time = time
        self.statistics = statistics
        self.heartbeat = heartbeat
        self.logger = logger
    }

    /// Until graceful shutdown or cancellation: then what was read is committed and acknowledged, and the broker is
    /// told goodbye, so that it keeps the session.
    package func work(_ lifetime: ThreadLifetime) throws {
        try IngestLoop(self).run(until: lifetime)
    }
}
