import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Sites
import Testing

@Suite("Times without readings")
struct GapTests {
    private static let rule = Rule.written(window: .seconds(10), minimum: .seconds(5))

    @Test("a gap is no noise, whether a tick or the next reading ends it", arguments: [true, false])
    func powerCut(isTicked: Bool) {
        var scene = Scene(rules: [Self.rule])
        scene.send(repeating(85, 15), from: "09:10:00")
        if isTicked { scene.advance(to: "09:40:00") }
        scene.send(repeating(45, 50), from: "10:10:15")
        #expect(scene.story == ["opened overLimit 09:10:13", "closed noData 09:20:15"])
        #expect(scene.changes.last?.endedAt == Scene.at("09:10:15"))
    }

    @Test("ten minutes are ten minutes, however late the sensor is called silent")
    func longSilence() {
        var scene = Scene(rules: [Self.rule], silentAfter: .hours(24))
        scene.send(repeating(85, 15), from: "09:10:00")
        scene.advance(to: "09:20:16")
        #expect(scene.story.last == "closed noData 09:20:15")
        #expect(scene.sensorChanges == [])
    }

    @Test("of readings of a quarter of an hour the next one is waited for")
    func longReadings() {
        var scene = Scene(rules: [.written(window: .minutes(15))])
        scene.send(repeating(85, 3), from: "09:10:00", each: .minutes(15))
        #expect(scene.story == ["opened overLimit 09:25:00"])
        scene.advance(to: "10:15:00")
        #expect(scene.changes.count == 1)
        scene.advance(to: "10:15:01")
        #expect(scene.story.last == "closed noData 10:15:00")
    }

    @Test("what only says that it cannot be measured is no data")
    func excluded() {
        var scene = Scene(rules: [Self.rule])
        scene.send(repeating(85, 15), from: "09:10:00")
        scene.send(repeating(85, 700), from: "09:10:15") { $0.weather = Weather(rainHundredths: 10) }
        #expect(scene.story.last == "closed noData 09:20:15")
    }

    @Test("several ends in one step are taken in order of time")
    func order() {
        var scene = Scene(rules: [Self.rule], sessions: [(.written, "09:00:00", "11:30:00")])
        scene.send(repeating(85, 15), from: "09:02:00")
        scene.advance(to: "12:00:00")
        #expect(scene.story.last == "closed noData 09:12:15")
    }

    @Test("of two sensors that die, the later one ends it")
    func twoSensors() {
        let rule = Rule.written(window: .seconds(10))
        var scene = Scene(rules: [rule])
        let other = Sensor(
            id: SensorID(site: "school", sensor: "second"),
            placement: .constructionBoundary,
            instrumentClass: .class1,
            silentAfter: .seconds(60)
        )
        scene.judge = scene.judge(adding: other, rules: [rule])
        scene.send(repeating(85, 100), from: "09:10:00")
        guard let index = scene.judge.index(of: other.id) else { return }
        for second in 0..<96 {
            let start = Scene.at("09:10:00") + .seconds(Int64(second))
            let reading = Reading(start: start, duration: .seconds(1), LAeq: Scene.level(85))
            scene.judge.observe(reading, of: index, verdicts: &scene.verdicts)
        }
        scene.advance(to: "10:00:00")
        #expect(scene.story.last == "closed noData 09:21:40")
        #expect(scene.changes.last?.finding.sensor == Scene.sensor(.constructionBoundary).sensor)
    }

    @Test("time of which nothing is known does not count as time above")
    func unknown() {
        var scene = Scene(rules: [.written(window: .seconds(1), minimum: .seconds(10))])
        scene.send(repeating(80, 2), from: "09:10:00")
        scene.send(repeating(80, 12), from: "11:10:00")
        #expect(scene.story == ["opened overLimit 11:10:11"])
        #expect(scene.changes.first?.openedAt == Scene.at("11:10:01"))
    }

    @Test("nor as time clear")
    func unknownClear() {
        var scene = Scene(rules: [.written(window: .seconds(1))])
        scene.send(repeating(80, 2) + repeating(50, 5), from: "09:10:00")
        scene.send(repeating(50, 15), from: "09:15:00")
        #expect(scene.story == ["opened overLimit 09:10:01"])
        scene.send(repeating(50, 6), from: "09:15:15")
        #expect(scene.story.last == "closed quiet 09:15:21")
    }

    @Test("two violations never have one id, also when one rule was above since before the other closed")
    func ids() {
        var long = Rule.written(window: .seconds(60), minimum: .seconds(40))
        long.id = "long"
        var scene = Scene(rules: [.written(window: .seconds(10)), long])
        scene.send(repeating(45, 60) + repeating(100, 2) + repeating(45, 200), from: "09:10:00")
        let openings = scene.changes.filter { $0.step == .opened }
        #expect(openings.count == 2)
        #expect(Set(scene.changes.map(\.violation)).count == 2)
        let closings = scene.changes.filter { $0.step == .closed }
        #expect(closings.count == 2)
        #expect(openings[1].openedAt >= closings[0].at)
        for change in scene.changes { #expect(change.at >= change.openedAt) }
    }

    @Test(
        "a reading that comes for an edge that was passed is late",
        arguments: [("09:59:58", true), ("10:00:00", false)]
    )
    func passedEdge(start: String, isLate: Bool) {
        var scene = Scene(rules: [Self.rule], sessions: [(.written, "09:00:00", "10:00:00")])
        scene.send(repeating(85, 10), from: "09:10:00")
        scene.advance(to: "10:00:05")
        guard let index = scene.judge.index(of: Scene.sensor(.constructionBoundary)) else { return }
        let reading = Reading(start: Scene.at(start), duration: .seconds(1), LAeq: Scene.level(85))
        #expect(scene.judge.observe(reading, of: index, verdicts: &scene.verdicts) == isLate)
    }
}

@Suite("Silence is about arrival")
struct ArrivalTests {
    private func feed(_ scene: inout Scene, behind: TimeSpan, each: TimeSpan, count: Int64) {
        guard let index = scene.judge.index(of: Scene.sensor(.yard)) else { return }
        for number in 0..<count {
            let arrival = Scene.at("09:00:00") + each * (number + 1)
            let reading = Reading(start: arrival - behind - each, duration: each, LAeq: Scene.level(50))
            scene.judge.observe(reading, of: index, receivedAt: arrival, verdicts: &scene.verdicts)
            scene.judge.advance(to: arrival, silentAt: arrival, verdicts: &scene.verdicts)
        }
    }

    private func ofYard(_ scene: Scene) -> [SensorChange] {
        scene.sensorChanges.filter { $0.sensor == Scene.sensor(.yard) }
    }

    @Test("a sensor that is 90 s behind sends: it is not silent")
    func behind() {
        var scene = Scene(rules: [], silentAfter: .seconds(60))
        feed(&scene, behind: .seconds(90), each: .seconds(1), count: 150)
        #expect(ofYard(scene) == [])
    }

    @Test("a minute a minute is no silence with 60 s, and its end is one after 100 s")
    func minutes() {
        var scene = Scene(rules: [], silentAfter: .seconds(60))
        feed(&scene, behind: .seconds(8), each: .minutes(1), count: 10)
        #expect(ofYard(scene) == [])
        scene.advance(to: "09:11:40")
        #expect(ofYard(scene) == [])
        scene.advance(to: "09:11:41")
        #expect(ofYard(scene).map(\.step) == [.silent])
        #expect(ofYard(scene).first?.at == Scene.at("09:11:40"))
    }

    @Test("a clock that is off is reported once with its offset, and once when it is right")
    func clock() {
        var scene = Scene(rules: [])
        scene.send(repeating(50, 30), from: "09:00:00", at: .yard) { $0.shift = .minutes(7) }
        scene.send(repeating(50, 30), from: "09:00:30", at: .yard) { $0.shift = .minutes(7) + .seconds(59) }
        #expect(ofYard(scene).map(\.step) == [.clockOff])
        #expect(ofYard(scene).first?.offset == .zero - .minutes(7))
        scene.send(repeating(50, 30), from: "09:01:00", at: .yard) { $0.shift = .minutes(8) }
        #expect(ofYard(scene).map(\.step) == [.clockOff, .clockOff])
        scene.send(repeating(50, 30), from: "09:01:30", at: .yard)
        #expect(ofYard(scene).map(\.step) == [.clockOff, .clockOff, .clockRight])
    }

    @Test("what a moved reading opens says by how much it was moved")
    func moved() {
        var scene = Scene(rules: [.written()])
        scene.send(repeating(80, 20), from: "09:10:00") { $0.shift = .minutes(7) }
        #expect(scene.changes.first?.finding.clockShift == .minutes(7))
    }

    @Test(
        "a fault is reported with its third reading and over after a minute",
        arguments: [
            (DataMark.range, SensorFault.range), (.frozen, .frozen), (.jump, .jump),
        ]
    )
    func faults(mark: DataMark, fault: SensorFault) {
        var scene = Scene(rules: [.written()])
        scene.send([0, 0], from: "09:10:00") { $0.mark = mark }
        #expect(scene.sensorChanges == [])
        scene.send(repeating(0, 20), from: "09:10:02") { $0.mark = mark }
        #expect(scene.sensorChanges.map(\.step) == [.faulty])
        #expect(scene.sensorChanges.map(\.fault) == [fault])
        scene.send(repeating(50, 60), from: "09:10:22")
        #expect(scene.sensorChanges.map(\.step) == [.faulty, .sound])
    }
}
