import Acoustics
import EventTime
import Ingest
import Mosquitto
import Records
import Running
import Settings
import Sites
import StorePorts
import Synchronization
import TestSupport

/// An ingest service that runs until the test stops it, with everything around it in the test's hands. Its back-off is
/// always the shortest, 0.5 s.
final class RunningIngest: Sendable {
    let journal: JournalDouble
    let log = RecordedLog()
    let statistics = IngestStatistics()
    let heartbeat = Heartbeat("ingest")
    private let rung = Rung()
    private let task: Task<Void, any Error>

    private final class Rung: Sendable {
        let count = Atomic(0)
    }

    /// Later than every reading of the tests.
    static let receivedAt = Instant(milliseconds: 3_000_000)
    static let sensors = Set((0..<10).map { SensorID(site: "school", sensor: "s\($0)") })

    static func intake(_ decoder: LineDecoder) -> SensorIntake {
        SensorIntake(decoder: decoder, sensors: sensors.map { ($0, .meter) })
    }

    init(
        _ options: ConnectionOptions,
        password: Secret? = nil,
        journal: JournalDouble = JournalDouble(),
        sessionLog: (any SessionLog)? = nil,
        expectsSession: Bool = false,
        reception: Reception = Reception(),
        clock: ClockIntake = ClockIntake(),
        explain: @escaping @Sendable (MosquittoError) -> MosquittoError = { $0 },
        intake: SensorIntake = RunningIngest.intake(LineDecoder()),
        newSensors: SensorExchange = SensorExchange(),
        now: @escaping @Sendable () -> Instant = { RunningIngest.receivedAt }
    ) throws {
        self.journal = journal
        let service = try IngestService(
            settings: BrokerSettings(connection: options, password: password),
            intake: intake,
            journal: journal,
            sessionLog: sessionLog,
            expectsSession: expectsSession,
            wakeSignal: { [rung] in _ = rung.count.add(1, ordering: .relaxed) },
            reception: reception,
            clock: clock,
            explain: explain,
            newSensors: newSensors,
            time: TimeSource(now: now, random: { 0 }),
            statistics: statistics,
            heartbeat: heartbeat,
            logger: log.logger
        )
        task = Task { try await service.run() }
    }

    deinit {
        task.cancel()
    }

    var counts: IngestStatistics.Counts { statistics.counts }
    var rings: Int { rung.count.load(ordering: .relaxed) }

    /// Asks for the end without waiting for it.
    func requestStop() {
        task.cancel()
    }

    /// Returns when the service has ended.
    func stop() async throws {
        task.cancel()
        try await task.value
    }

    func waits(seconds: Double = 30, until wanted: (RunningIngest) -> Bool) async -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while !wanted(self) {
            guard ContinuousClock.now < end else { return false }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return true
    }
}

/// The payload of second `number`, as sensor `number` mod 10 of the school sends it.
func line(_ number: Int) -> [UInt8] { Array("\(number * 1000) 1000 5310".utf8) }

func topic(_ number: Int) -> String { "noise/1/school/s\(number % 10)/obs" }

func publication(_ number: Int, repeated: Bool = false) -> ScriptedBroker.Publication {
    .init(topic: topic(number), payload: line(number), packetID: UInt16(number), repeated: repeated)
}
