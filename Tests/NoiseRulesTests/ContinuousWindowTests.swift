import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Sites
import Testing

@Suite("Twenty minutes without a break")
struct ContinuousWindowTests {
    /// GB 12523 as the plan reader makes it: 70 dB by day over 20 min.
    private static let construction = Rule(
        id: "construction",
        name: Name("construction"),
        when: .always,
        place: .init(placements: [.constructionBoundary]),
        basis: .standard(.GB12523),
        measurement: Rule.Measurement(window: .minutes(20), isContinuous: true)
    )

    @Test("a verdict needs the whole window")
    func whole() throws {
        var scene = Scene(rules: [Self.construction])
        scene.send(repeating(75, 1199), from: "09:00:00")
        #expect(scene.story == [])
        scene.send([75], from: "09:19:59")
        #expect(scene.story == ["opened overLimit 09:20:00"])
        let finding = try #require(scene.changes.first?.finding)
        #expect(finding.isVerdict)
        #expect(finding.limit.standard == "GB 12523-2025")
    }

    @Test(
        "a gap of two seconds begins the window anew, one of a second does not",
        arguments: [("09:10:01", "09:20:00"), ("09:10:02", "09:30:02")]
    )
    func gap(again: String, opens: String) {
        var scene = Scene(rules: [Self.construction])
        scene.send(repeating(75, 600), from: "09:00:00")
        scene.send(repeating(75, 1300), from: again)
        #expect(scene.story == ["opened overLimit \(opens)"])
    }

    @Test("how loud it is now does not depend on a break of the measurement")
    func present() {
        var rule = Rule.written(window: .seconds(1))
        rule.measurement.isContinuous = true
        var scene = Scene(rules: [rule])
        scene.send(repeating(65, 20) + repeating(80, 6), from: "09:10:00")
        // The mean of ten seconds has been above 70 since 09:10:21, and is with this second and the six before the gap.
        scene.send([68, 80], from: "09:10:29")
        #expect(scene.story == ["opened overLimit 09:10:01", "raised louder 09:10:31"])
    }

    @Test(
        "what is left out breaks the measurement, a single second of it too",
        arguments: [Weather(rainHundredths: 20), Weather(windHundredths: 500), Weather(thunder: true)]
    )
    func excluded(weather: Weather) {
        var scene = Scene(rules: [Self.construction])
        scene.send(repeating(75, 600), from: "09:00:00")
        scene.send([75], from: "09:10:00") { $0.weather = weather }
        scene.send(repeating(75, 1199), from: "09:10:01")
        #expect(scene.story == [])
        scene.send([75], from: "09:30:00")
        #expect(scene.story == ["opened overLimit 09:30:01"])
    }

    @Test("twelve lost seconds are forgiven, thirteen are not", arguments: [(12, true), (13, false)])
    func lost(seconds: Int, opens: Bool) {
        var scene = Scene(rules: [Self.construction])
        for second in 0..<1200 where second == 0 || second % 50 != 0 || second / 50 > seconds {
            let start = Scene.at("09:00:00") + .seconds(Int64(second))
            scene.send([75], at: start)
        }
        #expect(scene.story == (opens ? ["opened overLimit 09:20:00"] : []))
    }

    @Test("milliseconds of jitter neither break it nor shorten it")
    func jitter() {
        var scene = Scene(rules: [Self.construction])
        for second in 0..<1200 {
            let jitter = Int64(second * 7 % 11)
            scene.send([75], at: Scene.at("09:00:00") + .seconds(Int64(second)) + .milliseconds(jitter))
        }
        #expect(scene.story == ["opened overLimit 09:20:00"])
    }

    @Test("a violation that is open stays open over a gap, and closes by what comes after")
    func open() {
        var scene = Scene(rules: [Self.construction])
        scene.send(repeating(75, 1200), from: "09:00:00")
        scene.send(repeating(50, 1199), from: "09:21:00")
        #expect(scene.story == ["opened overLimit 09:20:00"])
        scene.send(repeating(50, 62), from: "09:40:59")
        #expect(scene.story == ["opened overLimit 09:20:00", "closed quiet 09:42:00"])
    }

    @Test("the night begins with a window of its own, and 15 dB over its limit are judged at once")
    func night() {
        var maximum = Self.construction
        maximum.id = "maximum"
        maximum.measurement.quantity = .LAFmax
        maximum.measurement.window = .seconds(1)
        maximum.measurement.isContinuous = false
        var scene = Scene(rules: [Self.construction, maximum], sessions: [], start: "21:00:00")
        scene.send(repeating(60, 7200), from: "21:00:00") { $0.LAFmax = Scene.level(69.9) }
        // 60 dB are under 70 by day and over 55 by night; the night's window is full at 22:20.
        #expect(scene.story == ["opened overLimit 22:20:00"])
        scene.send([60], from: "23:00:00") { $0.LAFmax = Scene.level(70.1) }
        #expect(scene.changes.last?.finding.rule == "construction")
        #expect(scene.changes.count == 1)
    }
}

@Suite("Alarms and verdicts")
struct VerdictTests {
    @Test("GB 12523 over one or ten minutes is an alarm, over twenty without a break a verdict")
    func verdicts() {
        func rule(_ standard: Standard, _ window: TimeSpan, _ continuous: Bool) -> Rule {
            Rule(
                id: "r",
                name: Name("r"),
                when: .always,
                place: .init(),
                basis: .standard(standard),
                measurement: Rule.Measurement(window: window, isContinuous: continuous)
            )
        }
        #expect(!rule(.GB12523, .minutes(1), true).isVerdict)
        #expect(!rule(.GB12523, .minutes(10), true).isVerdict)
        #expect(!rule(.GB12523, .minutes(20), false).isVerdict)
        #expect(rule(.GB12523, .minutes(20), true).isVerdict)
        #expect(!rule(.GB22337, .seconds(59), false).isVerdict)
        #expect(rule(.GB22337, .minutes(1), false).isVerdict)
    }

    @Test(
        "an exceedance of no more than the class leaves open is within uncertainty",
        arguments: [
            (60.7, true), (60.8, false),
        ]
    )
    func uncertainty(level: Double, isWithin: Bool) throws {
        var scene = Scene(rules: [.written()])
        scene.send(repeating(level, 30), from: "09:10:00")
        let finding = try #require(scene.changes.last?.worst)
        #expect(finding.uncertaintyTenths == 7)
        #expect(finding.isWithinUncertainty == isWithin)
    }
}
