import Acoustics
import Collector
import EventTime
import EvidenceBundles
import ExamCalendar
import Foundation
import Logging
import NoiseRules
import Plans
import Readings
import Records
import Reports
import Rsvg
import SQLiteStore
import SensorPayloads
import Sites
import TestSupport
import Testing

/// The picture of a mail, from readings in a real store.
@Suite("Pictures of levels") struct LevelPictureTests {
    private static let start = Instant(milliseconds: 1_780_794_000_000)

    /// What is heard in one case, and what its picture must say.
    struct Scene: Sendable, CustomTestStringConvertible {
        var name: String
        var levels: [Double?]
        var each: Int64 = 1
        var step = ViolationChange.Step.opened
        var openedAfter: Int64
        var closedAfter: Int64?
        var rise = false
        var session = SessionKind.written
        var testDescription: String { name }
    }

    private static func decibels(_ base: Double, plus steps: Int, of parts: Double) -> Double {
        base + Double(steps) / parts
    }

    static let scenes: [Scene] = {
        let quiet = (0..<180).map { Optional(decibels(47, plus: $0 * 7 % 9, of: 2)) }
        let breaker = (0..<240).map { number in
            Optional(
                number / 12 % 2 == 0 ? decibels(82, plus: number % 5, of: 1) : decibels(66, plus: number % 7, of: 1)
            )
        }
        let steady = (0..<600).map { Optional(decibels(60, plus: $0 * 13 % 10, of: 3)) }
        let gap = [Double?](repeating: nil, count: 60)
        let minutes = (0..<40).map { Optional($0 < 10 ? 52.0 : decibels(74, plus: $0 % 4, of: 1)) }
        let beginning = quiet + Array(breaker[..<90])
        let whole = quiet + breaker + quiet
        let broken = quiet + Array(breaker[..<60]) + gap + Array(breaker[60...])
        return [
            Scene(name: "short", levels: beginning, openedAfter: 210),
            Scene(
                name: "over",
                levels: whole,
                step: .closed,
                openedAfter: 200,
                closedAfter: 430,
                session: .listening
            ),
            Scene(name: "rise", levels: quiet + steady, openedAfter: 240, rise: true),
            Scene(name: "gap", levels: broken, openedAfter: 200),
            Scene(
                name: "minutes",
                levels: minutes,
                each: 60,
                openedAfter: 660
            ),
        ]
    }()

    @Test("say the limit, the session, the hour and the place, and rasterise", arguments: scenes, Language.allCases)
    func scene(scene: Scene, language: Language) throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.path("quiethours.db"))
        let sensor = SensorID(site: "no1-middle", sensor: "gate-north")
        let readings = scene.levels.enumerated().compactMap { number, level in
            level.flatMap { Level(decibels: $0) }.map {
                Reading(
                    start: Self.start + .seconds(Int64(number) * scene.each),
                    duration: .seconds(scene.each),
                    LAeq: $0
                )
            }
        }
        _ = try store.append(
            Arrival(
                receivedAt: Self.start,
                origin: .mqtt,
                messages: [SensorMessage(sensor: sensor, readings: readings)]
            )
        )
        let plan = try PlanDocument.load(path: repositoryPath("deploy/samples/plan.yaml")).get()
        let pictures = LevelPictures(plan: plan, journal: store, log: Logger(label: "quiethours"))
        let change = try change(scene)
        let now = Self.start + .seconds(Int64(scene.levels.count) * scene.each)
        let chart = try #require(try pictures.chart(of: change, language: language, until: now))
        let svg = chart.svg
        let limit = scene.rise ? "58.2" : "70.0"
        #expect(svg.contains(language == .zh ? "第一中学考点 gate-north（施工场界）" : "No. 1 Middle School gate-north"))
        #expect(svg.contains(limit) && svg.contains("09:"))
        #expect(svg.contains(language == .zh ? "英语 09:00—11:30" : "English 09:00–11:30"))
        if scene.rise { #expect(svg.contains(language == .zh ? "背景噪声 48.2" : "Background 48.2")) }
        #expect(svg.contains("class=\"level\"") && chart.alternative.contains(limit))
        let png = try SVGPicture(svg).png(width: 1080)
        #expect(png.count < 150_000)
        if let folder = ProcessInfo.processInfo.environment["QUIETHOURS_PICTURES"] {
            try Data(png).write(to: URL(fileURLWithPath: "\(folder)/\(scene.name)-\(language.rawValue).png"))
        }
    }

    @Test("what is passed over is not drawn, and what began long before the picture is")
    func sharedTime() throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.path("quiethours.db"))
        let sensor = SensorID(site: "no1-middle", sensor: "gate-north")
        func reading(_ second: Int64, lasting seconds: Int64, _ decibels: Double) throws -> Reading {
            let level = try #require(Level(decibels: decibels))
            return Reading(start: Self.start + .seconds(second), duration: .seconds(seconds), LAeq: level)
        }
        // Seconds with a minute of another level over them, and a record of twenty minutes that ends with the first.
        var readings = try (0..<300).map { try reading($0, lasting: 1, 60) }
        readings.append(try reading(60, lasting: 60, 95))
        readings.append(try reading(-1100, lasting: 1200, 80))
        _ = try store.append(
            Arrival(
                receivedAt: Self.start,
                origin: .mqtt,
                messages: [SensorMessage(sensor: sensor, readings: readings)]
            )
        )
        let plan = try PlanDocument.load(path: repositoryPath("deploy/samples/plan.yaml")).get()
        let pictures = LevelPictures(plan: plan, journal: store, log: Logger(label: "quiethours"))
        var scene = Self.scenes[0]
        // The window of the finding is as long as the longest record.
        scene.each = 20
        scene.openedAfter = 120
        let chart = try pictures.chart(of: try change(scene), language: .en, until: Self.start + .minutes(5))
        let alternative = try #require(chart).alternative
        #expect(alternative.contains("80.0") && !alternative.contains("95.0"))
    }

    @Test("a sensor that was never heard has no picture, and neither has one that fell silent")
    func nothing() throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.path("quiethours.db"))
        let plan = try PlanDocument.load(path: repositoryPath("deploy/samples/plan.yaml")).get()
        let pictures = LevelPictures(plan: plan, journal: store, log: Logger(label: "quiethours"))
        let change = try change(Self.scenes[0])
        #expect(try pictures.chart(of: change, language: .zh, until: Self.start + .minutes(5)) == nil)
    }

    private func change(_ scene: Scene) throws -> ViolationChange {
        let level = try #require(Level(decibels: 78.4))
        let limit = try #require(Level(decibels: scene.rise ? 58.2 : 70))
        let session = ExamSession(
            exam: "gaokao",
            name: Name(zh: "英语", en: "English"),
            kind: scene.session,
            range: TimeRange(start: Self.start, end: Self.start + .minutes(150))
        )
        let background = try #require(Level(decibels: 48.2))
        let finding = Finding(
            sensor: "gate-north",
            rule: "r",
            limit: Limit(level: limit, quantity: .LAeq, standard: "GB 12523-2025", clause: "4.1", verified: true),
            level: level,
            LAFmax: nil,
            window: .seconds(60 * scene.each),
            coverage: 1,
            session: SessionNote(session),
            rise: scene.rise
                ? Rise(
                    background: Background(level: background, basis: .hourOfWeek, hours: 6),
                    tenths: 123,
                    confidence: .medium
                )
                : nil
        )
        let openedAt = Self.start + .seconds(scene.openedAfter)
        return ViolationChange(
            violation: ViolationID("20260607-7K3M9Q2A"),
            subject: ViolationSubject(site: "no1-middle", source: .construction, kind: .limitExceeded),
            number: 1,
            step: scene.step,
            at: scene.closedAfter.map { Self.start + .seconds($0) } ?? openedAt,
            openedAt: openedAt,
            reason: scene.step == .closed ? .quiet : .overLimit,
            finding: finding,
            worst: finding
        )
    }
}
