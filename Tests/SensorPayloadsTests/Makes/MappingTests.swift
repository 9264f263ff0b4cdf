import Acoustics
import EventTime
import Readings
import SensorPayloads
import Testing

@Suite("JSON by what the plan says of it")
struct MappingTests {
    private static let box = MakeSample(
        "json",
        topics: ["box/+/up"],
        [
            "values": .section([
                "/la/avg": "LAeq", "/la/max": .section(["quantity": "LAFmax", "scale": "0.1"]),
                "/t": .section(["quantity": "temperature", "unit": "°F"]),
            ]),
            "time": .section(["pointer": "/ts", "format": "ms"]), "interval": "1min",
        ],
        topic: "box/7/up",
        #"{"ts":1780794060000,"la":{"avg":"52.31","max":701},"t":72.5,"other":[1,{"x":null}]}"#
    )

    @Test("pointers, scale, unit and time give a reading of the device that the topic names")
    func values() throws {
        let reading = try Self.box.reading()
        #expect(try reading.LAeq == level(52.31) && reading.LAFmax == level(70.1))
        #expect(reading.environment?[.temperature] == 2250)
        #expect(reading.end == Instant(milliseconds: 1_780_794_060_000) && reading.duration == .minutes(1))
        #expect(!reading.isTimedByArrival && reading.exclusion == nil)
        #expect(try Self.box.device() == "7")
    }

    @Test("without a time it is timed by its arrival, and a retained one gives nothing")
    func arrivals() throws {
        let sample = Self.box.with("time", "/ts").with(#"{"la":{"avg":50}}"#)
        #expect(try sample.rejected().detail.contains("no time at /ts"))
        var timeless = Self.box.with(#"{"la":{"avg":50}}"#)
        timeless.options["time"] = nil
        let reading = try timeless.reading()
        #expect(reading.isTimedByArrival && reading.end == arrival && reading.duration == .minutes(1))
        #expect(try timeless.messages(retained: true).isEmpty)
        #expect(try Self.box.readings(retained: true).count == 1)
    }

    @Test("without an interval its length is unknown, and it enters no level")
    func lengths() throws {
        var sample = Self.box
        sample.options["interval"] = nil
        #expect(try sample.reading().exclusion == .noLength)
        sample.options["interval"] = .section(["pointer": "/dur", "unit": "s"])
        #expect(try sample.rejected().detail.contains("no interval at /dur"))
        let timed = sample.with(#"{"ts":1780794060000,"dur":2.5,"la":{"avg":50}}"#)
        #expect(try timed.reading().duration == .milliseconds(2500))
        #expect(try sample.with(#"{"ts":1780794060000,"dur":0,"la":{"avg":50}}"#).decoded().messages.isEmpty)
        let start = timed.with("time", .section(["pointer": "/ts", "format": "ms", "is": "start"]))
        #expect(try start.reading().start == Instant(milliseconds: 1_780_794_060_000))
    }

    @Test(
        "times are read in the form that the plan states",
        arguments: [
            ("auto", #""2026-06-07T09:00:00+08:00""#), ("auto", "1780794000"), ("auto", "1780794000000"),
            ("auto", "1780794000000000"), ("auto", "1780794000000000000"), ("auto", #""1780794000""#),
            ("rfc3339", #""2026-06-07T01:00:00.000Z""#), ("s", "1780794000"), ("s", "1780794000.000"),
            ("us", "1780794000000000"), ("ns", "1780794000000000000"), ("epoch", "1780794000"),
            ("yyyy-MM-dd HH:mm:ss", #""2026-06-07 09:00:00""#), ("yyyyMMddHHmmss", #""20260607090000""#),
            ("yyyyMMddHHmmssSSS", #""20260607090000000""#), ("dd/MM/yyyyTHH:mm:ssXXX", #""07/06/2026T01:00:00UTC""#),
            ("yyyy-MM-ddTHH:mm:ss'Z'", #""2026-06-07T09:00:00Z""#),
            ("yyyy-MM-dd HH:mmXXX", #""2026-06-07 10:00+0900""#),
        ]
    )
    func times(form: String, text: String) throws {
        var sample = Self.box.with("time", .section(["pointer": "/ts", "format": .text(form), "zone": "+08:00"]))
        sample = sample.with("{\"ts\":\(text),\"la\":{\"avg\":50}}")
        #expect(try sample.reading().end == time("2026-06-07T09:00:00+08:00"))
    }

    @Test(
        "what is no such time is refused",
        arguments: [
            ("s", "-1"), ("s", "1e300"), ("ns", "9e99"), ("auto", "true"), ("auto", "null"), ("auto", "[]"),
            ("rfc3339", "1780794000"), ("rfc3339", #""2026-06-07 09:00:00""#), ("yyyyMMddHHmmss", #""2026060709000""#),
            ("yyyyMMddHHmmss", #""202606070900000""#), ("yyyyMMddHHmmss", #""20260632090000""#),
            ("yyyyMMddHHmmss", #""20260607240000""#), ("yyyyMMddHHmmss", "20260607090000"),
        ]
    )
    func noTimes(form: String, text: String) throws {
        let sample = Self.box.with("time", .section(["pointer": "/ts", "format": .text(form)]))
            .with("{\"ts\":\(text),\"la\":{\"avg\":50}}")
        #expect(try sample.rejected().reason == .invalidValue)
    }

    @Test("local times are on the clock of the plan unless the option names another")
    func zones() throws {
        var sample = Self.box.with("time", .section(["pointer": "/ts", "format": "yyyy-MM-dd HH:mm:ss"]))
            .with(#"{"ts":"2026-06-07 09:00:00","la":{"avg":50}}"#)
        sample.zone = .fixed(name: "x", offset: 3600)
        #expect(try sample.reading().end == time("2026-06-07T09:00:00+01:00"))
        let named = DecoderOption.section([
            "pointer": "/ts", "format": "yyyy-MM-dd HH:mm:ss", "zone": "Asia/Shanghai",
        ])
        #expect(try sample.with("time", named).reading().end == time("2026-06-07T09:00:00+08:00"))
    }

    @Test("a message of several records gives a reading of each, of the devices that they name")
    func records() throws {
        let sample = MakeSample(
            "json",
            topics: ["hub"],
            [
                "items": "/data", "device": .section(["pointer": "/dev"]), "time": "/t",
                "values": .section(["/v": .section(["quantity": "LA", "none": .list(["-1", "999999"])])]),
            ],
            topic: "hub",
            #"{"data":[{"dev":"a","t":1780794000,"v":50},{"dev":8,"t":1780794001,"v":-1.0},{"dev":"a","t":1780794002,"v":51}]}"#
        )
        let messages = try sample.messages()
        #expect(messages.map { "\($0.device)" } == ["a", "8"] && messages.map(\.readings.count) == [2, 0])
        let first = try #require(messages.first?.readings.first)
        #expect(try first.momentary == MomentaryLevel(level(50), frequency: .A, time: nil) && first.LAeq == nil)
        #expect(try sample.with(#"{"data":[{"t":1,"v":5}]}"#).rejected().detail.contains("no device at /dev"))
        #expect(try sample.with(#"{"data":[]}"#).messages().isEmpty)
        let many = (0...3600).map { "{\"dev\":\"a\",\"t\":\($0),\"v\":5}" }.joined(separator: ",")
        #expect(try sample.with("{\"data\":[\(many.prefix(60_000))").rejected().reason == .malformed)
    }

    @Test("one value that cannot be is left out with its place, and the rest is kept")
    func partial() throws {
        let decoded = try Self.box.with(#"{"ts":1780794060000,"la":{"avg":52,"max":5000},"t":"warm"}"#).decoded()
        guard case .partly(let messages, let rejected) = decoded else {
            Issue.record("\(decoded)")
            return
        }
        #expect(try messages[0].readings[0].LAeq == level(52) && messages[0].readings[0].LAFmax == nil)
        #expect(rejected.reason == .impossibleLevel)
        #expect(rejected.detail.contains("la.max: 5000 cannot be LAFmax; expected 0 to 160 dB"))
        #expect(rejected.detail.contains("t: \"warm\" is no number; expected -90 to 70 °C"))
        let none = Self.box.with(#"{"ts":1780794060000,"la":{"avg":"nan","max":null}}"#)
        #expect(try none.messages().map(\.readings) == [[]])
        #expect(try Self.box.with(#"{"ts":1780794060000,"x":1}"#).rejected().reason == .missingField)
        #expect(
            try Self.box.with(#"{"ts":1780794060000,"la":{"avg":{"value":"48","unit":"dB"}}}"#).reading().LAeq
                == level(48)
        )
    }

    @Test("names that are known need no plan, and a bare noise is no level")
    func names() throws {
        let sample = MakeSample("json", topics: ["m/+"], ["interval": "1s"], topic: "m/1", "")
        let known = try sample.with(
            #"{"LAeq":50,"LAF":51,"LCpeak":90,"temp":21.5,"battery":87,"LAmax":66,"noise":40,"L90":41}"#
        ).reading()
        #expect(try known.LAeq == level(50) && known.momentary?.name == "LAF" && known.LCpeak == level(90))
        #expect(known.LAFmax == nil && known.health?.batteryPercent == 87)
        #expect(try known.percentiles?.L90 == level(41))
        let fast = sample.with("time-weighting", "fast")
        #expect(try fast.with(#"{"LAmax":66,"la":50}"#).reading().LAFmax == level(66))
        #expect(try fast.with(#"{"la":50}"#).reading().momentary?.name == "LAF")
        #expect(try sample.with(#"{"values":{"noise_LAeq":"52.3"}}"#).reading().LAeq == level(52.3))
        for text in [#"{"noise":40}"#, #"{"SonoffSC":{"Noise":30}}"#, #"{"decibels":44}"#, "[]", "{}", "7"] {
            #expect(try sample.with(text).decoded().messages.flatMap(\.readings).isEmpty)
        }
    }

    @Test("all that is wrong with the options is named with its place")
    func options() throws {
        let found = try faults(
            "json",
            [
                "values": .section([
                    "la": "LAeq", "/x": "Leq", "/y": .section(["quantity": "LAeq", "unit": "phon", "scal": "1"]),
                    "/SonoffSC/Noise": "LA", "/z": .list([]), "/w": .section(["scale": "much"]),
                ]),
                "time": .section(["format": "yy", "zone": "Mars/Base"]), "interval": "9days",
                "device": .section(["pointer": "dev"]), "items": "data", "constants": .section(["battery": "101"]),
                "time-weighting": "quick",
            ]
        )
        let expected = [
            "device.pointer", "interval", "time-weighting", "values./SonoffSC/Noise", "values./w.scale",
            "values./w.quantity",
            "values./x", "values./y.unit", "values./y.scal", "values./z", "values.la", "time.zone", "time.format",
            "items", "constants.battery",
        ]
        #expect(Set(found) == Set(expected) && found.count == expected.count, "\(found)")
    }

    @Test("JSON Pointers are those of RFC 6901")
    func pointers() throws {
        let text =
            ##"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8,"01":{"0":9}}"##
        for (pointer, value) in [
            ("/a~1b", 1), ("/c%d", 2), ("/e^f", 3), ("/g|h", 4), ("/i\\j", 5), ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8),
            ("/01/0", 9), ("/", 0),
        ] {
            let sample = MakeSample("json", ["values": .section([pointer: "LA"])], topic: "m", text)
            #expect(try sample.reading().momentary?.level == level(Double(value)), "\(pointer)")
        }
        for pointer in ["/foo/2", "/foo/-", "/foo/01", "/foo/bar", "/foo/0/x", "/g", "/foo/99999999999999999999"] {
            let sample = MakeSample("json", ["values": .section([pointer: "LA"])], topic: "m", text)
            #expect(try sample.rejected().reason == .missingField, "\(pointer)")
        }
        for pointer in ["foo", "/a~2", "/a~"] {
            #expect(try faults("json", ["values": .section([pointer: "LA"])]).count == 1)
        }
    }

    @Test("a unit is converted exactly and rounded once")
    func units() throws {
        for (quantity, unit, value, expected) in [
            ("temperature", "K", "300.15", 2700), ("temperature", "°F", "-40", -4000),
            ("pressure", "kPa", "101.325", 101_325),
            ("pressure", "Pa", "101325", 101_325), ("humidity", "1", "0.455", 4550), ("PM2.5", "mg/m3", "0.0255", 2550),
        ] {
            let rule = DecoderOption.section(["quantity": .text(quantity), "unit": .text(unit)])
            let sample = MakeSample("json", ["values": .section(["/x": rule])], topic: "m", "{\"x\":\(value)}")
            let name = try #require(EnvironmentQuantity(rawValue: quantity))
            #expect(try sample.reading().environment?[name] == expected, "\(quantity) \(unit)")
        }
        let wind = DecoderOption.section(["quantity": "wind", "unit": "km/h"])
        let sample = MakeSample("json", ["values": .section(["/x": wind])], topic: "m", #"{"x":18.09}"#)
        // 5.025 m/s lies between two hundredths; the even one is taken.
        #expect(try sample.reading().weather?.windHundredths == 502)
        let shifted = DecoderOption.section(["quantity": "LA", "scale": "0.5", "offset": "-3.25"])
        let level = MakeSample("json", ["values": .section(["/x": shifted])], topic: "m", #"{"x":101}"#)
        #expect(try level.reading().momentary?.level == Level(decibels: 47.25))
    }
}
