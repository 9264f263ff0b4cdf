import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Testing

/// Noise that stands out of a background of 45 dB, as the independent judge of the tests reads Operators.md.
@Suite("The independent judge: rises")
struct IndependentRiseTests {
    private func scene(minimum: Int64, clear: Int64 = 20, when: Rule.When = .always) -> HandScene {
        var scene = HandScene([
            HandScene.rule(window: 1, minimum: minimum) { rule in
                rule.basis = .rise(tenths: 100)
                rule.kind = .prohibitedActivity
                rule.when = when
                rule.clearAfter = .seconds(clear)
            }
        ])
        scene.sensors = [ScenarioPlan.sensor("s0", background: ScenarioPlan.background(tenths: 450))]
        return scene
    }

    @Test("It begins 10 dB over the background, and is over for the clear time")
    func one() {
        var scene = scene(minimum: 5)
        scene.send(levels(46, 10) + levels(62, 10) + levels(45, 40), from: 0)
        #expect(
            scene.story(until: 100) == [
                "opened standsOut 15 since 10 worst 0.0", "closed quiet 40 since 10 ended 20 worst 0.0",
            ]
        )
        scene = self.scene(minimum: 5)
        scene.send(levels(48, 10) + levels(54.9, 40), from: 0)
        #expect(scene.story(until: 100).isEmpty)
    }

    @Test("Gaps under ten seconds do not divide it, ten seconds do")
    func gaps() {
        var scene = scene(minimum: 30)
        scene.send(levels(65, 11) + levels(45, 9) + levels(65, 11), from: 0)
        #expect(scene.story(until: 100) == ["opened standsOut 30 since 0 worst 0.0"])
        scene = self.scene(minimum: 30)
        scene.send(levels(65, 11) + levels(45, 10) + levels(65, 11), from: 0)
        #expect(scene.story(until: 100).isEmpty)
    }

    @Test("A ban judges what was heard during the ban")
    func ban() {
        var scene = scene(minimum: 5, when: .notices)
        scene.notices = [ScenarioPlan.notice(TimeRange(start: HandScene.at(20), end: HandScene.at(40)))]
        scene.send(levels(65, 60), from: 0)
        #expect(
            scene.story(until: 100) == [
                "opened standsOut 25 since 20 worst 0.0", "closed ruleEnded 40 since 20 ended 40 worst 0.0",
            ]
        )
    }
}
