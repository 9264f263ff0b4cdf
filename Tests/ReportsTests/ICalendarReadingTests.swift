import EventTime
import ExamCalendar
import Records
import Reports
import Sites
import TestSupport
import Testing

@Suite("The calendar as an independent library reads it", .disabled(if: ICalendarParser.isMissing))
struct ICalendarReadingTests {
    private static let written = Instant(milliseconds: 1_780_000_000_000)

    private static func read(_ calendar: SiteCalendar, _ window: TimeRange, _ language: Language) throws
        -> ICalendarParser.Stream
    {
        let text = CalendarICS(calendar, language: language).text(in: window, edited: written, now: written + .hours(1))
        return try ICalendarParser.read(text)
    }

    @Test("there are plans")
    func present() {
        #expect(PublishedPlans.names.count >= 11)
    }

    @Test("every session and ban of a plan is an event with its times and names", arguments: PublishedPlans.names)
    func plans(name: String) throws {
        let plan = try PublishedPlans.plan(name)
        let calendar = PublishedPlans.calendar(of: plan)
        let season = PublishedPlans.season(of: plan)
        for language in Language.allCases {
            let stream = try Self.read(calendar, season, language)
            let zh = language == .zh
            func pick(_ name: Name) -> String { zh ? name.zh : name.en }
            var expected: [String] = []
            for entry in calendar.entries(in: season) {
                var summary = ""
                var description: String?
                switch entry {
                case .night: continue
                case .session(let session):
                    let kinds: [SessionKind: Name] = [
                        .written: Name(zh: "考试", en: "exam"), .listening: Name(zh: "听力", en: "listening"),
                        .gap: Name(zh: "考间", en: "between sessions"),
                    ]
                    let kind = try #require(kinds[session.kind])
                    summary = "\(pick(kind))\(zh ? "：" : ": ")\(pick(session.name))"
                case .ban(let ban):
                    summary = "\(zh ? "禁噪：" : "noise ban: ")\(pick(ban.phase))"
                    let notice = try #require(plan.notices.first { $0.id == ban.notice })
                    let banned = Activity.allCases.filter(ban.activities.contains).map { pick($0.name) }
                    description =
                        ([pick(notice.name)]
                        + [notice.publication.legalReference, notice.publication.link].compactMap(\.self)
                        + [banned.joined(separator: zh ? "、" : ", ")]
                        + [notice.publication.hotline.map { zh ? "举报电话 \($0)" : "hotline \($0)" }].compactMap(\.self))
                        .joined(separator: "\n")
                }
                let (start, end) = (entry.range.start.milliseconds / 1000, entry.range.end.milliseconds / 1000)
                let told = "\(start) \(end) \(summary) @ \(pick(calendar.site.name)) \(description ?? "-")"
                expected.append(told)
            }
            #expect(!expected.isEmpty)
            #expect(stream.name == pick(calendar.site.name))
            #expect(stream.others.isEmpty)
            #expect(Set(stream.events.map(\.uid)).count == stream.events.count, "each UID once")
            let told = stream.events.map { event in
                "\(event.start) \(event.end) \(event.summary) @ \(event.location) \(event.description ?? "-")"
            }
            #expect(told.sorted() == expected.sorted())
            #expect(
                stream.events.allSatisfy { event in
                    event.written == 1_780_000_000 && event.modified == event.written && event.status == "CONFIRMED"
                        && event.sequence == 1_780_000_000 - 1_577_836_800
                }
            )
        }
    }

    @Test("what the Chinese file says is Chinese but for the reference", arguments: PublishedPlans.names)
    func chinese(name: String) throws {
        let plan = try PublishedPlans.plan(name)
        let stream = try Self.read(PublishedPlans.calendar(of: plan), PublishedPlans.season(of: plan), .zh)
        let references = Set(
            plan.notices.flatMap { [$0.publication.legalReference, $0.publication.link] }.compactMap(\.self)
        )
        #expect(!stream.events.isEmpty)
        for event in stream.events {
            let lines = event.description?.split(separator: "\n").map(String.init) ?? []
            for text in [event.summary, event.location] + lines where !references.contains(text) {
                #expect(!text.contains { $0.isASCII && $0.isLetter }, "\(text)")
                #expect(text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "\(text)")
            }
        }
    }

    @Test("an event is whole and keeps its UID whatever span is asked for", arguments: PublishedPlans.names)
    func cuts(name: String) throws {
        let plan = try PublishedPlans.plan(name)
        let calendar = PublishedPlans.calendar(of: plan)
        let season = PublishedPlans.season(of: plan)
        let all = try Self.read(calendar, season, .en).events
        let middles = Set(all.map { ($0.start + $0.end) / 2 }).sorted()
        // Three of them are enough for a plan, and quick: each is read by a process of its own.
        for middle in [middles[0], middles[middles.count / 2], middles[middles.count - 1]] {
            let at = Instant(milliseconds: middle * 1000)
            let cut = try Self.read(calendar, TimeRange(start: at, end: at + .hours(1)), .en).events
            #expect(Set(cut) == Set(all.filter { $0.start < middle + 3600 && middle < $0.end }))
            #expect(!cut.isEmpty)
        }
    }

    /// But for a written backslash before an n, which this library takes for a line end.
    @Test("text of any kind comes back as it was")
    func texts() throws {
        let start = Self.written
        let texts = [
            #"a\b; c, d: "e" 'f' <g> & é 考点；，：“”"#, "semicolon;\u{301} comma,\u{301} back\\\u{301}", "100 %\t😀👨‍👩‍👧",
            String(repeating: "长名称", count: 60), String(repeating: "x", count: 200), #"C:\files"#,
            "ends with \\",
        ]
        for text in texts {
            let stream = try Self.read(Self.calendar(name: text, start: start), Self.around(start), .en)
            #expect(stream.events.map(\.summary) == ["exam: \(text)"])
            #expect(stream.events.map(\.location) == [text])
            #expect(stream.name == text)
        }
    }

    @Test("line ends become one kind, and controls are left out")
    func controls() throws {
        let start = Self.written
        let text = "a\r\nb\nc\rd\u{85}e\u{2028}f\u{B}g\u{0}\u{7}\u{1B}h\u{7F}"
        let stream = try Self.read(Self.calendar(name: text, start: start), Self.around(start), .en)
        #expect(stream.events.map(\.summary) == ["exam: a\nb\nc\nd\ne\nf\ngh"])
        #expect(stream.events.map(\.location) == ["a\nb\nc\nd\ne\nf\ngh"])
    }

    @Test("an extension changes the event that a reader has, and says why")
    func extended() throws {
        let start = Self.written
        var session = Self.session(name: "Chinese", start: start)
        let calendar = Self.calendar(session)
        let before = try #require(try Self.read(calendar, Self.around(start), .en).events.first)
        session.extensions = [
            SessionExtension(
                order: 1,
                at: start + .minutes(30),
                by: "Wang Fang",
                why: "recording replayed",
                from: session.range.end,
                to: session.range.end + .minutes(10)
            )
        ]
        session.range.end = session.range.end + .minutes(10)
        let after = try #require(try Self.read(Self.calendar(session), Self.around(start), .en).events.first)
        #expect(after.uid == before.uid)
        #expect(after.sequence > before.sequence)
        #expect(after.modified > before.modified)
        #expect(after.end == before.end + 600)
        #expect(after.description == "end moved from 2026-05-29 06:26 by Wang Fang: recording replayed")
    }

    private static func around(_ start: Instant) -> TimeRange {
        TimeRange(start: start - .hours(1), end: start + .hours(1))
    }

    private static func session(name: String, start: Instant) -> ExamSession {
        ExamSession(
            exam: "e",
            name: Name(name),
            kind: .written,
            range: TimeRange(start: start, end: start + .hours(2))
        )
    }

    private static func calendar(name: String, start: Instant) -> SiteCalendar {
        calendar(session(name: name, start: start), site: name)
    }

    private static func calendar(_ session: ExamSession, site name: String = "School") -> SiteCalendar {
        let site = Site(id: "s", name: Name(name), zone: .zone1, timeZone: .fixed(name: "UTC+8", offset: 28_800))
        let exam = Exam(id: "e", name: Name("Exam"), sites: ["s"], sessions: [session])
        return SiteCalendar(site: site, exams: [exam], notices: [], sites: [site])
    }
}
