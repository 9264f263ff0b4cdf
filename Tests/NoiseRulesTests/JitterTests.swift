import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Sites
import Testing

@Suite("Readings that overlap, and readings that are not punctual")
struct JitterTests {
    private static let rule = Rule.written(window: .seconds(60), minimum: .seconds(10))

    @Test("ends at whole seconds plus 0 to 10 ms change nothing")
    func milliseconds() {
        var scene = Scene(rules: [Self.rule])
        for second in 0..<180 {
            let jitter = Int64((second * 7) % 11)
            scene.send([80], at: Scene.at("09:10:00") + .seconds(Int64(second)) + .milliseconds(jitter))
        }
        #expect(scene.changes.map(\.step) == [.opened])
        #expect(scene.changes.first?.finding.level?.text == "80.0")
    }

    @Test("jitter up to just under half a reading still gives the levels of the readings")
    func nearlyHalf() {
        var scene = Scene(rules: [Self.rule])
        for second in 0..<180 {
            let jitter: Int64 = second.isMultiple(of: 2) ? 0 : 499
            scene.send([80], at: Scene.at("09:10:00") + .seconds(Int64(second)) + .milliseconds(jitter))
        }
        #expect(scene.changes.map(\.step) == [.opened])
    }

    @Test("seconds at every half second cover half of the time that they claim")
    func halfSeconds() {
        // 75 % of a minute must be covered; twenty seconds sent twice cover twenty.
        var scene = Scene(rules: [Self.rule])
        for half in 0..<80 {
            scene.send([80], at: Scene.at("09:10:00") + .milliseconds(Int64(half) * 500))
        }
        #expect(scene.story == [])
        #expect(scene.sensorChanges.map(\.fault) == [.overlap])
        for second in 0..<30 { scene.send([80], at: Scene.at("09:10:41") + .seconds(Int64(second))) }
        #expect(scene.changes.map(\.step) == [.opened])
        #expect(scene.changes.first.map { $0.finding.coverage <= 1 } == true)
    }

    @Test("records of a thousand seconds, a second apart, do not replace the seconds that they lie over")
    func tooLong() {
        var scene = Scene(rules: [Self.rule])
        scene.send(repeating(45, 1200), from: "09:10:00")
        for record in 0..<10 {
            let end = Scene.at("09:30:00") + .seconds(Int64(record) + 1)
            scene.send([45], at: end - .seconds(1))
            guard let index = scene.judge.index(of: Scene.sensor(.constructionBoundary)) else { return }
            let long = Reading(start: end - .seconds(1000), duration: .seconds(1000), LAeq: Scene.level(80))
            scene.judge.observe(long, of: index, verdicts: &scene.verdicts)
        }
        #expect(scene.story == [])
    }

    @Test("records that overlap by half or more are reported once, and once when it is over")
    func reported() {
        var scene = Scene(rules: [Self.rule])
        for record in 0..<10 {
            guard let index = scene.judge.index(of: Scene.sensor(.yard)) else { return }
            let start = Scene.at("09:10:00") + .seconds(Int64(record))
            let long = Reading(start: start, duration: .seconds(1000), LAeq: Scene.level(50))
            scene.judge.observe(long, of: index, verdicts: &scene.verdicts)
        }
        #expect(scene.sensorChanges.map(\.step) == [.faulty])
        scene.send(repeating(50, 100), from: "09:26:49", at: .yard)
        #expect(scene.sensorChanges.map(\.step) == [.faulty, .sound])
    }

    @Test("the minute that follows its seconds is no fault, and changes nothing")
    func minutes() {
        var scene = Scene(rules: [Self.rule])
        for minute in 0..<5 {
            let start = Scene.at("09:10:00") + .minutes(Int64(minute))
            scene.send(repeating(70, 60), at: start)
            guard let index = scene.judge.index(of: Scene.sensor(.constructionBoundary)) else { return }
            let whole = Reading(start: start, duration: .minutes(1), LAeq: Scene.level(90))
            scene.judge.observe(whole, of: index, verdicts: &scene.verdicts)
        }
        #expect(scene.changes.map(\.worst.level?.text) == ["70.0"])
        #expect(scene.sensorChanges == [])
    }

    @Test("noise that stands out is followed over jitter too")
    func rises() {
        let rule = Rule(
            id: "rise",
            name: Name("rise"),
            when: .always,
            place: Rule.Place(placements: [.constructionBoundary]),
            basis: .rise(tenths: 100),
            kind: .advisory,
            measurement: Rule.Measurement(window: .seconds(1)),
            hysteresis: Rule.Hysteresis(minimumDuration: .seconds(30))
        )
        var scene = Scene(rules: [rule])
        for second in 0..<80 {
            let jitter = Int64((second * 7) % 11)
            let level: Double = second < 20 ? 45 : 70
            scene.send([level], at: Scene.at("09:10:00") + .seconds(Int64(second)) + .milliseconds(jitter))
        }
        #expect(scene.changes.map(\.step) == [.opened])
        #expect(scene.changes.first?.finding.level?.text == "70.0")
    }
}
