import Acoustics
import EventTime
import SensorPayloads
import TestSupport
import Testing

@Suite("HJ 212: what a packet says")
struct HJ212MeaningTests {
    struct Level: CustomTestStringConvertible {
        var field: String
        var quantity: HJ212SoundLevel.Quantity
        var part = HJ212SoundLevel.Part.whole
        var frequency: FrequencyWeighting? = .A
        var testDescription: String { field }
    }

    @Test(
        "every spelling of noise, with nothing added",
        arguments: [
            Level(field: "LA-Rtd", quantity: .instantaneous), Level(field: "La-Rtd", quantity: .instantaneous),
            Level(field: "n00000-Rtd", quantity: .instantaneous),
            Level(field: "a50001-Rtd", quantity: .instantaneous, frequency: nil),
            Level(field: "B03-Rtd", quantity: .instantaneous, frequency: nil),
            Level(field: "NOIS-Rtd", quantity: .instantaneous, frequency: nil),
            Level(field: "ZY-Rtd", quantity: .instantaneous, frequency: nil),
            Level(field: "ZY-Max", quantity: .maximum, frequency: nil),
            Level(field: "LA-Avg", quantity: .average), Level(field: "LA-Max", quantity: .maximum),
            Level(field: "LA-Min", quantity: .minimum), Level(field: "LA-Data", quantity: .unknown),
            Level(field: "Leq-Rtd", quantity: .equivalent), Level(field: "LEQ-Data", quantity: .equivalent),
            Level(field: "LAeq-Data", quantity: .equivalent), Level(field: "Leq-Avg", quantity: .average),
            Level(field: "n00006-Data", quantity: .equivalent),
            Level(field: "Leq-DayData", quantity: .equivalent, part: .day),
            Level(field: "Leq-NightData", quantity: .equivalent, part: .night),
            Level(field: "L5-Data", quantity: .percentile(5)), Level(field: "L10-Data", quantity: .percentile(10)),
            Level(field: "L50-Data", quantity: .percentile(50)), Level(field: "L90-Data", quantity: .percentile(90)),
            Level(field: "L95-Data", quantity: .percentile(95)), Level(field: "l95-rtd", quantity: .percentile(95)),
            Level(field: "L90-NightData", quantity: .percentile(90), part: .night),
            Level(field: "LMx-Data", quantity: .maximum), Level(field: "Lmax-Data", quantity: .maximum),
            Level(field: "LMn-Data", quantity: .minimum), Level(field: "Lmin-Data", quantity: .minimum),
            Level(field: "LMx-DayData", quantity: .maximum, part: .day),
            Level(field: "Ldn-Data", quantity: .dayAndNight), Level(field: "LDN-Data", quantity: .dayAndNight),
            Level(field: "Ld-Data", quantity: .equivalent, part: .unknownLd),
            Level(field: "Ln-Data", quantity: .equivalent, part: .unknownLn),
        ]
    )
    func spellings(row: Level) throws {
        let observation = try HJ212Samples.observation(HJ212Samples.cp("DataTime=20240601085857;\(row.field)=57.34"))
        let level = try observation.level(row.field)
        #expect(level.quantity == row.quantity && level.part == row.part && level.frequency == row.frequency)
        #expect(level.level == Acoustics.Level(hundredths: 5734) && level.time == nil && level.mark == nil)
        #expect(level.isLAeq == (row.quantity == .equivalent && row.part == .whole))
        #expect(!level.isLAFmax && !level.isLAFmin && level.isValid)
        #expect(observation.otherFields.isEmpty && observation.leftOut.isEmpty)
    }

    @Test("the largest level is LAFmax only where the weightings are known")
    func weightings() throws {
        let packet = HJ212Samples.cp("DataTime=20240601085857;LMx-Data=70;LMn-Data=40;ZY-Max=71;Leq-Data=50;LA-Rtd=50")
        let fast = try HJ212Samples.observation(packet, HJ212Settings { $0.timeWeighting = .fast })
        #expect(try fast.level("LMx-Data").isLAFmax && fast.level("LMn-Data").isLAFmin)
        #expect(try !fast.level("ZY-Max").isLAFmax && fast.level("Leq-Data").time == nil)
        #expect(try fast.level("LA-Rtd").time == .fast && !fast.level("LA-Rtd").isLAeq)
        let all = try HJ212Samples.observation(
            packet,
            HJ212Settings {
                $0.frequencyWeighting = .A
                $0.timeWeighting = .fast
            }
        )
        #expect(try all.level("ZY-Max").isLAFmax)
        let C = try HJ212Samples.observation(
            packet,
            HJ212Settings {
                $0.frequencyWeighting = .C
                $0.timeWeighting = .fast
            }
        )
        #expect(try C.level("ZY-Max").frequency == .C && !C.level("ZY-Max").isLAFmax)
        let slow = try HJ212Samples.observation(packet, HJ212Settings { $0.timeWeighting = .slow })
        #expect(try !slow.level("LMx-Data").isLAFmax)
    }

    @Test("Ld and Ln by the source's setting only, whatever the edition", arguments: [1, 5, 9])
    func dayAndNight(flag: Int) throws {
        let packet = HJ212Samples.command(2031, "DataTime=20240601000000;Ld-Data=60;Ln-Data=50", flag: flag)
        for (setting, parts) in [
            (nil, [HJ212SoundLevel.Part.unknownLd, .unknownLn]), (.LdIsDay, [.day, .night]),
            (.LdIsNight, [.night, .day]),
        ] as [(HJ212DayAndNight?, [HJ212SoundLevel.Part])] {
            let observation = try HJ212Samples.observation(packet, HJ212Settings { $0.dayAndNight = setting })
            #expect(observation.sound.map(\.part) == parts)
            #expect(observation.sound.allSatisfy { $0.quantity == .equivalent && !$0.isLAeq })
        }
    }

    @Test("LA-Avg and LA-Data are equivalent levels only by setting")
    func settings() throws {
        let packet = HJ212Samples.cp("DataTime=20240601085857;LA-Avg=50;LA-Data=51")
        let settings = HJ212Settings {
            $0.averageIsEquivalent = true
            $0.dataIsEquivalent = true
        }
        #expect(try HJ212Samples.observation(packet, settings).sound.allSatisfy(\.isLAeq))
        #expect(try !HJ212Samples.observation(packet).sound.contains(where: \.isLAeq))
    }

    struct Kind: CustomTestStringConvertible {
        var command: Int
        var flag: Int
        var kind: HJ212Kind
        var duration: TimeSpan?
        var testDescription: String { "CN \(command), Flag \(flag)" }
    }

    @Test(
        "the time that levels are of",
        arguments: [
            Kind(command: 2011, flag: 9, kind: .instant, duration: nil),
            Kind(command: 2051, flag: 9, kind: .minutes(.minutes(1)), duration: .minutes(1)),
            Kind(command: 2051, flag: 5, kind: .minutes(nil), duration: nil),
            Kind(command: 2051, flag: 1, kind: .minutes(nil), duration: nil),
            Kind(command: 2061, flag: 5, kind: .hour, duration: .hours(1)),
            Kind(command: 2031, flag: 5, kind: .day, duration: .hours(24)),
            Kind(command: 2052, flag: 9, kind: .singleMeasurement, duration: nil),
        ]
    )
    func kinds(row: Kind) throws {
        let packet = HJ212Samples.command(row.command, "DataTime=20240601080000;Leq-Data=50.1", flag: row.flag)
        let observation = try HJ212Samples.observation(packet)
        #expect(observation.kind == row.kind && observation.duration == row.duration)
        #expect(try observation.time == HJ212Samples.time("2024-06-01T08:00:00"))
        #expect(observation.device == HJ212Samples.station && observation.requestNumber == "20240601085857223")
        let set = try HJ212Samples.observation(packet, HJ212Settings { $0.minutePeriod = .minutes(10) })
        #expect(set.duration == (row.command == 2051 ? .minutes(10) : row.duration))
    }

    @Test("RF=1 and what is sent long after its end is history")
    func history() throws {
        let resent = HJ212Samples.packet("CN=2051;MN=A;Flag=9;RF=1;CP=&&DataTime=20240601080000;Leq-Data=50&&")
        #expect(try HJ212Samples.observation(resent).history == .resent)
        let rows: [(Int, String, String, HJ212History?)] = [
            (2051, "20240601080000", "20240601080100500", nil), (2051, "20240601080000", "20240601080259000", nil),
            (2051, "20240601080000", "20240601080301000", .old), (2061, "20240601070000", "20240601100000000", nil),
            (2061, "20240601070000", "20240601100001000", .old), (2011, "20240601080000", "20240601090000000", nil),
            (2011, "20240601080000", "20240601100001000", .old), (2031, "20240531000000", "20240602235959000", nil),
            (2031, "20240530000000", "20240602000001000", .old), (2052, "20240601080000", "20240601120000000", nil),
            (2051, "20240601080000", "99999999999999999", nil), (2051, "20240601080000", "20240601070000000", nil),
        ]
        for (command, start, sent, history) in rows {
            let packet = HJ212Samples.command(command, "DataTime=\(start);Leq-Data=50", flag: 9, sent: sent)
            #expect(try HJ212Samples.observation(packet).history == history, "\(command) \(start) \(sent)")
        }
        let unknown = HJ212Samples.packet("CN=2051;MN=A;CP=&&DataTime=20240601080000;Leq-Data=50&&")
        #expect(try HJ212Samples.observation(unknown).history == nil)
    }

    @Test(
        "packets without measured values say what they are",
        arguments: [
            (9015, "", .heartbeat), (9011, "QnRtn=1", .requestAnswer(1)), (9011, "", .requestAnswer(nil)),
            (9012, "ExeRtn=100", .result(100)), (9013, "", .noticeAnswer), (9014, "", .dataAnswer),
            (1013, "PolId=w01018", .clockRequest),
            (2081, "DataTime=20240601080000;RestartTime=20240601075900", .restart),
            (2021, "DataTime=20240601080000;SB1-RS=1", .runningState),
            (2041, "DataTime=20240601080000;SB1-RT=1.1", .runningTime), (2011, "", .request(.realTime)),
            (2051, "BeginTime=20240601080000,EndTime=20240601090000", .request(.minute)),
            (2012, "", .other(.stopRealTime)), (1062, "RtdInterval=30", .other(HJ212Command(rawValue: 1062))),
            (2011, "DataTime=20240601080000;w01018-Rtd=63.0,w01018-Flag=N", .otherFactors),
        ] as [(Int, String, HJ212NoMeasurement)]
    )
    func noMeasurement(command: Int, content: String, reason: HJ212NoMeasurement) throws {
        let frame = try HJ212Samples.frame(HJ212Samples.command(command, content))
        #expect(try frame.meaning() == .noMeasurement(reason))
        #expect(!reason.description.isEmpty)
    }
}
