import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Sites
import Testing

@Suite("What is no average")
struct NoAverageTests {
    struct Row: CustomTestStringConvertible {
        var name: String
        var change: @Sendable (inout Reading) -> Void
        var testDescription: String { name }
    }

    static let rows = [
        Row(name: "a level of one moment") {
            $0.momentary = MomentaryLevel(Scene.level(94), frequency: .A, time: nil)
            $0.LAeq = nil
            $0.duration = .zero
        },
        Row(name: "an LAeq over nobody knows how long") { $0.duration = .zero },
        Row(name: "a highest level only") {
            $0.LAFmax = $0.LAeq
            $0.LAeq = nil
        },
        Row(name: "weather only") {
            $0.LAeq = nil
            $0.weather = Weather(windHundredths: 900, rainHundredths: 20)
        },
        Row(name: "the device's health") {
            $0.LAeq = nil
            $0.health = DeviceHealth(batteryPercent: 3)
        },
    ]

    @Test("raises no violation, whatever its level, and is no silence", arguments: rows)
    func silent(_ row: Row) {
        var scene = Scene(rules: [.written()])
        scene.send(repeating(94, 120), from: "09:10:00", change: row.change)
        scene.judge.advance(to: Scene.at("09:12:30"), verdicts: &scene.verdicts)
        let ours = Scene.sensor(.constructionBoundary)
        #expect(scene.changes.isEmpty)
        #expect(!scene.verdicts.contains { if case .sensor(let change) = $0 { change.sensor == ours } else { false } })
    }

    @Test("between seconds it changes no verdict, breaks no measurement and makes none of them late", arguments: rows)
    func between(_ row: Row) {
        var plain = Scene(rules: [.written()])
        plain.send(repeating(80, 30), from: "09:10:00")
        plain.send(repeating(50, 30), from: "09:10:30")
        var mixed = Scene(rules: [.written()])
        for second in 0..<60 {
            let clock = "09:10:\(second < 10 ? "0" : "")\(second)"
            // It comes a minute ahead of the average that lies beside it.
            mixed.send([94], from: "09:11:\(second < 10 ? "0" : "")\(second)", change: row.change)
            mixed.send([second < 30 ? 80 : 50], from: clock)
        }
        #expect(mixed.story == plain.story && !plain.story.isEmpty)
        #expect(mixed.changes.map(\.finding.level) == plain.changes.map(\.finding.level))
        #expect(mixed.changes.map(\.finding.coverage) == plain.changes.map(\.finding.coverage))
    }

    @Test("names of momentary levels are those of their weighting")
    func names() throws {
        let level = Scene.level(61.2)
        for frequency in FrequencyWeighting.allCases {
            for time in TimeWeighting.allCases.map(Optional.some) + [nil] {
                let momentary = MomentaryLevel(level, frequency: frequency, time: time)
                #expect(MomentaryLevel(level, name: momentary.name) == momentary)
            }
        }
        #expect(MomentaryLevel(level, frequency: .C, time: .slow).name == "LCS")
        for name in ["", "L", "LB", "LAX", "LAeq", "LAFmax", "la"] { #expect(MomentaryLevel(level, name: name) == nil) }
    }
}
