import Acoustics
import EventTime
import Readings
import SensorPayloads
import Testing

@Suite("HJ 212: values, marks and times")
struct HJ212ValueTests {
    @Test("a mark by its edition")
    func marks() throws {
        let signs = Array("NFMSDCTBP0123Xn").map(String.init)
        let of2017: [HJ212Mark] = [
            .normal, .stopped, .maintenance, .manual, .fault, .calibration, .aboveRange, .communication, .unknown,
            .unknown,
            .unknown, .unknown, .unknown, .unknown, .normal,
        ]
        let of2005: [HJ212Mark] = [
            .normal, .stopped, .maintenance, .manual, .fault, .calibration, .aboveRange, .unknown, .power, .calibration,
            .weather, .fault, .normal, .unknown, .normal,
        ]
        for (flag, marks) in [(1, of2005), (5, of2017), (9, of2017)] {
            for (sign, mark) in zip(signs, marks) {
                let packet = HJ212Samples.command(2011, "DataTime=20240601080000;LA-Rtd=50,LA-Flag=\(sign)", flag: flag)
                let level = try HJ212Samples.observation(packet).level("LA-Rtd")
                #expect(level.mark == mark, "\(sign) with Flag \(flag)")
                #expect(level.isValid == (mark == .normal))
            }
        }
        #expect(HJ212Mark.aboveRange.dataMark == .over && HJ212Mark.normal.dataMark == .normal)
        for mark in [HJ212Mark.stopped, .maintenance, .manual, .fault, .communication, .power, .weather, .unknown] {
            #expect(mark.dataMark == .fault)
        }
    }

    @Test("a mark in the next group, before its value, and without its suffix")
    func markPlaces() throws {
        for content in ["LA-Rtd=50;LA-Flag=D", "LA-Flag=D,LA-Rtd=50", "LA-Rtd=50,LA=D", "LA-Rtd=50,la-FLAG=d"] {
            let level = try HJ212Samples.observation(HJ212Samples.cp("DataTime=20240601080000;\(content)")).level(
                "LA-Rtd"
            )
            #expect(level.mark == .fault && level.level == Level(tenths: 500))
        }
    }

    @Test("a value that is marked as none need not be readable", arguments: ["", "-", "NaN", "-999999", "999999"])
    func unreadable(text: String) throws {
        let marked = HJ212Samples.cp(
            "DataTime=20240601080000;LA-Rtd=\(text),LA-Flag=B;a01001-Rtd=\(text),a01001-Flag=D"
        )
        let observation = try HJ212Samples.observation(marked)
        #expect(try observation.level("LA-Rtd").level == nil && observation.leftOut.isEmpty)
        #expect(observation.environment[0].thousandths == nil && !observation.environment[0].isValid)
        let unmarked = HJ212Samples.cp("DataTime=20240601080000;LA-Rtd=\(text);Leq-Rtd=50")
        let partly = try HJ212Samples.observation(unmarked)
        #expect(partly.sound.map(\.name) == ["Leq-Rtd"] && partly.leftOut.map(\.reason) == [.impossibleValue])
        #expect(partly.leftOut[0].detail.contains("0 to 160 dB"))
        let none = try HJ212Samples.frame(HJ212Samples.cp("DataTime=20240601080000;LA-Rtd=\(text),LA-Flag=N"))
        let error = #expect(throws: HJ212Error.self) { try none.meaning() }
        #expect(error?.reason == .impossibleValue && error?.rejectionReason == .invalidValue)
    }

    @Test("numbers", arguments: ["50", "50.0", "50.", "+50", "050.000000", ".5", "0", "160", "46.0471239"])
    func numbers(text: String) throws {
        let level = try HJ212Samples.observation(HJ212Samples.cp("DataTime=20240601080000;LA-Rtd=\(text)")).level(
            "LA-Rtd"
        )
        let number = try #require(Double(text.hasSuffix(".") ? "50" : text))
        #expect(level.level == Level(decibels: number))
    }

    @Test(
        "no numbers",
        arguments: ["5e1", "1,5", "0x32", "--5", "5-", "5.5.5", ".", "160.1", "-0.1", "1234567890123456789012345"]
    )
    func noNumbers(text: String) {
        #expect(throws: HJ212Error.self) {
            try HJ212Samples.observation(HJ212Samples.cp("DataTime=20240601080000;LA-Rtd=\(text)"))
        }
    }

    @Test("times of 14 and 17 digits, on the clock of Beijing")
    func times() throws {
        let rows: [(String, String?)] = [
            ("20240601085857", "2024-06-01T08:58:57"), ("20240601085857223", "2024-06-01T08:58:57.223"),
            ("20240229000000", "2024-02-29T00:00:00"), ("20230229000000", nil), ("20240601240000", nil),
            ("20240601235960", nil), ("20241301000000", nil), ("2024060108585", nil), ("202406010858572", nil),
            ("2024060108585x", nil), ("20240601085857+08", nil), ("00000101000000", nil), ("", nil),
        ]
        for (text, expected) in rows {
            #expect(try HJ212Time.instant(Array(text.utf8)) == expected.map { try HJ212Samples.time($0) }, "\(text)")
            let packet = HJ212Samples.cp("DataTime=\(text);LA-Rtd=50")
            if expected == nil {
                let error = #expect(throws: HJ212Error.self) { try HJ212Samples.observation(packet) }
                #expect(error?.reason == .wrongTime)
            } else {
                #expect(
                    HJ212Time.text(try HJ212Samples.observation(packet).time, withMilliseconds: text.count == 17)
                        == text
                )
            }
        }
        let none = #expect(throws: HJ212Error.self) {
            try HJ212Samples.observation(HJ212Samples.cp("LA-Rtd=50", head: "CN=2011;PNUM=2;PNO=2;"))
        }
        #expect(none?.reason == .missingField && none?.detail.contains("packet 2 of 2") == true)
        #expect(HJ212Time.text(.distantFuture) == nil && HJ212Time.text(.distantPast) == nil)
        #expect(HJ212Time.text(Instant(milliseconds: -1)) == "19700101075959")
    }

    @Test("weather and dust with their units")
    func environment() throws {
        let content =
            "DataTime=20240601080000;a01001-Rtd=-13.5;a01002-Rtd=43.8;a01006-Rtd=101.02;a01007-Rtd=3.5;a01008-Rtd=30;"
            + "a34001-Rtd=0.132;a34002-Rtd=0.03;a34004-Rtd=0.025,a34004-Flag=N"
        let plain = try HJ212Samples.observation(HJ212Samples.cp(content))
        let expected: [HJ212Quantity: Int] = [
            .temperature: -13_500, .humidity: 43_800, .pressure: 101_020, .windSpeed: 3500, .windDirection: 30_000,
            .TSP: 132,
            .PM10: 30, .PM2_5: 25,
        ]
        for (quantity, value) in expected {
            #expect(plain.thousandths(quantity) == value)
            #expect(plain.environment.first { $0.quantity == quantity }?.isUnitKnown == (value > 132 || value < 0))
        }
        let milligrams = try HJ212Samples.observation(
            HJ212Samples.cp(content),
            HJ212Settings { $0.particulateUnit = .milligramsPerCubicMetre }
        )
        #expect(milligrams.thousandths(.TSP) == 132_000 && milligrams.thousandths(.PM2_5) == 25_000)
        let micrograms = try HJ212Samples.observation(
            HJ212Samples.cp("DataTime=20240601080000;PM2.5-Rtd=25"),
            HJ212Settings { $0.particulateUnit = .microgramsPerCubicMetre }
        )
        #expect(micrograms.thousandths(.PM2_5) == 25_000 && micrograms.environment[0].isUnitKnown)
    }

    @Test("pressure in hPa and Pa needs the setting, and is left out without it")
    func pressure() throws {
        for (text, unit) in [("1004.0", HJ212PressureUnit.hectopascal), ("100400", .pascal), ("100.4", .kilopascal)] {
            let packet = HJ212Samples.cp("DataTime=20240601080000;LA-Rtd=50;a01006-Rtd=\(text)")
            #expect(
                try HJ212Samples.observation(packet, HJ212Settings { $0.pressureUnit = unit }).thousandths(.pressure)
                    == 100_400
            )
            let plain = try HJ212Samples.observation(packet)
            #expect(plain.leftOut.count == (unit == .kilopascal ? 0 : 1))
            #expect(plain.leftOut.allSatisfy { $0.detail.contains("unit of pressure") })
        }
    }

    @Test("statistics of weather, and names of a maker's own")
    func statistics() throws {
        let content =
            "DataTime=20240601080000;a01007-Min=0.1,a01007-Avg=1.2,a01007-Max=5.3;129-Rtd=0.4;X-Rtd=5;noise1-Rtd=60"
        let settings = HJ212Settings {
            $0.factors = ["129": .environment(.windSpeed), "noise1": .sound(.weightedLevel)]
        }
        let observation = try HJ212Samples.observation(HJ212Samples.cp(content), settings)
        #expect(observation.environment.map(\.statistic) == [.minimum, .average, .maximum, .realTime])
        #expect(observation.environment.map(\.thousandths) == [100, 1200, 5300, 400])
        #expect(try observation.level("noise1-Rtd").quantity == .instantaneous)
        #expect(observation.otherFields == ["X-Rtd"])
    }

    @Test("a largest level below the smallest, and one field with two values")
    func contradictions() throws {
        let swapped = try HJ212Samples.observation(
            HJ212Samples.cp("DataTime=20240601080000;Leq-Data=50;LMx-Data=40;LMn-Data=70;LMx-DayData=71;LMn-DayData=41")
        )
        #expect(swapped.sound.map(\.name) == ["Leq-Data", "LMx-DayData", "LMn-DayData"])
        #expect(swapped.leftOut.map(\.reason) == [.contradiction])
        for content in ["LA-Rtd=50;LA-Rtd=51", "LA-Rtd=50;la-rtd=51", "LA-Rtd=50,LA-Flag=N;LA-Flag=D"] {
            let error = #expect(throws: HJ212Error.self) {
                try HJ212Samples.observation(HJ212Samples.cp("DataTime=20240601080000;\(content)"))
            }
            #expect(error?.reason == .duplicateField)
        }
        #expect(throws: HJ212Error.self) {
            try HJ212Samples.observation(HJ212Samples.cp("DataTime=20240601080000;LA-Rtd=50;DataTime=20240601080100"))
        }
        let same = try HJ212Samples.observation(HJ212Samples.cp("DataTime=20240601080000;LA-Rtd=50;LA-Rtd=50"))
        #expect(same.sound.count == 1)
    }
}
