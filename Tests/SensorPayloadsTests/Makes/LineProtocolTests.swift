import Acoustics
import EventTime
import Readings
import SensorPayloads
import Testing

@Suite("Influx line protocol")
struct LineProtocolTests {
    /// Constructed from DNMS's code.
    static let dnms = MakeSample(
        "influx",
        topics: ["dnms/+"],
        topic: "dnms/esp8266-1234567",
        "dnms,node=esp8266-1234567 DNMS_noise_LAeq=52.31,DNMS_noise_LA_min=44.10,DNMS_noise_LA_max=70.20,samples=1,"
            + "interval=150000,signal=-61 1722160000000000000\n"
    )

    @Test("a DNMS gives LAeq over its interval; its highest level is LAFmax only where the plan says fast")
    func dnms() throws {
        let reading = try Self.dnms.reading()
        #expect(try reading.LAeq == level(52.31) && reading.LAFmax == nil && reading.LAFmin == nil)
        #expect(reading.duration == .milliseconds(150_000) && reading.end == Instant(milliseconds: 1_722_160_000_000))
        #expect(!reading.isTimedByArrival && reading.exclusion == nil && reading.momentary == nil)
        #expect(try Self.dnms.device() == "esp8266-1234567")
        let fast = try Self.dnms.with("time-weighting", "fast").reading()
        #expect(try fast.LAFmax == level(70.2) && fast.LAFmin == level(44.1))
        #expect(try Self.dnms.with("interval", "60s").reading().duration == .minutes(1))
    }

    @Test("-1 is no value, and bands and the Z-weighted level are not taken for LAeq")
    func absent() throws {
        let line =
            "dnms,node=n DNMS_noise_LAeq=-1.00,DNMS_noise_LZeq=80.1,DNMS_noise_LAeq20=30,DNMS_noise_LAeq_2nd=40 1722160000000000000"
        #expect(try Self.dnms.with(line).messages().map(\.readings) == [[]])
        #expect(
            try Self.dnms.with("dnms,node=n DNMS_noise_LAeq=nan 1722160000000000000").messages().map(\.readings) == [[]]
        )
        let impossible = try Self.dnms.with("dnms,node=n DNMS_noise_LAeq=-2 1722160000000000000").rejected()
        #expect(impossible.reason == .invalidValue && impossible.detail.contains("line 1, DNMS_noise_LAeq"))
    }

    @Test("several lines are several readings; those of one device and time are one")
    func lines() throws {
        let text = """
            # a comment
            m,host=a laeq=50 1000000000000000000
            m,host=a battery=90i 1000000000000000000\r

            m,host=b laeq=51,on=t,x="q\\"u,o te" 2000000000000000000
            """
        let sample = Self.dnms.with("device", .section(["tag": "host"])).with(text)
        let messages = try sample.messages()
        #expect(messages.map { "\($0.device)" } == ["a", "b"] && messages.map(\.readings.count) == [1, 1])
        #expect(messages[0].readings[0].health?.batteryPercent == 90)
        #expect(messages[0].readings[0].end == Instant(milliseconds: 1_000_000_000_000))
        let other = try Self.dnms.with("measurements", "dnms").with("m,node=a laeq=50 1").messages()
        #expect(other.isEmpty)
    }

    @Test("escapes take away the meaning of commas, blanks and equals signs")
    func escapes() throws {
        let line = #"my\ mea\,sure,no\=de=a\ b\,c,path=C:\x the\ level=61.5,s="a b=c,d \" \\" 1722160000000000000"#
        let sample = Self.dnms.with("device", .section(["tag": "no=de"])).with(
            "values",
            .section(["the level": "LAeq"])
        )
        #expect(try sample.with(line).reading().LAeq == level(61.5))
        #expect(try sample.with(line).device() == "a b,c")
    }

    @Test("without a time the line is timed by its arrival, and a retained one gives nothing")
    func arrivals() throws {
        let sample = Self.dnms.with("dnms,node=n DNMS_noise_LAeq=50")
        #expect(try sample.reading().isTimedByArrival && sample.reading().end == arrival)
        #expect(try sample.readings(retained: true).isEmpty)
        #expect(
            try Self.dnms.with("time-unit", "s").with("dnms DNMS_noise_LAeq=50 1722160000").reading().end
                == Instant(milliseconds: 1_722_160_000_000)
        )
    }

    @Test(
        "what is no line is refused with its byte",
        arguments: [
            "", "\n\n", "# only", "dnms", "dnms ", "dnms,node DNMS_noise_LAeq=5", "dnms,node= x=5", ",a=b x=5",
            "dnms x",
            "dnms x=", "dnms x=1,", "dnms x=1 2 3", "dnms x=1 1.5", "dnms x=1 now", "dnms x=\"a", "dnms x=0x10",
            "dnms x=1e", "{\"noise_LAeq\":5}", "dnms\tx=1",
        ]
    )
    func refused(text: String) throws {
        #expect(try Self.dnms.with(text).rejected().reason == .malformed)
    }

    @Test("a bad line is left out, and the others are kept")
    func partial() throws {
        let decoded = try Self.dnms.with("dnms,node=n noise_LAeq=50 1722160000000000000\nbroken\n").decoded()
        #expect(decoded.messages.flatMap(\.readings).count == 1 && decoded.rejected?.reason == .impossibleLevel)
        #expect(decoded.rejected?.detail.contains("line 2, byte 7") == true)
    }

    @Test("options that cannot be are named")
    func options() throws {
        let found = try faults(
            "influx",
            ["time-unit": "h", "values": .section(["x": "loud"]), "measurements": .section([:])]
        )
        #expect(try faults("influx", ["interval": .section(["pointer": "/x"])]) == ["interval"])
        #expect(Set(found) == ["time-unit", "values.x", "measurements"])
    }
}
