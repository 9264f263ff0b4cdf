import Acoustics
import EventTime
import Ingest
import Mosquitto
import Readings
import SensorPayloads
import Sites
import TestSupport
import Testing

@Suite("packets of HJ 212 through a broker", .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed"))
struct HJ212BrokerTests {
    private static let station = "010000A8900016F000169DC0"
    /// Constructed, with checks that were computed independently.
    private static let minute =
        "##0221QN=20240601084105000;ST=23;CN=2051;PW=123456;MN=\(station);Flag=5;CP=&&DataTime=20240601084000;L5-Data=58.2;"
        + "L10-Data=56.4;L50-Data=51.0;L90-Data=47.3;L95-Data=46.8;Leq-Data=53.1;LMx-Data=66.0;LMn-Data=45.2&&4C80\r\n"
    private static let moment =
        "##0122QN=20240601085857223;ST=23;CN=2011;PW=123456;MN=\(station);Flag=5;CP=&&DataTime=20240601085857;LA-Rtd=50.1"
        + "&&B101\r\n"

    private static func time(_ text: String) throws -> Instant {
        try RFC3339.instant(Array("2024-06-01T\(text)+08:00".utf8).span)
    }

    private static func publish(_ payload: String, on topic: String, to broker: MosquittoServer) async throws {
        try await onThread {
            let publisher = try MosquittoPublisher(options: broker.options(clientID: "logger"))
            try publisher.publish(topic: topic, payload: Array(payload.utf8))
            try publisher.flush(milliseconds: 30_000)
            try publisher.disconnect()
        }
    }

    @Test("are stored as readings of the plan's sensor, and damaged or unknown ones as rejected")
    func stored() async throws {
        let broker = try MosquittoServer()
        let exchange = SensorExchange()
        let now = try Self.time("08:59:00")
        let ingest = try RunningIngest(broker.options(clientID: "guard"), newSensors: exchange, now: { now })
        try #require(await ingest.waits { $0.counts.subscriptions == 1 })
        let gate = SensorID(site: "school", sensor: "s1")
        var directory = DeviceDirectory()
        directory.add(Self.station, of: "hj212", as: gate)
        let table = try TopicTable([DecoderUse(name: "hj212", options: ["minute-period": "1min"])])
        exchange.replace(with: SensorIntake(table: table, directory: directory, sensors: [(gate, .meter)]))
        try #require(await ingest.waits { $0.counts.subscriptions == 2 })

        try await Self.publish(Self.minute + Self.moment, on: "hj212/\(Self.station)", to: broker)
        try #require(await ingest.waits { $0.journal.readings.count >= 2 })
        try await Self.publish(Self.moment.replacing("50.1", with: "60.1"), on: "hj212/\(Self.station)", to: broker)
        let other = HJ212Segment(
            command: .realTime,
            device: "ZX00001",
            parameters: HJ212Parameters([[HJ212Field("DataTime", "20240601085857")], [HJ212Field("LA-Rtd", "50")]])
        )
        let unknown = String(decoding: try HJ212Encoder.packet(other), as: UTF8.self)
        try await Self.publish(unknown, on: "hj212/ZX00001", to: broker)
        try #require(await ingest.waits { $0.journal.rejected.count >= 2 })
        try await ingest.stop()

        let (of, at) = (try Self.time("08:40:00"), try Self.time("08:58:57"))
        let minute = ingest.journal.readings[.init(sensor: gate, start: of, duration: .minutes(1))]
        #expect(minute?.LAeq == Level(tenths: 531) && minute?.percentiles?.L90 == Level(tenths: 473))
        let moment = ingest.journal.readings[.init(sensor: gate, start: at, duration: .zero)]
        #expect(moment?.LAeq == nil && moment?.momentary?.level == Level(tenths: 501))
        #expect(ingest.journal.readings.count == 2)
        #expect(ingest.journal.rejected.map(\.reason) == [.malformed, .unknownSensor])
        #expect(ingest.journal.rejected.allSatisfy { $0.decoder == "hj212" })
    }
}
