import Acoustics
import EventTime
import Readings
import SensorPayloads
import TestSupport
import Testing

@Suite("HJ 212: from a message to readings")
struct HJ212DecoderTests {
    private static let topic = "hj212/\(HJ212Samples.station)"

    private func decode(
        _ payload: [UInt8],
        _ options: [String: String] = [:],
        topic: String = topic
    ) throws -> DecodedPayload {
        try HJ212Decoder().with(options).decode(topic: topic, payload: payload, receivedAt: arrival)
    }

    /// The only reading of a message that is taken whole.
    private func reading(_ payload: [UInt8], _ options: [String: String] = [:]) throws -> Reading {
        guard case .readings(let messages) = try decode(payload, options) else { throw HJ212Samples.NotAnError() }
        #expect(messages.map(\.device) == [.device(HJ212Samples.station)])
        try #require(messages.count == 1 && messages[0].readings.count == 1)
        return messages[0].readings[0]
    }

    @Test("LA-Rtd is a level of a moment, and never an LAeq")
    func momentary() throws {
        let packet = HJ212Samples.cp("DataTime=20240601085857;LA-Rtd=66.8,LA-Flag=N;a01007-Rtd=3.456;a01001-Rtd=13.5")
        let plain = try reading(packet)
        let level = try #require(Level(tenths: 668))
        #expect(plain.momentary == MomentaryLevel(level, frequency: .A, time: nil) && plain.LAeq == nil)
        #expect(try plain.start == HJ212Samples.time("2024-06-01T08:58:57") && plain.duration == .zero)
        #expect(plain.weather?.windHundredths == 346 && plain.mark == .normal && !plain.historical)
        let fast = try reading(packet, ["time-weighting": "fast"])
        #expect(fast.momentary?.name == "LAF" && fast.LAFmax == nil)
        #expect(plain.exclusion == .noLAeq)
    }

    @Test("a minute of 2025 is a reading of a minute")
    func minute() throws {
        let content =
            "DataTime=20240601085700;L5-Data=58.2;L10-Data=56.4;L50-Data=51.0;L90-Data=47.3;L95-Data=46.8;Leq-Data=53.1;"
            + "LMx-Data=66.0;LMn-Data=45.2"
        let minute = try reading(HJ212Samples.command(2051, content, flag: 9), ["time-weighting": "fast"])
        #expect(minute.duration == .minutes(1) && minute.LAeq == Level(tenths: 531) && minute.exclusion == nil)
        #expect(minute.LAFmax == Level(tenths: 660) && minute.LAFmin == Level(tenths: 452) && !minute.historical)
        #expect(
            minute.percentiles
                == Percentiles(
                    L5: Level(tenths: 582),
                    L10: Level(tenths: 564),
                    L50: Level(tenths: 510),
                    L90: Level(tenths: 473),
                    L95: Level(tenths: 468)
                )
        )
        #expect(try reading(HJ212Samples.command(2051, content, flag: 9)).LAFmax == nil)
        // Before 2025 nobody knows how long it is, unless the plan says it.
        let unknown = try reading(HJ212Samples.command(2051, content, flag: 5))
        #expect(unknown.duration == .zero && unknown.historical && unknown.exclusion == .noLength)
        let known = try reading(HJ212Samples.command(2051, content, flag: 5), ["minute-period": "10min"])
        #expect(known.duration == .minutes(10) && !known.historical)
    }

    @Test("hours, days, single measurements, what is sent again, and Leq-Rtd")
    func others() throws {
        let hour = try reading(HJ212Samples.command(2061, "DataTime=20240601070000;Leq-Data=53.1"))
        #expect(hour.duration == .hours(1) && !hour.historical)
        let day = try reading(
            HJ212Samples.command(2031, "DataTime=20240531000000;Leq-Data=53;Leq-DayData=55;Ld-Data=55")
        )
        #expect(day.duration == .hours(24) && day.LAeq == Level(tenths: 530))
        let single = try reading(HJ212Samples.command(2052, "DataTime=20240601080000;Leq-Data=53", flag: 9))
        #expect(single.duration == .zero && single.LAeq == Level(tenths: 530) && single.historical)
        let again = try reading(
            HJ212Samples.packet(
                "CN=2061;MN=\(HJ212Samples.station);Flag=9;RF=1;CP=&&DataTime=20240601070000;Leq-Data=50&&"
            )
        )
        #expect(again.historical)
        let packet = HJ212Samples.cp("DataTime=20240601085857;Leq-Rtd=50")
        #expect(try reading(packet).duration == .zero)
        let span = try reading(packet, ["leq-span": "30s"])
        #expect(try span.duration == .seconds(30) && span.end == HJ212Samples.time("2024-06-01T08:58:57"))
        #expect(span.LAeq == Level(tenths: 500))
    }

    @Test("marks keep a level out, and it is seen")
    func marks() throws {
        for (sign, mark) in [("D", DataMark.fault), ("T", .over), ("C", .calibration), ("F", .fault), ("B", .fault)] {
            let reading = try reading(HJ212Samples.cp("DataTime=20240601085857;LA-Rtd=66.8,LA-Flag=\(sign)"))
            #expect(reading.mark == mark && reading.momentary?.level == Level(tenths: 668))
        }
        let mixed = try reading(HJ212Samples.cp("DataTime=20240601085857;LA-Rtd=66.8,LA-Flag=N;Leq-Rtd=50,Leq-Flag=D"))
        #expect(mixed.mark == .normal && mixed.LAeq == nil && mixed.momentary != nil)
    }

    @Test("noise of unknown weighting is taken only with the option, and the reason says so")
    func weighting() throws {
        let packet = HJ212Samples.cp("DataTime=20240601085857;NOIS-Rtd=45.2,NOIS=N")
        let rejected = try #require(decode(packet).rejected)
        #expect(rejected.reason == .missingField && rejected.detail.contains("NOIS-Rtd"))
        #expect(rejected.detail.contains("frequency-weighting: A") && rejected.decoder == "hj212")
        #expect(try reading(packet, ["frequency-weighting": "A"]).momentary?.name == "LA")
        let wind = try decode(HJ212Samples.cp("DataTime=20240601085857;NOIS-Rtd=45.2;WS-Rtd=1"))
        #expect(
            wind.rejected?.reason == .impossibleLevel && wind.message?.readings.first?.weather?.windHundredths == 100
        )
        // Of a station whose instrument does not answer nothing is missing.
        let silent = try decode(HJ212Samples.cp("DataTime=20240601085857;a50001-Rtd=0.00,a50001-Flag=B"))
        #expect(silent.rejected == nil && silent.message?.readings == [])
    }

    @Test("several packets of several devices; a damaged one leaves the others")
    func several() throws {
        let one = HJ212Samples.cp("DataTime=20240601085857;LA-Rtd=50")
        let next = HJ212Samples.cp("DataTime=20240601085858;LA-Rtd=51")
        let other = HJ212Samples.cp("DataTime=20240601085858;LA-Rtd=52", head: "CN=2011;MN=zx00001;")
        let heartbeat = HJ212Samples.packet("CN=9015;MN=B1;Flag=9;CP=&&&&")
        let whole = try decode(one + other + next + heartbeat)
        #expect(whole.rejected == nil)
        #expect(whole.messages.map(\.device) == [.device(HJ212Samples.station), .device("ZX00001"), .device("B1")])
        #expect(whole.messages.map(\.readings.count) == [2, 1, 0])
        var broken = one
        broken[80] ^= 1
        let partly = try decode(broken + next)
        #expect(partly.message?.readings.count == 1 && partly.rejected?.reason == .impossibleLevel)
        #expect(
            partly.rejected?.payload == broken + next && partly.rejected?.detail.contains("the check must be") == true
        )
        let none = try decode(broken + broken + broken + broken)
        #expect(none.messages.isEmpty && none.rejected?.reason == .malformed)
        #expect(none.rejected?.detail.hasSuffix("; and 1 more") == true)
        #expect(try decode(broken + heartbeat).rejected?.reason == .malformed)
    }

    @Test("a device is the MN in capitals, or the topic's last level where there is none")
    func devices() throws {
        let packet = HJ212Samples.cp("DataTime=20240601085857;LA-Rtd=50", head: "CN=2011;MN=;")
        #expect(try decode(packet, topic: "hj212/ab12").message?.device == .device("AB12"))
        let rejected = try #require(decode(packet, topic: "stations/east").rejected)
        #expect(rejected.reason == .missingField && rejected.detail.contains("MN is empty"))
        let decoder = HJ212Decoder()
        #expect(decoder.device(of: "hj212/ab12") == .device("AB12") && decoder.device(of: "hj212/a/b") == nil)
        #expect(decoder.device(of: "noise/1") == nil && decoder.device(of: "hj212/") == nil)
        #expect(decoder.deviceID("010000a8900016f000169dc0") == HJ212Samples.station)
        for text in ["", "a b", "a/b", String(repeating: "A", count: 65)] { #expect(decoder.deviceID(text) == nil) }
        #expect(
            PayloadDecoders.named("hj212") != nil && !decoder.isAlwaysOn && decoder.topics.map(\.text) == ["hj212/+"]
        )
    }

    @Test("pressure and temperature that cannot be are no loss of a reading; wind is")
    func unused() throws {
        let other = HJ212Samples.cp("DataTime=20240601085857;LA-Rtd=50;a01006-Rtd=1004.0;a01001-Rtd=999")
        #expect(try decode(other).rejected == nil && reading(other).environment == nil)
        let context = try MessageContext(topic: "hj212/a", receivedAt: HJ212Samples.time("2024-06-01T09:00:00"))
        #expect(HJ212Decoder().notes(on: other.span, of: context).count == 2)
        let wind = try decode(HJ212Samples.cp("DataTime=20240601085857;LA-Rtd=50;a01007-Rtd=999"))
        #expect(wind.rejected?.reason == .impossibleLevel && wind.message?.readings.count == 1)
    }

    @Test("the air is kept in its own units, dust with the option")
    func air() throws {
        let packet = HJ212Samples.cp(
            "DataTime=20240601085857;LA-Rtd=50;a01001-Rtd=-0.125;a01002-Avg=43.8,a01002-Max=99;a01006-Rtd=101.02;"
                + "a01008-Rtd=30.25;a34001-Rtd=0.132;a34002-Rtd=0.03,a34002-Flag=D;a34004-Rtd=25"
        )
        func values(_ options: [String: String] = [:]) throws -> [EnvironmentQuantity: Int] {
            let air = try #require(reading(packet, options).environment)
            return Dictionary(uniqueKeysWithValues: air.values.map { ($0.quantity, $0.value) })
        }
        let known: [EnvironmentQuantity: Int] = [
            .temperature: -12, .humidity: 4380, .pressure: 101_020, .windDirection: 302,
        ]
        #expect(try values() == known)
        #expect(
            try values(["dust-unit": "mg/m3"]) == known.merging([.TSP: 13_200, .PM2_5: 2_500_000]) { $1 }
        )
        #expect(try values(["dust-unit": "ug/m3"]) == known.merging([.TSP: 13, .PM2_5: 2500]) { $1 })
        let context = try MessageContext(topic: "hj212/a", receivedAt: HJ212Samples.time("2024-06-01T09:00:00"))
        let notes = HJ212Decoder().notes(on: packet.span, of: context)
        #expect(
            notes.count == 2 && notes[0].hasPrefix("a34001-Rtd is not stored") && notes[1].contains("dust-unit: ug/m3")
        )
        #expect(try HJ212Decoder().with(["dust-unit": "mg/m3"]).notes(on: packet.span, of: context).isEmpty)
        let none = try decode(HJ212Samples.cp("DataTime=20240601085857;a34004-Rtd=25"))
        #expect(none.rejected == nil && none.message?.readings == [])
        let only = try #require(
            decode(HJ212Samples.cp("DataTime=20240601085857;a01001-Rtd=25")).message?.readings.first
        )
        #expect(only.environment?[.temperature] == 2500 && only.lack == .noLAeq && !only.isEmpty)
    }

    @Test(
        "pressure of a station that sends hPa or Pa",
        arguments: [("kPa", "100.4"), ("hPa", "1004.0"), ("Pa", "100400")]
    )
    func pressure(unit: String, text: String) throws {
        let packet = HJ212Samples.cp("DataTime=20240601085857;LA-Rtd=50;a01006-Rtd=\(text)")
        #expect(try reading(packet, ["pressure-unit": unit]).environment?[.pressure] == 100_400)
        let other = unit == "Pa" ? "kPa" : "Pa"
        #expect(try reading(packet, ["pressure-unit": other]).environment == nil)
    }

    @Test("the largest wind counts, half to even")
    func wind() throws {
        for (content, wind) in [
            ("a01007-Min=0.1,a01007-Avg=1.2,a01007-Max=5.3", 530), ("a01007-Rtd=0.125", 12), ("a01007-Rtd=0.135", 14),
            ("a01007-Rtd=0.126", 13), ("a01007-Rtd=100", 10_000),
        ] {
            let packet = HJ212Samples.cp("DataTime=20240601085857;LA-Rtd=50;\(content)")
            #expect(try reading(packet).weather?.windHundredths == wind)
        }
        #expect(try reading(HJ212Samples.cp("DataTime=20240601085857;LA-Rtd=50;a01007-Rtd=101")).weather == nil)
        #expect(
            try reading(HJ212Samples.cp("DataTime=20240601085857;LA-Rtd=50;a01007-Rtd=5,a01007-Flag=D")).weather == nil
        )
    }

    @Test("encrypted packets with the keys that are given, and the reason without")
    func encrypted() throws {
        let plain = HJ212Samples.command(2051, "DataTime=20240601085700;Leq-Data=53.1", flag: 9)
        let cipher = try SM4Cipher.ofStandard()
        let packet = try HJ212Encoder.packet(HJ212Samples.frame(plain).segment, cipher: cipher)
        let decoder = HJ212Decoder(ciphers: { $0 == HJ212Samples.station ? [cipher] : [] })
        let decoded = decoder.decode(topic: Self.topic, payload: packet, receivedAt: arrival)
        #expect(try decoded.message?.readings == [reading(plain)])
        #expect(try decode(packet).rejected?.detail.contains("no key for this device") == true)
        #expect(try decode(packet).rejected?.detail.contains("zq9Xk7") == false)
    }

    @Test("options that cannot be are named with what was expected")
    func options() throws {
        for (option, value, says) in [
            ("edition", "2018", "2005, 2017, 2025"), ("ld-is", "x", "day, night"),
            ("frequency-weighting", "B", "a, c, z"),
            ("time-weighting", "F", "fast, impulse, slow"), ("la-avg-is", "yes", "laeq"), ("la-data-is", "", "laeq"),
            ("leq-span", "30", "30s"), ("leq-span", "0s", "30s"), ("minute-period", "61min", "10min"),
            ("minute-period", "99999s", "10min"), ("names", "129", "129=a01007"), ("names", "x-y=LA", "129=a01007"),
            ("names", "x=nothing", "129=a01007"), ("dust-unit", "g/m3", "mg/m3, ug/m3"),
            ("pressure-unit", "bar", "hpa, kpa, pa"),
            ("other", "1", "no option of this name"),
        ] {
            let fault = #expect(throws: DecoderOptionFault.self) { try HJ212Decoder().with([option: value]) }
            #expect(fault?.option == option && fault?.text.contains(says) == true, "\(option) \(value)")
        }
        for name in HJ212Decoder().optionNames {
            #expect(throws: DecoderOptionFault.self) { try HJ212Decoder().with([name: "§"]) }
        }
        let all = [
            "edition": "2025", "ld-is": "Day", "frequency-weighting": "a", "time-weighting": "Slow",
            "la-avg-is": "LAeq",
            "la-data-is": "LAeq", "leq-span": "1min", "minute-period": "300s", "dust-unit": "mg/m3",
            "pressure-unit": "hPa", "names": "129=a01007, noise1 = LA",
        ]
        #expect(Set(all.keys) == Set(HJ212Decoder().optionNames))
        let packet = HJ212Samples.command(2051, "DataTime=20240601085000;LA-Avg=50;129-Avg=2", flag: 5)
        let reading = try reading(packet, all)
        #expect(reading.LAeq == Level(tenths: 500) && reading.duration == .seconds(300))
        #expect(reading.weather?.windHundredths == 200)
        let other = HJ212Samples.command(2051, "DataTime=20240601085000;Leq-Data=50", flag: 5)
        #expect(try self.reading(other, ["edition": "2025"]).duration == .minutes(1))
    }
}
