import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Testing

/// Edges, ends, raisings and several rules, as the independent judge of the tests reads Judging.md, computed by hand.
@Suite("The independent judge: violations")
struct IndependentClaimTests {
    private func range(_ from: Double, _ to: Double) -> TimeRange {
        TimeRange(start: HandScene.at(from), end: HandScene.at(to))
    }

    @Test("Only readings wholly within the session are looked at; its end closes the violation")
    func session() {
        var scene = HandScene([HandScene.rule { $0.when = .sessions([.written]) }])
        scene.sessions = [ScenarioPlan.session(.written, range(100, 200))]
        scene.send(levels(70, 120), from: 90)
        #expect(
            scene.story(until: 300) == [
                "opened overLimit 110 at 70.0 worst 10.0", "closed ruleEnded 200 since 110 ended 200 worst 10.0",
            ]
        )
        scene = HandScene([HandScene.rule { $0.when = .sessions([.written]) }])
        scene.sessions = [ScenarioPlan.session(.written, range(100, 200))]
        scene.send(levels(70, 120), from: 90.5)
        #expect(scene.story(until: 300).first == "opened overLimit 110.5 at 70.0 worst 10.0")
    }

    @Test("No data for ten minutes, or five more than a reading's length")
    func noData() {
        var scene = HandScene([HandScene.rule()])
        scene.send(levels(70, 12), from: 0)
        #expect(scene.story(until: 611).count == 1)
        #expect(scene.story(until: 612).last == "closed noData 612 since 10 ended 12 worst 10.0")
        // What is marked is no data.
        scene.send(levels(70, 500), from: 12) { $0.mark = .fault }
        #expect(scene.story(until: 612).last == "closed noData 612 since 10 ended 12 worst 10.0")
        scene = HandScene([HandScene.rule()])
        scene.send([70], from: 0, length: 600)
        #expect(scene.story(until: 2000).last == "closed noData 1500 since 600 ended 600 worst 10.0")
    }

    @Test("A reading that ends ten minutes behind the last is in time, one that ends later is not")
    func noDataBorder() {
        for (start, isClosed) in [(609.0, false), (609.001, true)] {
            var scene = HandScene([HandScene.rule(window: 1)])
            scene.send(levels(70, 10), from: 0)
            scene.send([70], from: start)
            #expect(scene.story(until: 700).contains { $0.hasPrefix("closed noData 610 ") } == isClosed)
        }
    }

    @Test("Several ends are taken in the order of their instants")
    func order() {
        var scene = HandScene([HandScene.rule(window: 1)])
        scene.sensors.append(ScenarioPlan.sensor("s1"))
        scene.send(levels(70, 100), from: 0)
        scene.send(levels(70, 96), from: 0, sensor: "s1")
        #expect(scene.story(until: 5000).last == "closed noData 700 since 1 ended 100 worst 10.0")
        scene.rules[0].when = .sessions([.written])
        scene.sessions = [ScenarioPlan.session(.written, range(0, 650))]
        #expect(scene.story(until: 5000).last == "closed ruleEnded 650 since 1 ended 100 worst 10.0")
        scene.sessions = [ScenarioPlan.session(.written, range(0, 9000))]
        #expect(scene.story(until: 5000).last == "closed noData 700 since 1 ended 100 worst 10.0")
    }

    @Test("The beginning lies no earlier than the closing of the violation before it")
    func beginning() {
        var scene = HandScene([
            HandScene.rule("r0", window: 1) { $0.when = .sessions([.written]) },
            HandScene.rule("r1", window: 1, minimum: 120),
        ])
        scene.sessions = [ScenarioPlan.session(.written, range(0, 100))]
        scene.send(levels(70, 125), from: 0)
        #expect(
            scene.story(until: 200) == [
                "opened overLimit 1 at 70.0 worst 10.0", "closed ruleEnded 100 since 1 ended 100 worst 10.0",
                "opened overLimit 121 since 100 at 70.0 worst 10.0",
            ]
        )
    }

    @Test("Behind ten minutes without data the time above begins anew, although long windows overlap")
    func noDataEndsTimes() {
        var scene = HandScene([HandScene.rule(window: 1200) { $0.measurement.coveragePercent = 10 }])
        scene.send(levels(80, 130), from: 0)
        scene.send([80], from: 800)
        #expect(
            scene.story(until: 900) == [
                "opened overLimit 120 at 80.0 worst 20.0", "closed noData 730 since 120 ended 130 worst 20.0",
                "opened overLimit 801 at 80.0 worst 20.0",
            ]
        )
    }

    @Test("A stricter rule that comes to take part raises")
    func stricter() {
        var scene = HandScene([
            HandScene.rule("r0"), HandScene.rule("r1", limit: 550, window: 5) { $0.when = .sessions([.listening]) },
        ])
        scene.sessions = [ScenarioPlan.session(.listening, range(100, 200))]
        scene.send(levels(65, 40), from: 80)
        #expect(
            scene.story(until: 800) == [
                "opened overLimit 90 at 65.0 worst 5.0", "raised stricterRule 105 since 90 at 65.0 worst 10.0",
                "closed noData 720 since 90 ended 120 worst 10.0",
            ]
        )
    }

    @Test("The limit of the night is stricter; the window begins anew at ten")
    func night() {
        var scene = HandScene([HandScene.rule { $0.basis = .standard(.GB12523) }])
        scene.send(levels(80, 90), from: 46_740)
        #expect(
            scene.story(until: 47_000) == [
                "opened overLimit 46750 at 80.0 worst 10.0",
                "raised stricterRule 46810 since 46750 at 80.0 worst 25.0",
            ]
        )
    }

    @Test("Louder: the present level for ten seconds 5 dB or more above what was told")
    func louder() {
        var scene = HandScene([HandScene.rule()])
        scene.send(levels(65, 20) + levels(80, 20), from: 0)
        // At 21 the last ten seconds have (9 · 10^6.5 + 10^8) / 10 = 1.28 · 10^7, 71.1 dB; ten seconds later it is 31.
        #expect(
            scene.story(until: 100) == [
                "opened overLimit 10 at 65.0 worst 5.0", "raised louder 31 since 10 at 80.0 worst 20.0",
            ]
        )
        scene = HandScene([HandScene.rule()])
        scene.send(levels(65, 20) + levels(69.9, 40), from: 0)
        #expect(scene.story(until: 100) == ["opened overLimit 10 at 65.0 worst 5.0"])
        scene = HandScene([HandScene.rule()])
        scene.send([65, 65, 80], from: 0, length: 10)
        #expect(scene.story(until: 100).last == "raised louder 30 since 10 at 80.0 worst 20.0")
    }

    @Test("The worst is the highest window, also of the time before the opening")
    func worst() {
        var scene = HandScene([HandScene.rule(window: 1, minimum: 20)])
        scene.send(levels(90, 2) + levels(62, 30), from: 0)
        #expect(scene.story(until: 100) == ["opened overLimit 21 since 1 at 62.0 worst 30.0"])
    }

    @Test("It is closed when the last rule that takes part has ended; two sensors of one source are one")
    func twoSensors() {
        var scene = HandScene([HandScene.rule(window: 1)])
        scene.sensors.append(ScenarioPlan.sensor("s1"))
        scene.send(levels(70, 10) + levels(50, 30), from: 0)
        scene.send(levels(50, 5) + levels(72, 15) + levels(50, 20), from: 0, sensor: "s1")
        #expect(
            scene.story(until: 100) == [
                "opened overLimit 1 at 70.0 worst 10.0", "closed quiet 26 since 1 ended 20 worst 12.0",
            ]
        )
    }

    @Test("An advisory gives way to a stronger claim, and comes again when that has ended")
    func outranked() {
        var scene = HandScene([
            HandScene.rule("r0", limit: 550, window: 1) { $0.kind = .advisory },
            HandScene.rule("r1", window: 1, minimum: 3),
        ])
        scene.send(levels(70, 5) + levels(56, 10), from: 0)
        #expect(
            scene.story(until: 20) == [
                "opened overLimit 1 at 70.0 worst 15.0", "opened overLimit 4 since 1 at 70.0 worst 10.0",
                "closed outranked 4 since 1 ended 4 worst 15.0", "closed quiet 11 since 1 ended 5 worst 10.0",
                "opened overLimit 12 since 5 at 56.0 worst 15.0",
            ]
        )
    }
}
