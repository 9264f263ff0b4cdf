import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Sites
import Testing

@Suite("Noise that stands out of the background")
struct RiseTests {
    private static func notice(
        from: String = "09:00:00",
        to: String = "12:00:00",
        activities: Set<Activity> = [.construction],
        exemptions: [Exemption] = []
    ) -> ControlNotice {
        ControlNotice(
            id: "quiet",
            name: Name("Quiet"),
            publication: NoticePublication(issuer: Name("Bureau")),
            phases: [
                .init(
                    name: Name("exam days"),
                    range: TimeRange(start: Scene.at(from), end: Scene.at(to)),
                    hours: .allDay,
                    area: .everywhere,
                    activities: activities
                )
            ],
            exemptions: exemptions
        )
    }

    private static let banned = Rule(
        id: "banned",
        name: Name("banned"),
        when: .notices,
        place: .init(),
        basis: .rise(tenths: 100),
        kind: .prohibitedActivity,
        measurement: Rule.Measurement(window: .seconds(1)),
        hysteresis: Rule.Hysteresis(minimumDuration: .seconds(30), clearAfter: .seconds(20))
    )

    private func scene(
        rules: [Rule] = [banned],
        notices: [ControlNotice] = [notice()],
        background: DeclaredBackground? = DeclaredBackground(day: Scene.level(45), night: nil, measured: day)
    ) -> Scene {
        Scene(rules: rules, notices: notices, background: background)
    }

    private static let day = LocalDate(daysSinceEpoch: 20_600)

    @Test("works at 62 dB that meet the limit of 70 dB are a prohibited activity, and the notice is named")
    func prohibited() throws {
        var scene = scene()
        scene.send(repeating(45, 60) + repeating(62, 60) + repeating(45, 60), from: "09:10:00")
        #expect(scene.story == ["opened standsOut 09:11:30", "closed quiet 09:12:20"])
        let opened = try #require(scene.changes.first)
        #expect(opened.openedAt == Scene.at("09:11:00"))
        #expect(opened.subject.kind == .prohibitedActivity)
        #expect(opened.finding.level?.text == "62.0")
        #expect(opened.finding.rise?.tenths == 170)
        #expect(opened.finding.rise?.background == Background(level: Scene.level(45), basis: .declared))
        #expect(opened.finding.rise?.confidence == .high)
        let note = try #require(opened.finding.notices.first)
        #expect(note.notice == "quiet")
        #expect(note.activities == [.construction])
        #expect(note.end == Scene.at("12:00:00"))
    }

    @Test("9.9 dB above the background are no event, 10 dB are")
    func threshold() {
        var scene = scene()
        // Slowly, so that the ten seconds before never lie more than 10 dB below.
        scene.send(repeating(50, 30) + repeating(54.9, 120), from: "09:10:00")
        #expect(scene.story == [])
        scene.send(repeating(55, 30), from: "09:12:30")
        #expect(scene.story == ["opened standsOut 09:13:00"])
    }

    @Test("gaps of less than ten seconds do not divide an event; ten do")
    func merging() {
        var joined = scene()
        for start in ["09:10:00", "09:10:20", "09:10:40"] {
            joined.send(repeating(65, 11) + repeating(45, 9), from: start)
        }
        #expect(joined.changes.first?.openedAt == Scene.at("09:10:00"))
        var divided = scene()
        for start in ["09:10:00", "09:10:21", "09:10:42"] {
            divided.send(repeating(65, 11) + repeating(45, 10), from: start)
        }
        #expect(divided.story == [])
    }

    @Test("without any background, a rise of more than 10 dB is an event of low confidence")
    func justBefore() throws {
        var scene = scene(background: nil)
        scene.send(repeating(50, 60) + repeating(60, 60), from: "09:10:00")
        #expect(scene.story == [])
        scene.send(repeating(50, 60) + repeating(60.1, 60), from: "09:12:00")
        #expect(scene.story == ["opened standsOut 09:13:30"])
        let rise = try #require(scene.changes.first?.finding.rise)
        #expect(rise.background == Background(level: Scene.level(50), basis: .justBefore))
        #expect(rise.confidence == .low)
    }

    @Test("noise that is on when the ban begins counts from the ban's first instant, and the ban's end ends it")
    func edges() {
        var scene = scene(notices: [RiseTests.notice(from: "09:30:00", to: "09:40:00")])
        scene.send(repeating(45, 60) + repeating(65, 1800), from: "09:20:00")
        #expect(scene.story == ["opened standsOut 09:30:30", "closed ruleEnded 09:40:00"])
        #expect(scene.changes.first?.openedAt == Scene.at("09:30:00"))
    }

    @Test("a ban of something else, or an exemption beside the sensor, is no ban here")
    func notHere() {
        let freed = Exemption(
            kind: .certificate,
            number: "2026-7",
            sensors: [Scene.sensor(.constructionBoundary)],
            validity: TimeRange(start: Scene.at("09:00:00"), end: Scene.at("10:00:00"))
        )
        for notice in [RiseTests.notice(activities: [.horns]), RiseTests.notice(exemptions: [freed])] {
            var scene = scene(notices: [notice])
            scene.send(repeating(45, 60) + repeating(65, 120), from: "09:20:00")
            #expect(scene.story == [])
        }
        var after = scene(notices: [RiseTests.notice(exemptions: [freed])])
        after.send(repeating(45, 60) + repeating(65, 120), from: "09:59:00")
        #expect(after.story == ["opened standsOut 10:00:30"])
    }

    @Test("an appeal forbids nothing, and whatever makes noise is heard everywhere")
    func appeal() {
        var asked = RiseTests.notice()
        asked.phases[0].isAppeal = true
        var scene = scene(notices: [asked])
        scene.send(repeating(45, 60) + repeating(65, 120), from: "09:20:00")
        #expect(scene.story == [])

        for placement in Placement.allCases {
            var anything = self.scene(notices: [RiseTests.notice(activities: [.anyNoise])])
            anything.send(repeating(45, 60) + repeating(65, 60), from: "09:20:00", at: placement)
            #expect(anything.story == ["opened standsOut 09:21:30"])
            #expect(anything.changes.first?.finding.notices.first?.activities == [.anyNoise])
        }
    }

    @Test("a rule that names a notice holds by that one only")
    func named() {
        for (id, story) in [("quiet", ["opened standsOut 09:21:30"]), ("other", [])] {
            var rule = RiseTests.banned
            rule.when = .named(notices: [id])
            var scene = scene(rules: [rule])
            scene.send(repeating(45, 60) + repeating(65, 60), from: "09:20:00")
            #expect(scene.story == story)
        }
    }

    @Test("an advisory gives way to a claim of the same site and source")
    func advisory() {
        var advisory = RiseTests.banned
        advisory.id = "advisory"
        advisory.kind = .advisory
        advisory.when = .always
        advisory.hysteresis.minimumDuration = .seconds(10)
        var scene = scene(rules: [advisory, RiseTests.banned])
        scene.send(repeating(45, 60) + repeating(65, 60), from: "09:20:00")
        #expect(scene.story == ["opened standsOut 09:21:10", "closed outranked 09:21:30", "opened standsOut 09:21:30"])
        #expect(scene.changes.map(\.subject.kind) == [.advisory, .advisory, .prohibitedActivity])
    }

    @Test("the quiet hours of the days before are the background of the same hour")
    func record() throws {
        var scene = scene(background: nil)
        // 45 dB from 08:00 to 09:30; the hour from 08:00 is then known, that from 09:00 is not.
        scene.send(repeating(45, 90), from: "08:00:00", each: .minutes(1))
        let tomorrow = Scene.at("08:10:00") + .hours(24)
        #expect(scene.judge.background(of: Scene.sensor(.constructionBoundary), at: tomorrow)?.level.text == "45.0")
        #expect(scene.judge.background(of: Scene.sensor(.constructionBoundary), at: tomorrow)?.basis == .hourOfDay)
        #expect(scene.judge.background(of: Scene.sensor(.constructionBoundary), at: tomorrow + .hours(1)) == nil)
    }

    @Test("a record that is longer than the hour is no background of it")
    func longRecord() {
        var scene = scene(background: nil)
        scene.send([45], from: "08:00:00", each: .hours(2))
        scene.send([70], from: "10:30:00", each: .hours(1))
        scene.send([50], from: "12:00:00", each: .minutes(1))
        for hour in 8...12 as ClosedRange<Int64> {
            let tomorrow = Scene.at("00:10:00") + .hours(24 + hour)
            #expect(scene.judge.background(of: Scene.sensor(.constructionBoundary), at: tomorrow) == nil)
        }
    }

    @Test("a limit's finding names the notices that apply as well")
    func cited() {
        var scene = scene(rules: [.written()])
        scene.send(repeating(65, 30), from: "09:10:00")
        #expect(scene.changes.first?.finding.notices.map(\.notice) == ["quiet"])
    }
}
