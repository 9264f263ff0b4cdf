import Acoustics
import EventTime
import Ingest
import Mosquitto
import Readings
import Records
import SensorPayloads
import Sites
import TestSupport
import Testing

@Suite(
    "devices of other makes through a broker",
    .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed")
)
struct MakesBrokerTests {
    private static let now = Instant(milliseconds: 1_722_160_005_000)
    private static let (gate, yard, hall) = (
        SensorID(site: "school", sensor: "gate"), SensorID(site: "school", sensor: "yard"),
        SensorID(site: "school", sensor: "hall")
    )

    private static func intake() throws -> SensorIntake {
        let text: [DecoderOption] = [
            .section(["topic": "+/sensor/leq/state", "quantity": "LAeq", "interval": "10s"]),
            .section(["topic": "+/sensor/max/state", "quantity": "LAFmax", "interval": "10s"]),
        ]
        let table = try TopicTable([
            DecoderUse(name: "influx", topics: [#require(TopicFilter("dnms/+"))]),
            DecoderUse(name: "text", options: ["values": .list(text), "availability": "+/status"]),
            DecoderUse(
                name: "json",
                topics: [#require(TopicFilter("box/+"))],
                options: ["values": .section(["/v": "LAF"]), "time": "/ts"]
            ),
        ])
        var directory = DeviceDirectory()
        directory.add("esp8266-1234567", of: "influx", as: gate)
        directory.add("esp", of: "text", as: yard)
        directory.add("7", of: "json", as: hall)
        return SensorIntake(table: table, directory: directory, sensors: [gate, yard, hall].map { ($0, .meter) })
    }

    private static func publish(
        _ messages: [(topic: String, payload: String, retain: Bool)],
        to broker: MosquittoServer
    ) async throws {
        try await onThread {
            let publisher = try MosquittoPublisher(options: broker.options(clientID: "device"))
            for message in messages {
                try publisher.publish(
                    topic: message.topic,
                    payload: Array(message.payload.utf8),
                    retained: message.retain
                )
            }
            try publisher.flush(milliseconds: 30_000)
            try publisher.disconnect()
        }
    }

    @Test("are stored as readings of the plan's sensors; what is retained without a time is not")
    func stored() async throws {
        let broker = try MosquittoServer()
        // Before the subscription: the broker sends it as an old value that looks new.
        try await Self.publish([("esp/sensor/leq/state", "99.9", true), ("esp/status", "online", true)], to: broker)
        let exchange = SensorExchange()
        let ingest = try RunningIngest(
            broker.options(clientID: "guard"),
            newSensors: exchange,
            now: { Self.now }
        )
        try #require(await ingest.waits { $0.counts.subscriptions == 1 })
        exchange.replace(with: try Self.intake())
        try #require(await ingest.waits { $0.counts.subscriptions == 2 })
        let line =
            "dnms,node=esp8266-1234567 DNMS_noise_LAeq=52.31,DNMS_noise_LA_max=70.20,interval=150000 1722160000000000000\n"
        try await Self.publish(
            [
                ("dnms/esp8266-1234567", line, false), ("esp/sensor/leq/state", "43.2", false),
                ("esp/sensor/max/state", "61.5", false), ("box/7", #"{"ts":1722160004,"v":"48.5"}"#, false),
                ("box/8", #"{"ts":1722160004,"v":"48.5"}"#, false), ("esp/status", "offline", false),
            ],
            to: broker
        )
        try #require(await ingest.waits { $0.journal.readings.count >= 4 && $0.journal.rejected.count >= 1 })
        try await ingest.stop()

        let readings = ingest.journal.readings
        let gate = readings[
            .init(sensor: Self.gate, start: Instant(milliseconds: 1_722_159_850_000), duration: .seconds(150))
        ]
        #expect(gate?.LAeq == Level(hundredths: 5231) && gate?.LAFmax == nil)
        let yard = readings.filter { $0.key.sensor == Self.yard }.map(\.value)
        #expect(yard.count == 2 && yard.allSatisfy { $0.isTimedByArrival })
        #expect(yard.compactMap(\.LAeq) == [Level(tenths: 432)] && yard.compactMap(\.LAFmax) == [Level(tenths: 615)])
        #expect(readings.filter { $0.key.sensor == Self.hall }.first?.value.momentary?.name == "LAF")
        #expect(ingest.journal.rejected.map(\.reason) == [.unknownSensor])
        #expect(ingest.journal.statuses.map(\.status.state) == [.online, .offline])
        #expect(ingest.journal.statuses.map(\.retained) == [true, false])
    }
}
