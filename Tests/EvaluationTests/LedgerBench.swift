import Acoustics
import Analysis
import Evaluation
import EventTime
import ExamCalendar
import Readings
import Records
import SQLiteStore
import SensorPayloads
import Sites
import Testing

/// A journal made by hand, and the ledger of an hour of it.
final class LedgerBench {
    let bench: Bench
    static let hour = TimeRange(start: Bench.nine, end: Bench.nine + .hours(1))

    init() throws {
        bench = try Bench()
    }

    /// Messages of one second each, numbered as their second, in one arrival for each, shortly after its time or at
    /// `receivedAt`.
    func send(
        _ seconds: some Sequence<Int>,
        of sensor: SensorID = Bench.gate,
        boot: Int64? = 1,
        from first: Int = 0,
        receivedAt: Instant? = nil
    ) throws {
        for second in seconds {
            let reading = try Bench.reading(second, 50)
            let number = MessageSequence(boot: boot, seq: Int64(second - first))
            _ = try bench.store.append(
                Arrival(
                    receivedAt: receivedAt ?? reading.end + .milliseconds(100),
                    origin: .mqtt,
                    messages: [SensorMessage(sensor: sensor, readings: [reading], sequence: number)]
                )
            )
        }
    }

    func reject(_ reason: RejectionReason, at second: Int, of sensor: SensorID = Bench.gate) throws {
        let at = LedgerBench.at(second)
        let payload = RejectedPayload(
            topic: NativeTopic.topic(sensor),
            payload: [],
            receivedAt: at,
            reason: reason,
            detail: "no"
        )
        _ = try bench.store.append(Arrival(receivedAt: at, origin: .mqtt, rejected: [payload]))
    }

    func status(_ state: SensorStatus.State, at second: Int, retained: Bool = false) throws {
        let at = LedgerBench.at(second)
        var arrival = Arrival(receivedAt: at, origin: .mqtt)
        let status = SensorStatus(sensor: Bench.gate, state: state)
        arrival.statuses = [StatusReport(status: status, receivedAt: at, retained: retained)]
        _ = try bench.store.append(arrival)
    }

    func note(_ kind: SessionEvent.Kind, at second: Int, last: Int? = nil) throws {
        try bench.store.record([
            SessionEvent(
                at: LedgerBench.at(second),
                kind: kind,
                lastReceivedAt: last.map(LedgerBench.at),
                broker: "broker:1883",
                clientID: "guard"
            )
        ])
    }

    func drops(_ dropped: Int64, at second: Int, since: Int?, brokerStart: Int = -9000) throws {
        let at = LedgerBench.at(second)
        var arrival = Arrival(receivedAt: at, origin: .mqtt)
        let start = LedgerBench.at(brokerStart)
        arrival.dropCounts = [
            DropCount(at: at, since: since.map(LedgerBench.at), brokerStartedAt: start, dropped: dropped)
        ]
        _ = try bench.store.append(arrival)
    }

    static func at(_ second: Int) -> Instant { Bench.nine + .seconds(Int64(second)) }

    static func range(_ seconds: Range<Int>) -> TimeRange {
        TimeRange(start: at(seconds.lowerBound), end: at(seconds.upperBound))
    }

    func ledger(_ range: TimeRange = hour, now: Instant = Bench.nine + .hours(24)) throws -> Ledger {
        try Ledger(of: bench.plan.sensors, zone: Bench.zone, range: range, now: now, records: bench.store)
    }

    func gate(_ range: TimeRange = hour, now: Instant = Bench.nine + .hours(24)) throws -> SensorLedger {
        try #require(try ledger(range, now: now).sensors.first { $0.sensor == Bench.gate })
    }
}
