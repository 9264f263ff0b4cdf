import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Sites
import Testing

@Suite("A violation opens, rises and closes")
struct ViolationLifeTests {
    @Test("the window is averaged by energy, not arithmetically")
    func energy() {
        var scene = Scene(rules: [.written(level: 72, window: .seconds(60))])
        scene.send(repeating(50, 59) + [90], from: "09:10:00")
        // 59 s at 50 and 1 s at 90 dB are 72.24 dB; the arithmetic mean would be 50.7.
        #expect(scene.story == ["opened overLimit 09:11:00"])
        #expect(scene.changes.first?.finding.level?.text == "72.2")
    }

    @Test("a level that is told as the limit itself is not over it")
    func atTheLimit() {
        var scene = Scene(rules: [.written()])
        scene.send(repeating(60.04, 600), from: "09:10:00")
        #expect(scene.changes.isEmpty)
        scene.send(repeating(60.1, 30), from: "09:20:00")
        // Two of ten seconds at 60.10 dB make 60.052, which is told as 60.1.
        #expect(scene.story == ["opened overLimit 09:20:02"])
    }

    @Test("the level must stay over the limit for the minimum duration")
    func minimumDuration() {
        var scene = Scene(rules: [.written(window: .seconds(1), minimum: .seconds(5))])
        scene.send(repeating(70, 4) + repeating(50, 4) + repeating(70, 6), from: "09:10:00")
        #expect(scene.story == ["opened overLimit 09:10:14"])
        #expect(scene.changes.first?.openedAt == Scene.at("09:10:09"))
    }

    @Test("it closes only after the clear time under the clear level")
    func clearing() {
        var scene = Scene(rules: [.written(window: .seconds(1))])
        scene.send(repeating(70, 5) + repeating(58, 60) + repeating(56, 19) + [58], from: "09:10:00")
        scene.send(repeating(57, 21), from: "09:11:25")
        #expect(scene.story == ["opened overLimit 09:10:01", "closed quiet 09:11:46"])
    }

    @Test("a growth of 5 dB is reported once it has settled, smaller ones are not")
    func louder() {
        var scene = Scene(rules: [.written(window: .seconds(1))])
        scene.send(repeating(65, 20) + repeating(69.9, 30) + repeating(70, 30) + repeating(75, 30), from: "09:10:00")
        // The mean of ten seconds is told as 70.0 from 09:10:55 on and as 75.0 from 09:11:30 on; ten seconds later each
        // is settled.
        #expect(scene.story == ["opened overLimit 09:10:01", "raised louder 09:11:05", "raised louder 09:11:40"])
        #expect(scene.changes.last?.worst.level?.text == "75.0")
        #expect(scene.changes.last?.finding.present?.level.text == "75.0")
        #expect(Set(scene.changes.map(\.violation)).count == 1)
        #expect(scene.changes.map(\.number) == [1, 2, 3])
    }

    @Test("a jump of thirty decibels for fifty seconds is reported once, whatever the minimum duration")
    func jump() {
        let rule = Rule.written(window: .seconds(60), minimum: .seconds(60))
        var scene = Scene(rules: [rule])
        scene.send(repeating(65, 200) + repeating(95, 50) + repeating(65, 60), from: "09:10:00")
        #expect(scene.story == ["opened overLimit 09:11:45", "raised louder 09:13:31"])
        #expect(scene.changes.last?.finding.present?.level.text == "95.0")
    }

    @Test("what was loudest before it opened belongs to it")
    func loudestFirst() {
        var scene = Scene(rules: [.written(window: .seconds(10), minimum: .seconds(30))])
        scene.send(repeating(90, 20) + repeating(62, 60) + repeating(40, 40), from: "09:10:00")
        #expect(scene.story == ["opened overLimit 09:10:38", "closed quiet 09:11:47"])
        #expect(scene.changes.first?.finding.level?.text == "62.0")
        #expect(scene.changes.first?.worst.level?.text == "90.0")
        #expect(scene.changes.last?.endedAt == Scene.at("09:11:20"))
    }

    @Test("the noise ended with its last loud reading, not when that was decided")
    func end() {
        var scene = Scene(rules: [.written(window: .seconds(60))])
        scene.send(repeating(85, 85) + repeating(40, 240), from: "09:10:00")
        #expect(scene.story == ["opened overLimit 09:10:45", "closed quiet 09:12:45"])
        #expect(scene.changes.last?.endedAt == Scene.at("09:11:25"))
    }

    @Test("a tenth of a decibel around the limit for an hour is one violation")
    func oneEvent() {
        var scene = Scene(rules: [.written(window: .seconds(1))])
        scene.send((0..<3600).map { $0 % 2 == 0 ? 60.1 : 59.9 }, from: "09:10:00")
        #expect(scene.story == ["opened overLimit 09:10:01"])
    }

    @Test("LAFmax rules look at the maximum within the window")
    func maximum() {
        var scene = Scene(rules: [.written(level: 80, window: .seconds(5), quantity: .LAFmax)])
        scene.send(repeating(50, 5), from: "09:10:00") { $0.LAFmax = Scene.level(60) }
        scene.send([50], from: "09:10:05") { $0.LAFmax = Scene.level(85) }
        scene.send(repeating(50, 30), from: "09:10:06") { $0.LAFmax = Scene.level(61) }
        #expect(scene.story == ["opened overLimit 09:10:06", "closed quiet 09:10:31"])
        #expect(scene.changes.first?.finding.level?.text == "85.0")
    }

    @Test("the id is the same on every run and readable on the telephone")
    func identity() {
        func run() -> [ViolationID] {
            var scene = Scene(rules: [.written()])
            scene.send(repeating(70, 20), from: "09:10:00")
            return scene.changes.map(\.violation)
        }
        #expect(run() == run())
        #expect(run().first?.text.wholeMatch(of: /20260607-[0-9A-HJKMNP-TV-Z]{8}/) != nil)
    }
}

@Suite("Rules hold in their sessions only")
struct SessionTests {
    @Test("noise before the session does not count, and the session's own window must fill first")
    func beginning() {
        var scene = Scene(rules: [.written(window: .seconds(60))])
        scene.send(repeating(70, 660), from: "08:50:00")
        // 75 % of the 60 s window must lie inside the session.
        #expect(scene.story == ["opened overLimit 09:00:45"])
    }

    @Test("the violation ends at the very edge of the session, by tick or by reading", arguments: [true, false])
    func end(byTick: Bool) {
        var scene = Scene(rules: [.written()])
        scene.send(repeating(70, 120), from: "11:28:00")
        if byTick { scene.advance(to: "11:30:05") } else { scene.send([70], from: "11:30:04") }
        #expect(scene.story == ["opened overLimit 11:28:08", "closed ruleEnded 11:30:00"])
        #expect(scene.changes.last?.finding.session?.kind == .written)
    }

    @Test("the listening window inside a written session is stricter and is told")
    func listening() {
        let listening = Rule(
            id: "listening",
            name: Name("listening"),
            when: .sessions([.listening]),
            place: Rule.Place(),
            basis: .standard(.WHO),
            measurement: Rule.Measurement(window: .seconds(10)),
            hysteresis: Rule.Hysteresis(clearAfter: .seconds(20))
        )
        var scene = Scene(
            rules: [.written(), listening],
            sessions: [(.written, "15:00:00", "17:00:00"), (.listening, "15:00:00", "15:25:00")],
            start: "14:00:00"
        )
        scene.send(repeating(55, 60), from: "15:10:00")
        #expect(scene.story == ["opened overLimit 15:10:08"])
        #expect(scene.changes.first?.finding.limit.level.text == "50.0")
        #expect(scene.changes.first?.finding.limit.verified == false)
        #expect(scene.changes.first?.finding.session?.kind == .listening)
        scene.send(repeating(55, 300), from: "15:20:30")
        #expect(scene.story.last == "closed ruleEnded 15:25:00")
    }

    @Test("where day turns to night the violation goes on under the night's limit")
    func nightfall() {
        let boundary = Rule(
            id: "boundary",
            name: Name("boundary"),
            when: .always,
            place: Rule.Place(placements: [.constructionBoundary]),
            basis: .standard(.GB12523),
            measurement: Rule.Measurement(window: .seconds(10)),
            hysteresis: Rule.Hysteresis(clearAfter: .seconds(20))
        )
        var scene = Scene(rules: [boundary], start: "21:00:00")
        scene.send(repeating(72, 120), from: "21:59:00")
        #expect(scene.story == ["opened overLimit 21:59:08", "raised stricterRule 22:00:08"])
        #expect(scene.changes.map(\.finding.limit.level.text) == ["70.0", "55.0"])
        #expect(scene.changes.last?.finding.limit.standard == "GB 12523-2025")
    }
}

@Suite("What does not count")
struct ExclusionTests {
    struct Row: CustomTestStringConvertible {
        var name: String
        var change: @Sendable (inout Reading) -> Void
        var testDescription: String { name }
    }

    @Test(
        "marked readings enter no level",
        arguments: [
            Row(name: "calibration") { $0.mark = .calibration },
            Row(name: "over range") { $0.mark = .over },
            Row(name: "fault") { $0.mark = .fault },
            Row(name: "clock ahead") { $0.mark = .clock },
            Row(name: "wind of 5 m/s") { $0.weather = Weather(windHundredths: 500) },
            Row(name: "rain") { $0.weather = Weather(rainHundredths: 1) },
            Row(name: "thunder") { $0.weather = Weather(thunder: true) },
        ]
    )
    func marks(_ row: Row) {
        var scene = Scene(rules: [.written()])
        scene.send(repeating(94, 60), from: "09:10:00", change: row.change)
        #expect(scene.changes.isEmpty)
        scene.send(repeating(94, 60), from: "09:11:00") { $0.weather = Weather(windHundredths: 499) }
        #expect(scene.story == ["opened overLimit 09:11:08"])
    }

    @Test("a window with too little in it is not judged")
    func coverage() {
        var scene = Scene(rules: [.written(window: .seconds(20))])
        scene.send(repeating(80, 14), from: "09:10:00")
        #expect(scene.changes.isEmpty)
        scene.send([80], from: "09:10:14")
        #expect(scene.story == ["opened overLimit 09:10:15"])
        #expect(scene.changes.first?.finding.coverage == 0.75)
    }

    @Test("seconds and their minute are counted once")
    func overlap() {
        var scene = Scene(rules: [.written(level: 72, window: .seconds(60))])
        scene.send(repeating(50, 59) + [60], from: "09:10:00")
        scene.send([90], from: "09:10:00", each: .seconds(60))
        #expect(scene.changes.isEmpty)
    }

    @Test("a reading longer than the window is judged over its own length")
    func longReading() {
        var scene = Scene(rules: [.written()])
        scene.send([70], from: "09:10:00", each: .seconds(60))
        #expect(scene.story == ["opened overLimit 09:11:00"])
        #expect(scene.changes.first?.finding.window == .seconds(60))
    }

    @Test("readings that come out of order within the window count the same")
    func order() {
        let levels = (0..<10).map { 55 + Double($0) }
        var inOrder = Scene(rules: [.written()])
        inOrder.send(levels, from: "09:10:00")
        var shuffled = Scene(rules: [.written()])
        for second in [0, 2, 1, 3, 5, 4, 6, 8, 7, 9] {
            shuffled.send([levels[second]], from: "09:10:0\(second)")
        }
        #expect(inOrder.changes.last?.worst.level == shuffled.changes.last?.worst.level)
        #expect(!inOrder.changes.isEmpty)
    }

    @Test("old data raises no live alarm")
    func late() {
        var scene = Scene(rules: [.written()])
        scene.send(repeating(50, 10), from: "09:20:00")
        scene.send(repeating(90, 60), from: "09:10:00")
        #expect(scene.changes.isEmpty)
    }
}

@Suite("Silent sensors")
struct SilenceTests {
    @Test("silence is told once, and the return too")
    func silence() {
        var scene = Scene(rules: [.written()])
        for placement in Placement.allCases { scene.send([50], from: "09:10:00", at: placement) }
        scene.advance(to: "09:11:01")
        #expect(scene.sensorChanges.isEmpty)
        scene.send([50], from: "09:11:01", at: .yard)
        scene.advance(to: "09:11:02")
        scene.advance(to: "09:11:30")
        #expect(scene.sensorChanges.map(\.step) == [.silent, .silent, .silent, .silent])
        #expect(!scene.sensorChanges.contains { $0.sensor == Scene.sensor(.yard) })
        scene.send([50], from: "09:11:31", at: .housing)
        #expect(scene.sensorChanges.last?.step == .back)
        #expect(scene.sensorChanges.last?.lastReading == Scene.at("09:10:01"))
    }

    @Test("an open violation without data for ten minutes is closed for want of data")
    func noData() {
        var scene = Scene(rules: [.written()])
        scene.send(repeating(70, 20), from: "09:10:00")
        scene.advance(to: "09:20:20")
        #expect(scene.story == ["opened overLimit 09:10:08"])
        scene.advance(to: "09:20:21")
        #expect(scene.story.last == "closed noData 09:20:20")
        #expect(scene.changes.last?.finding.level == nil)
    }
}

@Suite("A judge that stopped goes on as if it had not")
struct SnapshotTests {
    @Test("at every reading", arguments: [1, 7, 30, 61, 95, 140])
    func restart(after count: Int) {
        let levels = repeating(50, 30) + repeating(70, 60) + repeating(66, 5) + repeating(40, 60)
        let rules = [Rule.written(window: .seconds(10), minimum: .seconds(5))]
        var undisturbed = Scene(rules: rules)
        undisturbed.send(levels, from: "09:10:00")

        var first = Scene(rules: rules)
        first.send(Array(levels.prefix(count)), from: "09:10:00")
        let snapshot = first.judge.takeChanges().now

        var second = Scene(rules: rules)
        guard let index = second.judge.index(of: Scene.sensor(.constructionBoundary)) else { return }
        for second_ in max(0, count - 11)..<count {
            let start = Scene.at("09:10:00") + .seconds(Int64(second_))
            let reading = Reading(start: start, duration: .seconds(1), LAeq: Scene.level(levels[second_]))
            second.judge.recall(reading, of: index)
        }
        second.judge.restore(snapshot, now: Scene.at("09:15:00"), verdicts: &second.verdicts)
        for second_ in count..<levels.count {
            let start = Scene.at("09:10:00") + .seconds(Int64(second_))
            let reading = Reading(start: start, duration: .seconds(1), LAeq: Scene.level(levels[second_]))
            second.judge.observe(reading, of: index, verdicts: &second.verdicts)
        }
        #expect(first.changes + second.changes == undisturbed.changes)
        #expect(undisturbed.story.count == 2)
    }
    @Test("what had kept a violation open and has no rule in force any more lets it go")
    func shorterSession() {
        let rules = [Rule.written(window: .seconds(10))]
        var first = Scene(rules: rules, sessions: [(.written, "09:00:00", "11:40:00")])
        first.send(repeating(70, 60), from: "11:30:00")
        #expect(first.changes.map(\.step) == [.opened])
        var second = Scene(rules: rules, sessions: [(.written, "09:00:00", "11:30:00")], start: "11:35:00")
        second.judge.restore(first.judge.takeChanges().now, now: Scene.at("11:31:00"), verdicts: &second.verdicts)
        #expect(second.story == ["closed ruleEnded 11:31:00"])
        let changes = second.judge.takeChanges()
        #expect(changes.gone.map(\.kind) == [.evaluation])
        // What is left of it keeps the next violation apart from this one.
        #expect(changes.now.states.map(\.violation) == [nil])
    }
}
