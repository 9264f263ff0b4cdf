import Acoustics
import EventTime
import Readings
import SensorPayloads
import Testing

@Suite("SenML")
struct SenMLTests {
    static let json = MakeSample(
        "senml",
        topics: ["s/+"],
        topic: "s/x",
        #"[{"bn":"urn:dev:mac:0024befffe804ff1:","bt":1780794000,"bu":"dB","bver":10,"n":"LAeq","v":52.3},{"n":"temperature","u":"Cel","v":21.5},{"n":"LAeq","t":-60.5,"v":51},{"n":"label","vs":"x"}]"#
    )
    /// The same in CBOR, constructed: labels as numbers, a half, a single and a double, a decimal fraction.
    static let cbor = json.with(
        bytes: NSRTWTests.bytes(
            "84"
                + "a6" + "21" + "781d75726e3a6465763a6d61633a303032346265666666653830346666313a" + "22" + "1a6a24c290"
                + "23"
                + "626442" + "20" + "0a" + "00" + "644c416571" + "02" + "c482" + "20" + "19020b"
                + "a3" + "00" + "6b74656d7065726174757265" + "01" + "6343656c" + "02" + "f94d60"
                + "a3" + "00" + "644c416571" + "06" + "fac2720000" + "02" + "fb4049800000000000"
                + "a2" + "00" + "656c6162656c" + "03" + "6178"
        )
    )

    @Test("JSON and CBOR give the same: base values, units, and records of one time in one reading")
    func both() throws {
        for sample in [Self.json, Self.cbor] {
            let readings = try sample.readings()
            try #require(readings.count == 2)
            #expect(try readings[0].LAeq == level(52.3) && readings[0].environment?[.temperature] == 2150)
            #expect(readings[0].end == Instant(milliseconds: 1_780_794_000_000))
            #expect(try readings[1].LAeq == level(51) && readings[1].end == readings[0].end - .milliseconds(60_500))
            #expect(try sample.device() == "urn:dev:mac:0024befffe804ff1")
        }
    }

    @Test("a single record of the standard's own draft in CBOR is taken, and what it measures is not kept")
    func standard() throws {
        // RFC 8428 section 6: -2 base name, -3 base time, -4 base unit, -1 version, 0 name, 1 unit, 2 value.
        let bytes = NSRTWTests.bytes(
            "81a721781b75726e3a6465763a6f773a3130653230373361303130383030363a22fb41d303a15b00106223614120050067766f6c74616765016156"
                + "02fb405e066666666666"
        )
        #expect(try Self.json.with(bytes: bytes).messages().isEmpty)
    }

    @Test("times below 2^28 count from now, and are the arrival's")
    func relative() throws {
        let sample = Self.json.with(#"[{"n":"urn:dev:a:LA","v":50},{"n":"urn:dev:a:LA","t":-5,"v":51}]"#)
        let readings = try sample.readings()
        #expect(readings.map(\.end) == [arrival, arrival - .seconds(5)] && readings.allSatisfy(\.isTimedByArrival))
        #expect(try sample.readings(retained: true).isEmpty)
        #expect(try sample.device() == "urn:dev:a")
        #expect(try Self.json.with(#"[{"n":"LA","v":50}]"#).device() == "x")
    }

    @Test("the unit is the record's: bel are tenfold, and a unit of something else is refused")
    func units() throws {
        #expect(try Self.json.with(#"[{"n":"a:LAeq","u":"Bspl","v":5.25}]"#).reading().LAeq == level(52.5))
        #expect(
            try Self.json.with(#"[{"n":"a:LAeq","u":"m","v":52}]"#).rejected().detail.contains(
                "[0].u: m is no unit of LAeq"
            )
        )
        let ruled = Self.json.with("values", .section(["lvl": "LAF"]))
        #expect(try ruled.with(#"[{"n":"a:lvl","v":50}]"#).reading().momentary?.name == "LAF")
        let summed = Self.json.with(#"[{"bn":"a:","bv":40.5,"n":"LAeq","v":2.25}]"#)
        #expect(try summed.reading().LAeq == level(42.75))
    }

    @Test(
        "what is no pack is refused",
        arguments: [
            "{}", "[1]", "[[]]", #"[{"n":5,"v":1}]"#, #"[{"n":"LA","v":"50"}]"#, #"[{"n":"LA","v":50,"x_":1}]"#,
            #"[{"bver":11}]"#,
            #"[{"n":"LA","v":50},]"#, #"[{"n":"LA","v":500}]"#, #"[{"n":"LA","t":1e30,"v":50}]"#,
        ]
    )
    func refused(text: String) throws {
        #expect(try Self.json.with(text).decoded().messages.isEmpty)
    }

    @Test(
        "CBOR that is cut off, endless, too deep or too large is refused",
        arguments: [
            "", "9f", "9fff00", "9b7fffffffffffffff", "bb7fffffffffffffff", "8181818181818181818181",
            "5b7fffffffffffffff", "ff", "81ff",
            "1c", "81a1", "81a100", "81a10063ff", "81a10061ff", "c4", "81a102c482", "81a102c4820063", "81a102f97e00ff",
            "81bf00ff",
            "81a2006141006142", "d9d9f7d9d9f7d9d9f7d9d9f7d9d9f7d9d9f7d9d9f7d9d9f7d9d9f7d9d9f780",
            "81a102c4821a7fffffff01",
        ]
    )
    func hostile(hex: String) throws {
        #expect(try Self.json.with(bytes: NSRTWTests.bytes(hex)).decoded().messages.isEmpty)
    }
}

@Suite("ThingsBoard")
struct ThingsBoardTests {
    static let gateway = MakeSample(
        "thingsboard",
        zone: .fixed(name: "x", offset: 8 * 3600),
        topic: "v1/gateway/telemetry",
        #"{"dev":[{"ts":1483228800000,"values":{"LAeq":50.1,"temperature":42}},{"ts":1483228801000,"values":{"LAeq":"50.5"}}],"b":[{"ts":1483228800000,"values":{"x":1}}]}"#
    )

    @Test("a gateway's devices each have their records")
    func gateway() throws {
        let messages = try Self.gateway.messages()
        #expect(messages.map { "\($0.device)" } == ["dev"] && messages[0].readings.count == 2)
        #expect(try messages[0].readings[0].LAeq == level(50.1) && messages[0].readings[1].LAeq == level(50.5))
        #expect(messages[0].readings[0].end == Instant(milliseconds: 1_483_228_800_000))
    }

    @Test("a gateway of HJ 212 gives Chinese names and a local time")
    func packets() throws {
        let text = #"{"010000A8900016F000169DC0":[{"A权声级":50.1,"PM10":25,"DataTime":"2020-08-24 00:38:17"}]}"#
        let reading = try Self.gateway.with(text).reading()
        #expect(try reading.momentary == MomentaryLevel(level(50.1), frequency: .A, time: nil) && reading.LAeq == nil)
        #expect(try reading.end == time("2020-08-24T00:38:17+08:00"))
        #expect(try Self.gateway.with(text).device() == "010000A8900016F000169DC0")
    }

    @Test("one device sends an object or a list, with a time or without")
    func device() throws {
        var sample = Self.gateway
        sample.topic = "v1/devices/me/telemetry"
        #expect(try sample.with(#"{"LAeq":50.1}"#).reading().isTimedByArrival)
        #expect(
            try sample.with(#"{"ts":1483228800000,"values":{"LAeq":50.1}}"#).reading().end.milliseconds
                == 1_483_228_800_000
        )
        #expect(try sample.with(#"[{"LAeq":50.1,"ts":1},{"LAeq":51,"ts":2}]"#).readings().count == 2)
        let ruled = sample.with("values", .section(["noise": "LAF"]))
        #expect(try ruled.with(#"{"noise":50.1}"#).reading().momentary?.name == "LAF")
        for text in [
            #"{"noise":50.1}"#, "5", "[5]", #"{"LAeq":50,"ts":"now"}"#, #"{"LAeq":50,"DataTime":"now"}"#, "{}", "[]",
        ] {
            #expect(try sample.with(text).decoded().messages.isEmpty, "\(text)")
        }
    }
}

@Suite("SensorThings")
struct SensorThingsTests {
    static let sample = MakeSample(
        "sensorthings",
        [
            "datastreams": .list([
                .section(["id": "5", "quantity": "LAeq", "device": "meter-1"]),
                .section(["id": "999", "quantity": "LA"]),
            ])
        ],
        topic: "v1.1/Datastreams(5)/Observations",
        #"{"phenomenonTime":"2026-06-07T09:00:00+08:00/2026-06-07T09:01:00+08:00","resultTime":null,"result":45.2}"#
    )

    @Test("the data stream of topic or payload is the quantity and device that the plan says")
    func values() throws {
        let reading = try Self.sample.reading()
        #expect(try reading.LAeq == level(45.2) && reading.duration == .minutes(1))
        #expect(try reading.end == time("2026-06-07T09:01:00+08:00"))
        #expect(reading.historical)
        let fresh = RFC3339.format(arrival - .seconds(59), offset: 0)
        #expect(try !Self.sample.with("{\"phenomenonTime\":\"\(fresh)\",\"result\":45.2}").reading().historical)
        #expect(try Self.sample.device() == "meter-1" && Self.sample.messages().allSatisfy(\.isPart))
        var created = Self.sample.with(
            #"{"phenomenonTime":"2026-06-07T09:00:00Z","result":"45.2","Datastream":{"@iot.id":999}}"#
        )
        created.topic = "v1.1/Observations"
        #expect(try created.device() == "999" && created.reading().momentary?.name == "LA")
        #expect(try created.with(#"{"result":45.2,"Datastream":{"@iot.id":"5"}}"#).reading().isTimedByArrival)
    }

    @Test("what the plan does not say, and what is no observation, is refused")
    func refused() throws {
        var sample = Self.sample
        for text in [
            #"{"phenomenonTime":"today","result":45.2}"#, #"{"phenomenonTime":"2026-06-07T09:00:00Z"}"#, "[]", "5",
            #"{"phenomenonTime":"2026-06-07T09:01:00Z/2026-06-07T09:00:00Z","result":45.2}"#, #"{"result":[45.2]}"#,
        ] {
            #expect(try sample.with(text).decoded().messages.flatMap(\.readings).isEmpty, "\(text)")
        }
        sample.topic = "v1.1/Datastreams(6)/Observations"
        #expect(try sample.rejected().detail.contains("data stream 6"))
        #expect(try faults("sensorthings", ["datastreams": .list([.section(["quantity": "x"])])]).count == 2)
    }
}

@Suite("FIWARE NoiseLevelObserved")
struct FIWARETests {
    static let sample = MakeSample(
        "fiware",
        topics: ["fiware"],
        topic: "fiware",
        #"{"id":"urn:ngsi-ld:NoiseLevelObserved:Vitoria-1","type":"NoiseLevelObserved","LAS":91.6,"LAeq":67.8,"LAeq_d":65.4,"LAmax":94.5,"dateObservedFrom":"2016-12-28T11:00:00.00Z","dateObservedTo":"2016-12-28T12:00:00.00Z","sonometerClass":"1","location":{"type":"Point","coordinates":[-2.698,42.8491]}}"#
    )

    @Test("LAeq is over the interval, LAS is slow, and LAmax is LAFmax only where the plan says fast")
    func values() throws {
        let reading = try Self.sample.reading()
        #expect(try reading.LAeq == level(67.8) && reading.duration == .hours(1) && reading.LAFmax == nil)
        #expect(try reading.end == time("2016-12-28T12:00:00Z") && reading.momentary?.name == "LAS")
        #expect(try Self.sample.device() == "urn:ngsi-ld:NoiseLevelObserved:Vitoria-1")
        #expect(try Self.sample.with("time-weighting", "fast").reading().LAFmax == level(94.5))
    }

    @Test("properties and notifications are opened")
    func normalized() throws {
        let text =
            #"{"subscriptionId":"x","data":[{"id":"n1","type":"NoiseLevelObserved","LAeq":{"type":"Property","value":67.8},"refDevice":{"type":"Relationship","object":"device-9A80"},"dateObservedFrom":{"type":"Property","value":{"@type":"DateTime","@value":"2016-12-28T11:00:00Z"}},"dateObservedTo":{"type":"DateTime","value":"2016-12-28T11:01:00Z"}},{"id":"w","type":"WeatherObserved"}]}"#
        let reading = try Self.sample.with(text).reading()
        #expect(try reading.LAeq == level(67.8) && reading.duration == .minutes(1))
        #expect(try Self.sample.with(text).device() == "device-9A80")
        let observed =
            #"{"id":"n1","type":"NoiseLevelObserved","LAeq":60,"dateObserved":"2016-12-28T11:00:00Z/2016-12-28T11:15:00Z"}"#
        #expect(try Self.sample.with(observed).reading().duration == .minutes(15))
    }

    @Test(
        "what is none is refused",
        arguments: [
            "{}", "[]", #"{"type":"AirQualityObserved"}"#, #"{"type":"NoiseLevelObserved","id":"a"}"#,
            #"{"type":"NoiseLevelObserved","id":"a","LAeq":60,"dateObservedTo":5}"#,
            #"{"type":"NoiseLevelObserved","id":"a","LAeq":60,"dateObservedFrom":"2016-12-28T11:00:00Z","dateObservedTo":"2016-12-28T11:00:00Z"}"#,
            #"{"type":"NoiseLevelObserved","id":"a","LAeq":600}"#, "[5]",
        ]
    )
    func refused(text: String) throws {
        #expect(try Self.sample.with(text).decoded().messages.isEmpty)
    }
}

@Suite("CloudEvents")
struct CloudEventsTests {
    static let sample = MakeSample(
        "cloudevents",
        topics: ["events/+"],
        [
            "decoder": "json",
            "options": .section([
                "values": .section(["/leq": "LAeq"]), "interval": "10s", "device": .section(["pointer": "/dev"]),
            ]),
        ],
        topic: "events/x",
        #"{"specversion":"1.0","id":"A-1","source":"/meters/7","type":"noise","time":"2026-06-07T09:00:00Z","datacontenttype":"application/json","data":{"dev":"m7","leq":52.5}}"#
    )

    @Test("the data is the inner decoder's, and the event's time is the reading's where it has none")
    func values() throws {
        let reading = try Self.sample.reading()
        #expect(try reading.LAeq == level(52.5) && reading.end == time("2026-06-07T09:00:00Z"))
        #expect(reading.duration == .seconds(10) && !reading.isTimedByArrival)
        #expect(try Self.sample.device() == "m7" && Self.sample.with("device", "source").device() == "/meters/7")
        #expect(try Self.sample.readings(retained: true).count == 1)
        let timeless = Self.sample.with(#"{"specversion":"1.0","data":{"dev":"m7","leq":52.5}}"#)
        #expect(try timeless.reading().isTimedByArrival && timeless.readings(retained: true).isEmpty)
    }

    @Test("Base64 and text hold the payload of other decoders, and a batch holds several events")
    func contents() throws {
        let raw = Self.sample.with("decoder", "nsrtw").with("options", .section([:])).with("device", "source")
        let text =
            #"{"specversion":"1.0","source":"s","data_base64":"TlM0FwsAAAAQ6CEeBwAAAAgAgLsBAAAAAD4BAAAAyAE="}"#
        #expect(try raw.with(text).reading().LAFmax?.text == "45.6")
        let line = Self.sample.with("decoder", "influx").with("options", .section([:]))
        #expect(
            try line.with(
                #"[{"specversion":"1.0","data":"m,node=a laeq=50"},{"specversion":"1.0","data":"m,node=b laeq=51"}]"#
            )
            .readings().count == 2
        )
        for bad in ["A", "AAA", "A===", "AA=A", "!!!!"] {
            #expect(
                try raw.with("{\"specversion\":\"1.0\",\"data_base64\":\"\(bad)\"}").rejected().reason == .malformed
            )
        }
    }

    @Test("what is no event, or holds nothing that the inner decoder takes, is refused with its reason")
    func refused() throws {
        #expect(try Self.sample.with("{}").rejected().reason == .missingField)
        #expect(try Self.sample.with(#"{"specversion":"0.3","data":{}}"#).rejected().reason == .unknownVersion)
        #expect(try Self.sample.with(#"{"specversion":"1.0"}"#).rejected().detail.hasPrefix("data: missing"))
        #expect(try Self.sample.with(#"{"specversion":"1.0","time":"x","data":{}}"#).rejected().reason == .invalidValue)
        let inner = try Self.sample.with(#"{"specversion":"1.0","data":{"dev":"a","leq":999}}"#).rejected()
        #expect(inner.reason == .invalidValue && inner.detail.contains("leq: 999 cannot be LAeq"))
    }

    @Test("options of the inner decoder are checked with the envelope's")
    func options() throws {
        #expect(try faults("cloudevents", [:]) == ["decoder"])
        #expect(try faults("cloudevents", ["decoder": "cloudevents"]) == ["decoder"])
        let inner = DecoderOption.section(["values": .section(["x": "LAeq"])])
        #expect(
            try faults("cloudevents", ["decoder": "json", "options": inner, "device": "id"]) == [
                "device", "options.values.x",
            ]
        )
    }
}
