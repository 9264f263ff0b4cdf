import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Sites
import Testing

@Suite("A limit with the background taken off")
struct CorrectionTests {
    private static func scene(background: Double, level: Double) -> Scene {
        var rule = Rule.written(level: 70)
        rule.measurement.correction = .table
        var scene = Scene(
            rules: [rule],
            background: DeclaredBackground(day: Scene.level(background), night: nil, measured: day)
        )
        scene.send(repeating(level, 60), from: "09:10:00")
        return scene
    }

    private static let day = LocalDate(daysSinceEpoch: 20_600)

    @Test("2.9 dB above the background nothing is judged, and that is said once")
    func notAssessable() {
        let scene = Self.scene(background: 72.1, level: 75)
        #expect(scene.story == [])
        let notes = scene.verdicts.compactMap { if case .notAssessable(let note) = $0 { note } else { nil } }
        #expect(notes.map(\.level.text) == ["75.0"])
        #expect(notes.map(\.background.level.text) == ["72.1"])
    }

    @Test(
        "what is left is compared with the limit",
        arguments: [
            // Background, measured, left.
            (72.0, 75.0, "72.0"), (70.0, 73.0, nil), (70.0, 73.1, "70.1"), (66.0, 72.0, "71.0"), (61.6, 72.0, "71.0"),
            (61.0, 72.0, "72.0"), (60.6, 71.0, nil), (60.4, 71.0, "71.0"),
        ] as [(Double, Double, String?)]
    )
    func corrected(background: Double, measured: Double, left: String?) throws {
        let scene = Self.scene(background: background, level: measured)
        #expect(scene.changes.first?.finding.level?.text == left)
        guard left != nil else { return }
        let finding = try #require(scene.changes.first?.finding)
        #expect(finding.background == Background(level: Scene.level(background), basis: .declared))
        #expect((finding.level?.tenths ?? 0) + finding.correctionTenths == Scene.level(measured).tenths)
    }

    @Test("a level that is down to the background is clear")
    func closes() {
        var rule = Rule.written(level: 70, window: .seconds(1))
        rule.measurement.correction = .table
        var scene = Scene(
            rules: [rule],
            background: DeclaredBackground(day: Scene.level(71), night: nil, measured: Self.day)
        )
        scene.send(repeating(80, 5) + repeating(73, 120), from: "09:10:00")
        #expect(scene.story == ["opened overLimit 09:10:01", "closed quiet 09:10:26"])
        #expect(scene.changes.last?.finding.level?.text == "73.0")
    }

    @Test("the background is taken off below the limit too: works over a background do not stay open for ever")
    func belowTheLimit() {
        var rule = Rule.written(level: 70, window: .seconds(1))
        rule.measurement.correction = .table
        var scene = Scene(
            rules: [rule],
            background: DeclaredBackground(day: Scene.level(65), night: nil, measured: Self.day)
        )
        // 69.0 with the background are 67.0 without it: clear by 3 dB.
        scene.send(repeating(80, 5) + repeating(69, 22), from: "09:10:00")
        #expect(scene.story == ["opened overLimit 09:10:01", "closed quiet 09:10:26"])
        #expect(scene.changes.last?.finding.level?.text == "67.0")
    }
}
