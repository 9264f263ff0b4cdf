import Acoustics
import EventTime
import Readings
import SensorPayloads
import Testing

@Suite("Sensor.Community")
struct SensorCommunityTests {
    static let sample = MakeSample(
        "sensor-community",
        topics: ["sc/+"],
        topic: "sc/box",
        #"{"software_version":"x","sensordatavalues":[{"value_type":"noise_LAeq","value":"52.3"},{"value_type":"noise_LA_min","value":"44.1"},{"value_type":"noise_LA_max","value":"70.2"}]}"#
    )

    @Test("values in quotes are levels, timed by their arrival; the interval is unknown unless it is said")
    func values() throws {
        let reading = try Self.sample.reading()
        #expect(try reading.LAeq == level(52.3) && reading.LAFmax == nil && reading.isTimedByArrival)
        #expect(reading.exclusion == .noLength && reading.end == arrival)
        let known = try Self.sample.with("interval", "150s").with("time-weighting", "fast").reading()
        #expect(try known.duration == .seconds(150) && known.LAFmax == level(70.2) && known.LAFmin == level(44.1))
        #expect(try Self.sample.readings(retained: true).isEmpty)
    }

    @Test("a custom API has the prefix, the chip's number and the interval; weather stands beside it")
    func custom() throws {
        let text =
            #"{"esp8266id":"1234567","sensordatavalues":[{"value_type":"DNMS_noise_LAeq","value":"50.00"},{"value_type":"interval","value":"145000"},{"value_type":"BME280_temperature","value":"21.50"},{"value_type":"BME280_pressure","value":"101325.00"},{"value_type":"SDS_P1","value":"12.5"},{"value_type":"SDS_P2","value":"-1"},{"value_type":"signal","value":"-61"}]}"#
        let sample = Self.sample.with(text)
        #expect(try sample.device() == "esp8266-1234567")
        let reading = try sample.reading()
        #expect(reading.duration == .milliseconds(145_000) && reading.environment?[.temperature] == 2150)
        #expect(reading.environment?[.pressure] == 101_325 && reading.environment?[.PM10] == 1250)
        #expect(reading.environment?[.PM2_5] == nil)
    }

    @Test("what is missing or no level is named")
    func refused() throws {
        #expect(try Self.sample.with("{}").rejected().detail.hasPrefix("sensordatavalues: missing"))
        let loud = #"{"sensordatavalues":[{"value_type":"noise_LAeq","value":"loud"}]}"#
        #expect(try Self.sample.with(loud).rejected().detail.hasPrefix("sensordatavalues[0].value: \"loud\""))
        #expect(
            try Self.sample.with(#"{"sensordatavalues":[{"value_type":"noise_LAeq"}]}"#).rejected().reason
                == .missingField
        )
    }
}

@Suite("Smart Citizen Kit")
struct SmartCitizenTests {
    static let raw = MakeSample(
        "smart-citizen",
        topic: "device/sck/abc123/readings/raw",
        "{t:2017-03-24T13:35:14Z,53:48.45,13:66}"
    )
    static let batch = MakeSample(
        "smart-citizen",
        topic: "device/sck/abc123/readings",
        #"{"data":[{"recorded_at":"2016-06-08 10:30:00Z","sensors":[{"id":53,"value":51.5},{"id":10,"value":90}]},{"recorded_at":"2016-06-08T10:31:00","sensors":[{"id":53,"value":"52"}]}]}"#
    )

    @Test("the raw form gives the level in dBA of the token's device, at the device's own time")
    func rawForm() throws {
        let reading = try Self.raw.reading()
        #expect(try reading.momentary == MomentaryLevel(level(48.45), frequency: .A, time: nil) && reading.LAeq == nil)
        #expect(try reading.end == time("2017-03-24T13:35:14Z") && !reading.isTimedByArrival)
        #expect(try Self.raw.device() == "abc123")
        let average = try Self.raw.with("noise-is", "LAeq").with("interval", "60s").reading()
        #expect(try average.LAeq == level(48.45) && average.duration == .minutes(1))
        let weighted = try Self.raw.with("{ t : 2017-03-24T13:35:14Z , 217:60 , 53:50, 55:-3.5,58:101.3 }").reading()
        #expect(weighted.momentary?.name == "LA" && weighted.environment?[.temperature] == -350)
        #expect(weighted.environment?[.pressure] == 101_300)
    }

    /// Of the project's data.
    @Test("recorded messages: sensors that are not kept, null, and what is no message")
    func recorded() throws {
        for text in [
            "{t:2024-09-25T13:19:38Z,100:-2000.12345,21:12345.23450}",
            "{t:2024-09-25T13:19:38Z,100:-2000.12345,21:null}",
            "{t:2024-09-25T13:19:38Z,53:null}", "{t:2024-09-25T13:19:38Z}",
        ] {
            #expect(try Self.raw.with(text).messages().map(\.readings) == [[]], "\(text)")
        }
        #expect(try Self.raw.with("ceci n'est pas un message").rejected().reason == .malformed)
    }

    @Test(
        "what is no raw message is refused",
        arguments: [
            "{}", "{t:2024-09-25,53:1}", "{53:1}", "{t:2024-09-25T13:19:38Z,53}", "{t:2024-09-25T13:19:38Z,x:1}",
            "{t:2024-09-25T13:19:38Z,t:2024-09-25T13:19:38Z}", "{t:2024-09-25T13:19:38Z,53:loud}", "{", "{t:,53:1}",
            "{t:2024-09-25T13:19:38Z,53:-5}", "{t:2024-09-25T13:19:38Z,99999999:1}", "{t:2024-09-25T13:19:38Z,,}",
        ]
    )
    func refused(text: String) throws {
        #expect(try Self.raw.with(text).rejected().detail.isEmpty == false)
    }

    @Test("the JSON form has several records")
    func records() throws {
        let readings = try Self.batch.readings()
        #expect(try readings.map(\.end) == [time("2016-06-08T10:30:00Z"), time("2016-06-08T10:31:00Z")])
        #expect(try readings[0].momentary?.level == level(51.5) && readings[0].health?.batteryPercent == 90)
        #expect(try Self.batch.with(#"{"data":[{"sensors":[]}]}"#).rejected().reason == .missingField)
        #expect(
            try Self.batch.with(#"{"data":[{"recorded_at":"now","sensors":[]}]}"#).rejected().reason == .invalidValue
        )
    }
}

@Suite("Zigbee2MQTT")
struct Zigbee2MQTTTests {
    static let sample = MakeSample(
        "zigbee2mqtt",
        topic: "zigbee2mqtt/yard",
        #"{"noise":"45.12","noise_detected":false,"temperature":21.3,"humidity":40,"battery":87,"voltage":3000,"linkquality":120}"#
    )

    @Test("noise is a momentary level in dBA, as text or number, with the air and the battery beside it")
    func values() throws {
        let reading = try Self.sample.reading()
        #expect(try reading.momentary == MomentaryLevel(level(45.12), frequency: .A, time: nil) && reading.LAeq == nil)
        #expect(reading.isTimedByArrival && reading.health == DeviceHealth(batteryPercent: 87, millivolts: 3000))
        #expect(reading.environment?[.humidity] == 4000)
        #expect(try Self.sample.device() == "yard")
        #expect(try Self.sample.with(#"{"noise":45.1}"#).reading().momentary?.level == level(45.1))
        #expect(try Self.sample.with("noise-is", "LAeq").with("interval", "1s").reading().LAeq == level(45.12))
        #expect(try Self.sample.readings(retained: true).isEmpty)
    }

    @Test("last_seen is its time", arguments: [#""2026-06-07T01:00:00.000Z""#, "1780794000000"])
    func times(seen: String) throws {
        let sample = Self.sample.with("{\"noise\":45,\"last_seen\":\(seen)}")
        #expect(try sample.reading(retained: true).end == time("2026-06-07T01:00:00Z"))
        #expect(try !sample.reading().isTimedByArrival)
    }

    @Test("a word is no level, and what has nothing of interest says only that the device was heard")
    func words() throws {
        #expect(try Self.sample.with(#"{"noise_level":"silent"}"#).rejected().detail.contains("is a word"))
        #expect(try Self.sample.with(#"{"noise":"lively"}"#).rejected().reason == .invalidValue)
        let partial = try Self.sample.with(#"{"noise_level":"noisy","temperature":20}"#).decoded()
        #expect(partial.messages.flatMap(\.readings).count == 1 && partial.rejected?.reason == .impossibleLevel)
        #expect(try Self.sample.with(#"{"state":"ON","brightness":40}"#).messages().map(\.readings) == [[]])
        #expect(try Self.sample.with(#"{"noise":null}"#).messages().map(\.readings) == [[]])
        #expect(try Self.sample.with("[]").rejected().reason == .invalidValue)
    }

    @Test("availability is the device's state")
    func availability() throws {
        var sample = Self.sample.with(#"{"state":"offline"}"#)
        sample.topic = "zigbee2mqtt/yard/availability"
        #expect(try sample.messages(retained: true).map(\.state) == [.offline])
        #expect(try sample.with("online").messages().map(\.state) == [.online])
        #expect(try sample.with(#"{"state":"asleep"}"#).rejected().reason == .invalidValue)
    }
}

@Suite("The bridge of the AR844")
struct AR844Tests {
    static let sample = MakeSample(
        "ar844",
        zone: .fixed(name: "x", offset: 8 * 3600),
        topic: "tele/pi/ar844/data",
        #"{"time":"2024-01-01T12:00:00Z","avg":52.3,"min":45.0,"max":70.1,"weight":"A"}"#
    )

    @Test("the time is local although a Z stands behind it, and the arithmetic mean is no LAeq without the plan's word")
    func values() throws {
        let refused = try Self.sample.rejected()
        #expect(refused.reason == .missingField && refused.detail.contains("average-is: LAeq"))
        let fast = try Self.sample.with("time-weighting", "fast").reading()
        #expect(try fast.LAFmax == level(70.1) && fast.LAFmin == level(45) && fast.LAeq == nil)
        #expect(try fast.end == time("2024-01-01T12:00:00+08:00") && !fast.isTimedByArrival)
        let average = try Self.sample.with("average-is", "LAeq").with("interval", "10s").reading()
        #expect(try average.LAeq == level(52.3) && average.LAFmax == nil && average.duration == .seconds(10))
        let named = try Self.sample.with("average-is", "LAeq").with("zone", "Europe/Berlin").reading()
        #expect(try named.end == time("2024-01-01T11:00:00Z"))
        let decoder = try Self.sample.made()
        #expect(decoder.notes(on: [UInt8]().span, of: MessageContext(topic: "", receivedAt: arrival)).count == 1)
    }

    @Test("C-weighted levels are not taken for A, and what is missing is named")
    func weights() throws {
        let sample = Self.sample.with("average-is", "LAeq").with("time-weighting", "fast")
            .with(#"{"time":"2024-01-01T12:00:00Z","avg":52.3,"min":45.0,"max":70.1,"weight":"C"}"#)
        let reading = try sample.reading()
        #expect(try reading.LCeq == level(52.3) && reading.LAeq == nil && reading.LAFmax == nil)
        for text in [
            #"{"avg":5,"weight":"A"}"#, #"{"time":"2024-01-01T12:00:00Z","avg":5}"#,
            #"{"time":"2024-01-01","avg":5,"weight":"A"}"#,
            #"{"time":"2024-01-01T12:00:00Z","avg":5,"weight":"Q"}"#,
            #"{"time":"2024-01-01T12:00:00+08:00","avg":5,"weight":"A"}"#,
        ] {
            #expect(try sample.with(text).decoded().messages.isEmpty, "\(text)")
        }
    }
}

@Suite("Airthings")
struct AirthingsTests {
    static let sample = MakeSample(
        "airthings",
        topics: ["airthings/+"],
        topic: "airthings/hall",
        #"{"recorded":"2024-01-03T08:09:05Z","soundLevelA":26,"temp":21.2,"pressure":1013.2,"sensorUnits":{"soundLevelA":"dbspl","temp":"c","pressure":"hpa"}}"#
    )

    @Test("an A-weighted level of a moment at the device's own time")
    func values() throws {
        let reading = try Self.sample.reading()
        #expect(try reading.momentary == MomentaryLevel(level(26), frequency: .A, time: nil) && reading.LAeq == nil)
        #expect(try reading.end == time("2024-01-03T08:09:05Z") && reading.environment?[.pressure] == 101_320)
        #expect(try Self.sample.device() == "hall")
        #expect(try Self.sample.with(#"{"serialNumber":"2960000001","soundLevelA":26}"#).device() == "2960000001")
        #expect(try Self.sample.with("sound-is", "LAeq").with("interval", "150s").reading().LAeq == level(26))
    }

    @Test("a unit that is not known, or no level, is refused")
    func refused() throws {
        let unit = #"{"soundLevelA":26,"sensorUnits":{"soundLevelA":"pct2"}}"#
        #expect(try Self.sample.with(unit).rejected().reason == .invalidValue)
        #expect(try Self.sample.with(#"{"co2":400}"#).rejected().reason == .missingField)
        #expect(try Self.sample.with(#"{"recorded":5,"soundLevelA":26}"#).rejected().reason == .invalidValue)
    }
}
