import Acoustics
import EventTime
import Readings
import SensorPayloads
import Testing

@Suite("Plain text, a topic for each quantity")
struct PlainTextTests {
    private static func sample(_ topic: String, _ payload: String) -> MakeSample {
        MakeSample(
            "text",
            [
                "values": .list([
                    .section(["topic": "+/sensor/laeq_1min/state", "quantity": "LAeq", "interval": "1min"]),
                    .section(["topic": "+/sensor/level/state", "quantity": "LAS"]),
                    .section(["topic": "/devices/+/controls/Sound Level", "quantity": "LA"]),
                    .section(["topic": "homie/5/+/meter/temperature", "quantity": "temperature"]),
                ]),
                "availability": .list(["+/status", "homie/5/+/$state", "/devices/+/controls/Sound Level/meta/error"]),
            ],
            topic: topic,
            payload
        )
    }

    @Test("ESPHome, Wiren Board and Homie give the quantity of the topic, timed by its arrival")
    func values() throws {
        let leq = Self.sample("meter-1/sensor/laeq_1min/state", "43.2")
        #expect(try leq.device() == "meter-1")
        let reading = try leq.reading()
        #expect(try reading.LAeq == level(43.2) && reading.duration == .minutes(1) && reading.end == arrival)
        #expect(reading.isTimedByArrival && reading.exclusion == nil)
        let slow = try Self.sample("meter-1/sensor/level/state", " 43.25\n").reading()
        #expect(slow.momentary?.name == "LAS" && slow.LAeq == nil && slow.duration == .zero)
        let wiren = Self.sample("/devices/wb-msw-v3_21/controls/Sound Level", "45.3")
        #expect(try wiren.device() == "wb-msw-v3_21" && wiren.reading().momentary?.name == "LA")
        #expect(try Self.sample("homie/5/yard/meter/temperature", "-3.5").reading().environment?[.temperature] == -350)
    }

    @Test("a retained value gives no reading, because nobody knows how old it is")
    func retained() throws {
        #expect(try Self.sample("meter-1/sensor/laeq_1min/state", "43.2").messages(retained: true).isEmpty)
    }

    @Test(
        "nan and words for no value give no reading; other text is refused",
        arguments: ["nan", "NaN", "", "unavailable"]
    )
    func none(text: String) throws {
        #expect(try Self.sample("meter-1/sensor/level/state", text).messages().map(\.readings) == [[]])
    }

    @Test(
        "what is no level is refused",
        arguments: ["loud", "43,2", "0x2B", "43.2 dB", "-1", "161", "{\"v\":1}", "4 3", "1e5", "--4", "\u{1}"]
    )
    func refused(text: String) throws {
        let rejected = try Self.sample("meter-1/sensor/level/state", text).rejected()
        #expect(rejected.reason == .invalidValue && !rejected.detail.contains("\u{1}"))
    }

    @Test(
        "availability topics say whether the device is there",
        arguments: [
            ("m/status", "online", SensorStatus.State.online), ("m/status", "offline", .offline),
            ("homie/5/m/$state", "ready", .online), ("homie/5/m/$state", "lost", .offline),
            ("/devices/m/controls/Sound Level/meta/error", "r", .offline),
            ("m/status", #"{"state":"offline"}"#, .offline),
        ]
    )
    func availability(topic: String, text: String, state: SensorStatus.State) throws {
        let message = try #require(Self.sample(topic, text).messages(retained: true).first)
        #expect(message.state == state && message.readings.isEmpty && "\(message.device)" == "m")
    }

    @Test("a state between the two says nothing, and another word is refused")
    func states() throws {
        #expect(try Self.sample("homie/5/m/$state", "init").messages().isEmpty)
        #expect(try Self.sample("m/status", "perhaps").rejected().reason == .invalidValue)
        #expect(try Self.sample("m/other", "1").rejected().reason == .unknownTopic)
    }

    @Test("its topics are those of the values and the availability, and wrong ones are named")
    func options() throws {
        let topics = try Self.sample("", "").made().topics.map(\.text)
        #expect(topics.count == 7 && topics.contains("+/sensor/level/state") && topics.contains("+/status"))
        let found = try faults(
            "text",
            [
                "values": .list([
                    .section(["topic": "a/#/b", "quantity": "LAeq"]), .section(["quantity": "loud"]), "x",
                ]),
                "availability": "a+",
            ]
        )
        #expect(
            Set(found) == ["values[0].topic", "values[1].topic", "values[1].quantity", "values[2]", "availability"]
        )
        #expect(try faults("text", [:]) == ["values"])
    }
}
