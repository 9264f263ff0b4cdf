import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Testing

/// Windows and what they open and close, as the independent judge of the tests reads Judging.md, computed by hand.
@Suite("The independent judge: windows")
struct IndependentWindowTests {
    @Test("Ten loud seconds: clear when the last has left the window, closed five seconds later")
    func oneNoise() {
        var scene = HandScene([HandScene.rule()])
        scene.send(levels(70, 10) + levels(50, 20), from: 0)
        // One loud second in ten: (10^7 + 9 · 10^5) / 10 = 1.09 · 10^6, 60.4 dB, still above at 19.
        #expect(
            scene.story(until: 100) == [
                "opened overLimit 10 at 70.0 worst 10.0", "closed quiet 25 since 10 ended 10 worst 10.0",
            ]
        )
    }

    @Test("The minimum duration counts from the first window above")
    func minimum() {
        var scene = HandScene([HandScene.rule(minimum: 3)])
        scene.send(levels(70, 30), from: 0)
        #expect(scene.story(until: 100) == ["opened overLimit 13 since 10 at 70.0 worst 10.0"])
        scene = HandScene([HandScene.rule(window: 1, minimum: 3)])
        scene.send(levels(70, 3) + [60] + levels(70, 3), from: 0)
        #expect(scene.story(until: 100).isEmpty)
    }

    @Test("Behind more than a window without one that can be assessed, the minimum duration begins anew")
    func minimumOverGap() {
        var scene = HandScene([HandScene.rule(window: 1, minimum: 3)])
        scene.send(levels(70, 3), from: 0)
        scene.send(levels(70, 4), from: 4.5)
        #expect(scene.story(until: 100) == ["opened overLimit 8.5 since 5.5 at 70.0 worst 10.0"])
        // With readings of one second from 3 on, the windows touch.
        scene = HandScene([HandScene.rule(window: 1, minimum: 3)])
        scene.send(levels(70, 4), from: 0)
        #expect(scene.story(until: 100) == ["opened overLimit 4 since 1 at 70.0 worst 10.0"])
    }

    @Test("The share of the window that must be covered")
    func coverage() {
        for (percent, first) in [(50, 5), (75, 8), (80, 8), (81, 9), (100, 10)] {
            var scene = HandScene([HandScene.rule { $0.measurement.coveragePercent = percent }])
            scene.send(levels(70, 10), from: 0)
            #expect(scene.story(until: 100) == ["opened overLimit \(first) at 70.0 worst 10.0"])
        }
    }

    @Test("A reading longer than the window is a window of its own")
    func longReading() {
        var scene = HandScene([HandScene.rule()])
        scene.send([70, 50], from: 0, length: 60)
        #expect(
            scene.story(until: 200) == ["opened overLimit 60 at 70.0 worst 10.0"]
        )
        // Clear at 120 and 180: 60 s, more than 5 s.
        scene.send([50], from: 120, length: 60)
        #expect(scene.story(until: 200).last == "closed quiet 180 since 60 ended 60 worst 10.0")
    }

    @Test("Compared as told: 60.05 is 60.0 and not above 60, 60.15 is 60.2")
    func ties() {
        for (hundredths, story) in [(6005, []), (6015, ["opened overLimit 10 at 60.2 worst 0.2"])] {
            var scene = HandScene([HandScene.rule()])
            scene.send(levels(60, 10), from: 0) { $0.LAeq = Level(hundredths: hundredths) ?? .minimum }
            #expect(scene.story(until: 100) == story)
        }
    }

    @Test("A window between clear and above ends the time clear and keeps the violation")
    func between() {
        var scene = HandScene([HandScene.rule(window: 1)])
        scene.send([70, 50, 50, 50, 50, 57.1] + levels(57, 6), from: 0)
        #expect(scene.story(until: 100).last == "closed quiet 12 since 1 ended 1 worst 10.0")
    }

    @Test("A rule on LAFmax takes the highest of the window")
    func maximum() {
        var scene = HandScene([HandScene.rule { $0.measurement.quantity = .LAFmax }])
        scene.send(levels(50, 9), from: 0) { $0.LAFmax = ScenarioPlan.level(tenths: 590) }
        scene.send([50], from: 9) { $0.LAFmax = ScenarioPlan.level(tenths: 721) }
        #expect(scene.story(until: 100) == ["opened overLimit 10 at 72.1 worst 12.1"])
    }

    @Test("A continuous measurement begins anew behind an excluded second")
    func continuousMark() {
        var scene = HandScene([HandScene.rule { $0.measurement.isContinuous = true }])
        scene.send(levels(70, 5), from: 0)
        scene.send([70], from: 5) { $0.mark = .over }
        scene.send(levels(70, 12), from: 6)
        #expect(scene.story(until: 100) == ["opened overLimit 16 at 70.0 worst 10.0"])
    }

    @Test("One hundredth may be lost, and a gap of a second and a half of jitter; not more")
    func continuousGap() {
        let rule = HandScene.rule(window: 200) { rule in
            rule.measurement.isContinuous = true
            rule.measurement.coveragePercent = 75
        }
        var scene = HandScene([rule])
        scene.send(levels(70, 100), from: 0)
        scene.send(levels(70, 250), from: 101.4)
        // 99 s from 1 and 99 s to 200.4 are 99 % of 200 s.
        #expect(scene.story(until: 500) == ["opened overLimit 200.4 at 70.0 worst 10.0"])
        scene = HandScene([rule])
        scene.send(levels(70, 100), from: 0)
        scene.send(levels(70, 250), from: 101.6)
        #expect(scene.story(until: 500) == ["opened overLimit 301.6 at 70.0 worst 10.0"])
    }

    @Test("The background is taken off every window; less than 3 dB above it is clear")
    func background() {
        func scene(_ levels: [Double], _ method: BackgroundCorrection, background: Int) -> [String] {
            var scene = HandScene([HandScene.rule(window: 1) { $0.measurement.correction = method }])
            scene.sensors = [ScenarioPlan.sensor("s0", background: ScenarioPlan.background(tenths: background))]
            scene.send(levels, from: 0)
            return scene.story(until: 100)
        }
        // 8.0 dB over 55: 1 dB off.
        #expect(scene([63], .table, background: 550) == ["opened overLimit 1 at 62.0 worst 2.0"])
        // 6.0 dB over: 1 dB off leaves the limit.
        #expect(scene([61], .table, background: 550).isEmpty)
        // 2.9 dB over 58, although above the limit.
        #expect(scene([60.9], .table, background: 580).isEmpty)
        // 10^6.4 - 10^6 is 1.51 · 10^6, 61.8 dB.
        #expect(scene([64], .exact, background: 600) == ["opened overLimit 1 at 61.8 worst 1.8"])
        // Down to the background of 59 dB, of which the limit less 3 dB would keep it open.
        #expect(
            scene([75] + levels(59, 6), .table, background: 590) == [
                "opened overLimit 1 at 75.0 worst 15.0", "closed quiet 7 since 1 ended 1 worst 15.0",
            ]
        )
    }
}
