import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Testing

/// Noise that stands out of a background of 45 dB, computed by hand from Judging.md: the judge of the tests and the
/// product say the same.
@Suite("The independent judge: rises")
struct IndependentRiseTests {
    private func scene(
        minimum: Int64 = 5,
        clear: Int64 = 20,
        when: Rule.When = .always,
        background: Int? = 450
    ) -> HandScene {
        var scene = HandScene([Self.rule(minimum: minimum, clear: clear, when: when)])
        scene.sensors = [
            ScenarioPlan.sensor("s0", background: background.flatMap { ScenarioPlan.background(tenths: $0) })
        ]
        return scene
    }

    private static func rule(
        _ id: String = "r0",
        minimum: Int64 = 5,
        clear: Int64 = 20,
        when: Rule.When = .always
    ) -> Rule {
        HandScene.rule(id, window: 1, minimum: minimum) { rule in
            rule.basis = .rise(tenths: 100)
            rule.kind = .prohibitedActivity
            rule.when = when
            rule.hysteresis.clearAfter = .seconds(clear)
        }
    }

    private func expect(
        _ scene: HandScene,
        _ story: [String],
        until end: Double = 400,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(scene.story(until: end) == story, sourceLocation: sourceLocation)
        #expect(scene.found(until: end) == story, sourceLocation: sourceLocation)
    }

    @Test("It begins 10 dB over the background, and is over for the clear time")
    func one() {
        var scene = scene()
        scene.send(levels(46, 10) + levels(62, 10) + levels(45, 40), from: 0)
        expect(
            scene,
            ["opened standsOut 15 since 10 at 62.0 worst 7.0", "closed quiet 40 since 10 ended 20 worst 7.0"]
        )
        scene = self.scene()
        scene.send(levels(48, 10) + levels(54.9, 40), from: 0)
        expect(scene, [])
    }

    @Test("What was heard eleven seconds before is no longer just before")
    func justBefore() {
        var scene = scene(background: nil)
        scene.send([40] + levels(45, 10) + levels(55, 20), from: 0)
        expect(scene, [], until: 100)
        scene = self.scene(background: nil)
        scene.send([40] + levels(45, 9) + levels(55, 20), from: 0)
        expect(scene, ["opened standsOut 15 since 10 at 55.0 worst 5.0"], until: 100)
    }

    @Test("Gaps under ten seconds do not divide it, ten seconds do")
    func gaps() {
        var scene = scene(minimum: 30)
        scene.send(levels(65, 11) + levels(45, 9) + levels(65, 11), from: 0)
        expect(scene, ["opened standsOut 30 since 0 at 65.0 worst 10.0"], until: 100)
        scene = self.scene(minimum: 30)
        scene.send(levels(65, 11) + levels(45, 10) + levels(65, 11), from: 0)
        expect(scene, [], until: 100)
    }

    @Test("Quiet seconds and lost ones are one gap")
    func gapInQuiet() {
        var scene = scene(minimum: 30)
        scene.send(levels(65, 11) + levels(45, 3), from: 0)
        scene.send(levels(65, 11), from: 20)
        expect(scene, ["opened standsOut 30 since 0 at 65.0 worst 10.0"], until: 100)
        scene = self.scene(minimum: 30)
        scene.send(levels(65, 11) + levels(45, 3), from: 0)
        scene.send(levels(65, 29), from: 21)
        expect(scene, [], until: 100)
    }

    @Test("The quiet seconds behind a noise do not make it last")
    func quietSeconds() {
        var scene = scene(minimum: 30)
        scene.send(levels(62, 28) + levels(45, 40), from: 0)
        expect(scene, [])
    }

    @Test("A ban judges what was heard during the ban, and no second that its edge divides")
    func ban() {
        var scene = scene(when: .notices)
        scene.notices = [ScenarioPlan.notice(TimeRange(start: HandScene.at(20), end: HandScene.at(40)))]
        scene.send(levels(65, 60), from: 0)
        expect(
            scene,
            [
                "opened standsOut 25 since 20 at 65.0 worst 10.0",
                "closed ruleEnded 40 since 20 ended 40 worst 10.0",
            ]
        )
        scene = self.scene(when: .notices)
        scene.notices = [ScenarioPlan.notice(TimeRange(start: HandScene.at(20), end: HandScene.at(400)))]
        scene.send(levels(45, 19), from: 0.5)
        scene.send([90] + levels(65, 20), from: 19.5)
        expect(scene, ["opened standsOut 25.5 since 20 at 65.0 worst 10.0"], until: 100)
    }

    @Test("A noise before, which was too short, is not the worst of the one that opens")
    func anotherNoise() {
        var scene = scene(minimum: 10)
        scene.send(levels(90, 5), from: 0)
        scene.send(levels(62, 20), from: 30)
        expect(scene, ["opened standsOut 40 since 30 at 62.0 worst 7.0"], until: 100)
    }

    @Test("The worst is the highest level since the beginning, over a pause too")
    func worstBeforePause() {
        var scene = scene(minimum: 20)
        scene.send(levels(80, 10) + levels(45, 7) + levels(60, 10), from: 0)
        // (10 · 10^8 + 3 · 10^6) / 13 is 7.72 · 10^7, 78.9 dB.
        expect(scene, ["opened standsOut 20 since 0 at 78.9 worst 25.0"], until: 100)
    }

    @Test("The worst is kept over a pause that a reading takes up which begins before the last quiet one ends")
    func worstOverLap() {
        var scene = scene(minimum: 10)
        scene.send([80], from: 0)
        scene.send([45], from: 1.1)
        scene.send([45], from: 10.15)
        scene.send([65], from: 11.05)
        expect(scene, ["opened standsOut 12.05 since 0 at 77.3 worst 25.0"], until: 100)
    }

    @Test("The worst of a noise that is on the whole less than the rise above the background")
    func belowTheRise() {
        var scene = scene(minimum: 10)
        scene.send([56] + levels(51, 3) + levels(50, 20), from: 0)
        // (3.98 + 3 · 1.26 + 6 · 1) / 10 · 10^5 is 51.4 dB, 3.6 below what the rise asks for; the first second alone
        // 1.0 above.
        expect(scene, ["opened standsOut 10 since 0 at 51.4 worst 1.0"], until: 100)
        scene.send(levels(45, 30), from: 24)
        expect(
            scene,
            ["opened standsOut 10 since 0 at 51.4 worst 1.0", "closed quiet 44 since 0 ended 24 worst 1.0"]
        )
    }

    @Test("Noise that follows a louder one out of a deeper lull is another one")
    func anotherOutOfLull() {
        var scene = scene(background: nil)
        // 75 over 60; then a second of 40, out of which 52 stands, which is less than 65.
        scene.send(levels(60, 10) + levels(75, 10) + levels(40, 6) + levels(52, 20) + levels(40, 40), from: 0)
        expect(
            scene,
            ["opened standsOut 15 since 10 at 75.0 worst 5.0", "closed quiet 66 since 10 ended 46 worst 5.0"]
        )
        scene = self.scene(minimum: 12, background: nil)
        scene.send(levels(60, 10) + levels(75, 10) + levels(40, 6) + levels(52, 20), from: 0)
        expect(scene, ["opened standsOut 38 since 26 at 52.0 worst 2.0"], until: 100)
    }

    @Test("A long noise that becomes louder is told, by the present level")
    func louder() {
        var scene = scene()
        scene.send(levels(60, 600) + levels(75, 30), from: 0)
        // The first loud second makes ten of 66.1 dB: (9 · 10^6 + 10^7.5) / 10 is 4.06 · 10^6. Ten seconds later the
        // noise has a level of (600 · 10^6 + 11 · 10^7.5) / 611, 61.9 dB.
        expect(
            scene,
            ["opened standsOut 5 since 0 at 60.0 worst 5.0", "raised louder 611 since 0 at 61.9 worst 6.9"],
            until: 700
        )
    }

    @Test("Another background of the same rule is no stricter rule, another rule's lower limit is")
    func stricter() {
        var scene = scene(background: nil)
        scene.rules[0].hysteresis.clearAfter = .seconds(40)
        // 75 over 60, and 60 over 45.
        scene.send(levels(60, 10) + levels(75, 10) + levels(45, 20) + levels(60, 20), from: 0)
        expect(scene, ["opened standsOut 15 since 10 at 75.0 worst 5.0"], until: 100)
        scene = self.scene()
        scene.rules = [HandScene.rule("limit", window: 1) { $0.kind = .prohibitedActivity }, Self.rule()]
        scene.send(levels(45, 5) + levels(65, 20), from: 0)
        expect(
            scene,
            [
                "opened overLimit 6 at 65.0 worst 5.0",
                "raised stricterRule 10 since 6 at 65.0 worst 10.0",
            ],
            until: 100
        )
    }

    @Test("A minute that follows its seconds changes nothing, one that overlaps less counts from the seconds' end")
    func mixed() {
        var scene = scene()
        scene.send(levels(45, 60) + levels(65, 10), from: 0)
        scene.send([70], from: 0, length: 60)
        expect(scene, ["opened standsOut 65 since 60 at 65.0 worst 10.0"], until: 100)
        // With an overlap of 0.3 s the noise has ended at 10, 9.9 s before it is taken up.
        scene = self.scene(minimum: 15)
        scene.send(levels(65, 10), from: 0)
        scene.send([45], from: 9.7, length: 10)
        scene.send([65], from: 19.9)
        expect(scene, ["opened standsOut 20.9 since 0 at 65.0 worst 10.0"], until: 100)
    }

    @Test("The hour before, the day before: its L50 unless something was open in it, also over a restart")
    func usual() throws {
        // 45 dB in the hour from nine of the day before, then 55 and 56.
        func scene(noise: [Double]) -> HandScene {
            var scene = self.scene(background: nil)
            scene.send(levels(45, 20) + noise + levels(45, 40 - noise.count), from: 0, length: 60)
            scene.send([45], from: 3600, length: 60)
            let day: Double = 86_400
            scene.send(levels(52, 20) + levels(55, 20), from: day)
            return scene
        }
        let quiet = scene(noise: [])
        // 55 is 3 dB over what was just before, and 10 dB over the hour.
        expect(quiet, ["opened standsOut 86425 since 86420 at 55.0 worst 0.0"], until: 86_450)
        let loud = scene(noise: [65, 65, 65])
        #expect(loud.story(until: 86_450).map { $0.prefix(6) } == ["opened", "closed"])
        #expect(loud.found(until: 86_450) == loud.story(until: 86_450))
        // The hour is read again after the restart, in which nothing is open any more.
        for restart in [2400.0, 3720.0] {
            var scenario = loud.scenario(until: 86_450, restarts: [restart])
            let start = scenario.start
            scenario.turns.removeAll { turn in
                let passed = (turn - start).milliseconds
                return passed < 86_400_000 && (passed % 60_000 != 0 || passed > 4_000_000)
            }
            let outcome = try Comparison.live.outcome(scenario)
            #expect(outcome.differences.isEmpty, "\(outcome.differences)")
        }
    }

    @Test("Over a restart the noise, what it stands out of and its ten louder seconds go on")
    func restarts() throws {
        var scene = scene(clear: 40, background: nil)
        scene.send(levels(60, 10) + levels(75, 10), from: 0)
        scene.send(levels(45, 5) + levels(60, 20) + levels(72, 20) + levels(45, 60), from: 35)
        for restart in [12.0, 17, 25, 38, 45, 65, 71, 85] {
            let outcome = try Comparison.live.outcome(scene.scenario(until: 400, restarts: [restart]))
            #expect(outcome.differences.isEmpty, "\(restart): \(outcome.differences)")
        }
        #expect(scene.found(until: 400) == scene.story(until: 400))
    }
}
