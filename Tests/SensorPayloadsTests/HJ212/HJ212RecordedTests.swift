import Acoustics
import EventTime
import Foundation
import SensorPayloads
import Testing

/// Packets of real devices, from public sources, with what they must be read as.
@Suite("HJ 212: recorded packets")
struct HJ212RecordedTests {
    @Test(
        "all packets of the shared file are read, or refused for the stated reason",
        .enabled(
            if: FileManager.default.fileExists(atPath: ForeignPayloads.file.path),
            "the file is not beside the package"
        )
    )
    func sharedFile() throws {
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: ForeignPayloads.file))
        let root = try #require(json as? [String: Any])
        var (good, bad) = (0, 0)
        for group in ["hj212", "hj212_constructed"] {
            for entry in try #require(root[group] as? [[String: Any]]) {
                let text = try #require(entry["frame"] as? String)
                if (entry["crc"] as? String ?? "ok") == "ok" {
                    let frame = try HJ212Samples.frame(text)
                    let meaning = try frame.meaning()
                    guard let expected = entry["expect"] as? [String: Double] else { good += 1; continue }
                    guard case .observation(let observation) = meaning else { throw HJ212Samples.NotAnError() }
                    try compare(observation, expected)
                    good += 1
                } else {
                    let error = try HJ212Samples.error(Array(text.utf8))
                    #expect(error.reason == .wrongCheck && error.detail.contains("3C00"))
                    bad += 1
                }
            }
        }
        #expect(good == 6 && bad == 1)
    }

    private func compare(_ observation: HJ212Observation, _ expected: [String: Double]) throws {
        let quantities: [String: HJ212Quantity] = [
            "PM10": .PM10, "PM2.5": .PM2_5, "TSP": .TSP, "T": .temperature, "RH": .humidity,
        ]
        for (name, value) in expected {
            if name == "LA" {
                let level = try observation.level("LA-Rtd")
                #expect(
                    level.level == Level(decibels: value) && level.quantity == .instantaneous && level.mark == .normal
                )
            } else {
                let quantity = try #require(quantities[name], "\(name)")
                #expect(observation.thousandths(quantity) == Int((value * 1000).rounded()))
            }
        }
    }

    @Test("a station without MN whose instrument does not answer (06C0)")
    func communication() throws {
        let frame = try HJ212Samples.frame(
            "##0116QN=20220814021304000;ST=22;CN=2011;PW=123456;MN=;Flag=5;CP=&&DataTime=20220814021304;a50001-Rtd=0.00,"
                + "a50001-Flag=B&&06C0"
        )
        #expect(frame.deviations == [.noDevice] && frame.segment.device == nil)
        guard case .observation(let observation) = try frame.meaning() else { throw HJ212Samples.NotAnError() }
        let level = try observation.level("a50001-Rtd")
        #expect(level.mark == .communication && !level.isValid && observation.device == nil)
    }

    @Test("482 bytes declared as 481, Flag 7 without PNUM, a spare ; and a check in lower case (4f40)")
    func careless() throws {
        let frame = try HJ212Samples.frame(
            "##0481QN=20160801085000001;ST=22;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=7;CP=&&"
                + "DataTime=20160801084000;a21005-Rtd=1.1,a21005-Flag=N;a21004-Rtd=112,a21004-Flag=N;a21026-Rtd=58,"
                + "a21026-Flag=N;a21030-Rtd=64,a21030-Flag=N;LA-Rtd=50.1,LA-Flag=N;a34004-Rtd=207,a34004-Flag=N;"
                + "a34002-Rtd=295,a34002-Flag=N;a01001-Rtd=12.6,a01001-Flag=N;a01002-Rtd=32,a01002-Flag=N;a01006-Rtd=101.02,"
                + "a01006-Flag=N;a01007-Rtd=2.1,a01007-Flag=N;a01008-Rtd=120,a01008-Flag=N;a34001-Rtd=217,a34001-Flag=N;&&4f40"
        )
        #expect(
            Set(frame.deviations)
                == [.spareSeparators, .wrongLength(declared: 481, actual: 482), .packetNumbersAgainstFlag]
        )
        guard case .observation(let observation) = try frame.meaning() else { throw HJ212Samples.NotAnError() }
        #expect(try observation.level("LA-Rtd").level == Level(tenths: 501))
        #expect(observation.thousandths(.pressure) == 101_020 && observation.thousandths(.windSpeed) == 2100)
        #expect(
            observation.otherFields == [
                "a21005-Rtd", "a21005-Flag", "a21004-Rtd", "a21004-Flag", "a21026-Rtd",
                "a21026-Flag", "a21030-Rtd", "a21030-Flag",
            ]
        )
    }

    @Test("444 bytes declared as 450, ST and MN null, pressure in bar (7580)")
    func null() throws {
        let frame = try HJ212Samples.frame(
            "##0450QN=20180117161800837;ST=null;CN=2011;PW=123456;MN=null;CP=&&DataTime=20180117161800;a21005-Rtd=3.31,"
                + "a21005-Flag=N;a21004-Rtd=74,a21004-Flag=N;a21026-Rtd=34,a21026-Flag=N;a21030-Rtd=8.1,a21030-Flag=N;"
                + "LA-Rtd=3,LA-Flag=N;a34004-Rtd=163,a34004-Flag=N;a34002-Rtd=257,a34002-Flag=N;a01001-Rtd=10,"
                + "a01001-Flag=N;a01002-Rtd=6,a01002-Flag=N;a01008-Rtd=0,a01008-Flag=N;a01007-Rtd=10,a01007-Flag=N;"
                + "a01006-Rtd=0.98,a01006-Flag=N;a34001-Rtd=5,a34001-Flag=N&&7580"
        )
        #expect(frame.deviations == [.wrongLength(declared: 450, actual: 444), .noDevice])
        guard case .observation(let observation) = try frame.meaning() else { throw HJ212Samples.NotAnError() }
        #expect(try observation.level("LA-Rtd").level == Level(tenths: 30) && observation.system == nil)
        #expect(observation.leftOut.map(\.reason) == [.impossibleValue] && observation.thousandths(.pressure) == nil)
    }

    @Test("a station of 2005 with its own names and the check low byte first (4037, 4045)")
    func swapped() throws {
        for (time, values, check) in [
            ("20180115031850", ["83.8", "138.7", "209.0", "45.2"], "4037"),
            ("20180114002828", ["15.4", "31.7", "75.0", "46.3"], "4045"),
        ] {
            let text =
                "ST=22;CN=2011;PW=123456;MN=JH0201712SD8763;CP=&&DataTime=\(time);PM25-Rtd=\(values[0]),PM25-Flag=N;"
                + "PM10-Rtd=\(values[1]),PM10-Flag=N;TSP-Rtd=\(values[2]),TSP-Flag=N;TEM-Rtd=10,TEM-Flag=N;RH-Rtd=0,RH-Flag=N;"
                + "WS-Rtd=0,WS-Flag=N;WD-Rtd=0,WD-Flag=N;NOIS-Rtd=\(values[3]),NOIS=N&&"
            let frame = try HJ212Samples.frame("##0\(text.utf8.count)\(text)\(check)")
            #expect(frame.deviations == [.swappedCheck] && frame.edition == .of2005)
            guard case .observation(let observation) = try frame.meaning() else { throw HJ212Samples.NotAnError() }
            let level = try observation.level("NOIS-Rtd")
            #expect(level.mark == .normal && level.frequency == nil && level.level?.text == values[3])
            #expect(
                observation.environment.count == 7 && observation.requestNumber == nil
                    && observation.otherFields.isEmpty
            )
        }
    }

    @Test("dust in µg/m³ (5440), and B03 with 274 bytes declared as 282 (9481)")
    func others() throws {
        let dust = try HJ212Samples.observation(
            Array(
                ("##0379QN=20180427125809000;ST=22;CN=2011;PW=123456;MN=LXHB0CS0306310;Flag=5;CP=&&DataTime=20180427125809;"
                    + "a34004-Rtd=75600.000,a34004-Flag=N;a34002-Rtd=140600.000,a34002-Flag=N;a34001-Rtd=178000.000,"
                    + "a34001-Flag=N;a01001-Rtd=24.8,a01001-Flag=N;a01002-Rtd=46.8,a01002-Flag=N;a01006-Rtd=101.380,"
                    + "a01006-Flag=N;a01007-Rtd=0.0,a01007-Flag=N;a01008-Rtd=25,a01008-Flag=N;LA-Rtd=57.9,LA-Flag=N&&5440")
                    .utf8
            )
        )
        #expect(try dust.level("LA-Rtd").level == Level(tenths: 579) && dust.device == "LXHB0CS0306310")
        #expect(dust.thousandths(.TSP) == 178_000_000)
        let old = try HJ212Samples.frame(
            "##0282ST=22;CN=2011;PW=123456;MN=202020202020;CP=&&DataTime=20170310182624;925-Rtd=978,925-Flag=N;107-Rtd=670,"
                + "107-Flag=N;103-Rtd=228,103-Flag=N;B03-Rtd=30,B03-Flag=N;126-Rtd=33,126-Flag=N;128-Rtd=77,128-Flag=N;"
                + "129-Rtd=190,129-Flag=N;130-Rtd=195,130-Flag=N;127-Rtd=638,127-Flag=N&&9481"
        )
        #expect(old.deviations == [.wrongLength(declared: 282, actual: 274)])
        guard case .observation(let observation) = try old.meaning() else { throw HJ212Samples.NotAnError() }
        #expect(try observation.level("B03-Rtd").level == Level(tenths: 300) && observation.otherFields.count == 16)
    }

    @Test("minutes of noise as the standard has them (4C80)")
    func minutes() throws {
        let observation = try HJ212Samples.observation(
            Array(
                ("##0221QN=20240601084105000;ST=23;CN=2051;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&"
                    + "DataTime=20240601084000;L5-Data=58.2;L10-Data=56.4;L50-Data=51.0;L90-Data=47.3;L95-Data=46.8;"
                    + "Leq-Data=53.1;LMx-Data=66.0;LMn-Data=45.2&&4C80").utf8
            )
        )
        #expect(
            try observation.level("Leq-Data").isLAeq && observation.kind == .minutes(nil)
                && observation.sound.count == 8
        )
        #expect(try observation.time == HJ212Samples.time("2024-06-01T08:40:00") && observation.history == nil)
    }
}
