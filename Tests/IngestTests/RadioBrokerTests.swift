import Acoustics
import EventTime
import Ingest
import Mosquitto
import Readings
import SensorPayloads
import Sites
import TestSupport
import Testing

@Suite(
    "uplinks of network servers through a broker",
    .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed")
)
struct RadioBrokerTests {
    private static let chirpStack = """
        {"deduplicationId":"x","time":"2023-05-22T07:47:05.404+00:00","deviceInfo":{"deviceProfileName":"Class A",\
        "devEui":"24e1641092176759"},"devAddr":"20000001","fCnt":4,"fPort":85,"data":"AXVkBVsFPwLaAWoC",\
        "rxInfo":[{"gatewayId":"6a7e111a10000000"},{"gatewayId":"6a7e111a10000001"}]}
        """
    private static let theThingsStack = """
        {"end_device_ids":{"device_id":"yard","dev_eui":"24E1641092176760"},\
        "received_at":"2023-05-22T07:48:35.848446463Z","uplink_message":{"f_port":85,"f_cnt":10335,\
        "frm_payload":"BVsFPwLaAWoC","received_at":"2023-05-22T07:48:35.641Z",\
        "version_ids":{"brand_id":"milesight-iot","model_id":"ws302"}}}
        """

    @Test("are stored once each, those of a network's own events leave nothing, and unknown ones are kept as rejected")
    func stored() async throws {
        let broker = try MosquittoServer()
        let exchange = SensorExchange()
        let now = try RFC3339.instant("2023-05-22T07:49:00Z")
        let ingest = try RunningIngest(broker.options(clientID: "guard"), newSensors: exchange, now: { now })
        try #require(await ingest.waits { $0.counts.subscriptions == 1 })
        let (gate, yard) = (SensorID(site: "school", sensor: "s1"), SensorID(site: "school", sensor: "s2"))
        var directory = DeviceDirectory()
        directory.add("24E1641092176759", of: "chirpstack", as: gate)
        directory.add("24E1641092176760", of: "the-things-stack", as: yard)
        let table = try TopicTable(
            [
                DecoderUse(name: "chirpstack", options: ["leq-span": "1min"]),
                DecoderUse(name: "the-things-stack"),
            ],
            models: ["chirpstack": ["24E1641092176759": "Milesight WS302"]]
        )
        exchange.replace(
            with: SensorIntake(table: table, directory: directory, sensors: [(gate, .meter), (yard, .meter)])
        )
        try #require(await ingest.waits { $0.counts.subscriptions == 2 })

        let device = "application/7/device/24e1641092176759/event"
        let join = "{\"deviceInfo\":{\"devEui\":\"24e1641092176759\"},\"devAddr\":\"00189440\"}"
        let other = Self.chirpStack.replacing("24e1641092176759", with: "24e1641092170000")
        let messages = [
            ("\(device)/join", join), ("\(device)/up", Self.chirpStack), ("\(device)/up", Self.chirpStack),
            ("v3/noise@ttn/devices/yard/up", Self.theThingsStack),
            ("application/7/device/24e1641092170000/event/up", other.replacing("Class A", with: "WS302")),
            ("\(device)/up", "not JSON"),
        ]
        try await onThread {
            let publisher = try MosquittoPublisher(options: broker.options(clientID: "server"))
            for (topic, payload) in messages { try publisher.publish(topic: topic, payload: Array(payload.utf8)) }
            try publisher.flush(milliseconds: 30_000)
            try publisher.disconnect()
        }
        try #require(await ingest.waits { $0.journal.rejected.count >= 2 && $0.journal.readings.count >= 2 })
        try await ingest.stop()

        let (at, later) = (
            try RFC3339.instant("2023-05-22T07:46:05.404Z"), try RFC3339.instant("2023-05-22T07:48:35.641Z")
        )
        let reading = ingest.journal.readings[.init(sensor: gate, start: at, duration: .minutes(1))]
        #expect(reading?.LAeq == Level(tenths: 474) && reading?.momentary?.name == "LAF")
        #expect(reading?.isTimedByArrival == true && reading?.health?.batteryPercent == 100)
        let second = ingest.journal.readings[.init(sensor: yard, start: later, duration: .zero)]
        #expect(second?.momentary?.level == Level(tenths: 575) && second?.LAFmax == Level(tenths: 618))
        #expect(ingest.journal.readings.count == 2)
        #expect(Set(ingest.journal.rejected.map(\.reason)) == [.unknownSensor, .malformed])
        #expect(ingest.journal.rejected.allSatisfy { $0.decoder == "chirpstack" })
    }
}
