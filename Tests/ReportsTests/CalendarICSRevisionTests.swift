import EventTime
import ExamCalendar
import Foundation
import Records
import Reports
import Sites
import TestSupport
import Testing

@Suite("A calendar that is written again") struct CalendarICSRevisionTests {
    private static let edited = Instant(milliseconds: 1_790_000_000_000)
    private static let now = edited + .hours(1)
    private static let june = TimeRange(
        start: Instant(milliseconds: 1_811_808_000_000),
        end: Instant(milliseconds: 1_814_400_000_000)
    )

    private struct Event: Equatable {
        var uid = ""
        var start = ""
        var end = ""
        var summary = ""
        var status = ""
        var sequence = 0
        var modified = ""
    }

    private static func session(_ name: String, _ hour: Int, _ length: Int, kind: SessionKind = .written) -> ExamSession
    {
        let start = june.start + .hours(Int64(hour))
        return ExamSession(
            exam: "bac",
            name: Name(name),
            kind: kind,
            range: TimeRange(start: start, end: start + .minutes(Int64(length)))
        )
    }

    private static func calendar(_ sessions: [ExamSession], _ phases: [ControlNotice.Phase] = []) -> SiteCalendar {
        let site = Site(id: "school", name: Name("School"), zone: .zone1, timeZone: .fixed(name: "UTC", offset: 0))
        let exam = Exam(id: "bac", name: Name("Bac"), sites: ["school"], sessions: sessions)
        let notice = ControlNotice(
            id: "city",
            name: Name("City"),
            publication: NoticePublication(issuer: Name("Bureau")),
            phases: phases
        )
        return SiteCalendar(site: site, exams: [exam], notices: phases.isEmpty ? [] : [notice], sites: [site])
    }

    private static func text(
        _ calendar: SiteCalendar,
        in window: TimeRange = june,
        after earlier: String? = nil,
        edited: Instant = edited,
        now: Instant = now
    ) -> String {
        CalendarICS(calendar, language: .en).text(
            in: window,
            edited: edited,
            after: earlier.map(CalendarICSEvents.init(text:)) ?? CalendarICSEvents(),
            now: now
        )
    }

    private static func events(_ text: String) -> [Event] {
        var events: [Event] = []
        for line in text.replacing("\r\n ", with: "").split(separator: "\r\n") {
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            if line == "BEGIN:VEVENT" { events.append(Event()) }
            guard !events.isEmpty else { continue }
            let last = events.count - 1
            switch parts[0] {
            case "UID": events[last].uid = parts[1]
            case "DTSTART": events[last].start = parts[1]
            case "DTEND": events[last].end = parts[1]
            case "SUMMARY": events[last].summary = parts[1]
            case "STATUS": events[last].status = parts[1]
            case "SEQUENCE": events[last].sequence = Int(parts[1]) ?? -1
            case "LAST-MODIFIED": events[last].modified = parts[1]
            default: break
            }
        }
        return events
    }

    @Test("the same plan gives the same bytes, whenever it is written and whatever was before")
    func unchanged() {
        let calendar = Self.calendar([Self.session("Maths", 9, 120), Self.session("Physics", 14, 120)])
        let first = Self.text(calendar)
        #expect(Self.text(calendar, now: Self.now + .hours(9)) == first)
        #expect(Self.text(calendar, after: first, edited: Self.edited + .hours(5), now: Self.now + .hours(9)) == first)
    }

    struct Edit: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var sessions: [ExamSession]
    }

    static let edits = [
        Edit(testDescription: "an end", sessions: [session("Maths", 9, 150), session("Physics", 86, 120)]),
        Edit(testDescription: "a start", sessions: [session("Maths", 8, 180), session("Physics", 86, 120)]),
        Edit(testDescription: "a day", sessions: [session("Maths", 33, 120), session("Physics", 86, 120)]),
        Edit(testDescription: "a name", sessions: [session("Mathematics", 9, 120), session("Physics", 86, 120)]),
    ]

    @Test("an edited session keeps its UID and grows in SEQUENCE and LAST-MODIFIED; others stay", arguments: edits)
    func edited(edit: Edit) throws {
        let before = Self.text(Self.calendar([Self.session("Maths", 9, 120), Self.session("Physics", 86, 120)]))
        let old = Self.events(before)
        let later = Self.now + .hours(2)
        // With the earlier stream, and without it: then the time of the plan's edit makes the difference.
        for (earlier, edited) in [(before, Self.edited), (before, later), (nil, later)] as [(String?, Instant)] {
            let new = Self.events(
                Self.text(Self.calendar(edit.sessions), after: earlier, edited: edited, now: later + .minutes(1))
            )
            #expect(new.map(\.uid) == old.map(\.uid))
            #expect(new[0] != old[0])
            #expect(new[0].sequence > old[0].sequence)
            #expect(new[0].modified > old[0].modified)
            #expect(new.allSatisfy { $0.status == "CONFIRMED" })
            if earlier != nil { #expect(new[1] == old[1]) }
        }
    }

    @Test("a change behind the machine's back still goes forward")
    func clockPutBack() {
        let first = Self.text(Self.calendar([Self.session("Maths", 9, 120)]))
        let second = Self.text(
            Self.calendar([Self.session("Maths", 9, 150)]),
            after: first,
            edited: Self.edited - .hours(900),
            now: Self.edited - .hours(800)
        )
        #expect(Self.events(second)[0].sequence == Self.events(first)[0].sequence + 1)
        #expect(Self.events(second)[0].modified > Self.events(first)[0].modified)
    }

    @Test("a session that is taken out is cancelled, stays so, and comes back")
    func takenOut() {
        let both = Self.calendar([Self.session("Maths", 9, 120), Self.session("Physics", 14, 120)])
        let one = Self.calendar([Self.session("Maths", 9, 120)])
        let first = Self.text(both)
        let second = Self.text(one, after: first, now: Self.now + .hours(1))
        let cancelled = Self.events(second)
        #expect(cancelled.map(\.status) == ["CONFIRMED", "CANCELLED"])
        #expect(cancelled[1].uid == Self.events(first)[1].uid)
        #expect(cancelled[1].sequence > Self.events(first)[1].sequence)
        #expect(cancelled[1].summary == "exam: Physics")
        #expect(Self.text(one, after: second, now: Self.now + .hours(2)) == second)
        let again = Self.events(Self.text(both, after: second, now: Self.now + .hours(3)))
        #expect(again.map(\.status) == ["CONFIRMED", "CONFIRMED"])
        #expect(again[1].sequence > cancelled[1].sequence)
    }

    @Test("what an edit moves out of the span is told where it is now, and what never lay in it is not told")
    func movedAway() {
        let first = Self.text(Self.calendar([Self.session("Maths", 9, 120), Self.session("Physics", 24 * 60, 120)]))
        #expect(Self.events(first).map(\.summary) == ["exam: Maths"])
        let moved = Self.calendar([Self.session("Maths", 24 * 40, 120), Self.session("Physics", 24 * 60, 120)])
        let second = Self.events(Self.text(moved, after: first))
        #expect(second.map(\.summary) == ["exam: Maths"])
        #expect(second[0].start > Self.events(first)[0].start)
    }

    @Test("an earlier stream with another span cancels nothing of this one")
    func otherSpan() {
        let calendar = Self.calendar([Self.session("Maths", 9, 120), Self.session("Physics", 24 * 20, 120)])
        let all = Self.text(calendar)
        let week = TimeRange(start: Self.june.start, end: Self.june.start + .hours(24 * 7))
        #expect(Self.events(Self.text(calendar, in: week, after: all)) == [Self.events(all)[0]])
        #expect(Self.text(calendar, after: Self.text(calendar, in: week)) == all)
    }

    @Test("the bans of a day keep their UIDs when their hours are edited")
    func bans() throws {
        func phase(_ from: Int, _ to: Int) throws -> ControlNotice.Phase {
            let hours = try #require(
                DailyHours(from: LocalTime(secondsOfDay: from * 3600), to: LocalTime(secondsOfDay: to * 3600))
            )
            return ControlNotice.Phase(
                name: Name("nights"),
                range: TimeRange(start: Self.june.start, end: Self.june.start + .hours(72)),
                hours: .daily([hours]),
                area: .everywhere,
                activities: [.construction]
            )
        }
        let first = Self.text(Self.calendar([], [try phase(22, 6)]))
        let second = Self.text(Self.calendar([], [try phase(21, 7)]), after: first)
        #expect(Self.events(first).count == 4)
        #expect(Self.events(second).map(\.start) != Self.events(first).map(\.start))
        #expect(Self.events(second).map(\.uid) == Self.events(first).map(\.uid))
        #expect(Self.events(second).allSatisfy { $0.status == "CONFIRMED" })
    }

    @Test("entries of 0.3.0, which had their start in the UID, are cancelled for those who imported them")
    func earlierRelease() {
        let old = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Quiet Hours//quiethours//EN", "METHOD:PUBLISH", "BEGIN:VEVENT",
            "UID:session-bac-written-1811840400.school@quiethours", "DTSTAMP:20260901T000000Z",
            "DTSTART:20270601T090000Z", "DTEND:20270601T110000Z", "SEQUENCE:0", "SUMMARY:exam: Maths",
            "LOCATION:School",
            "END:VEVENT", "BEGIN:VEVENT", "UID:session-bac-written-1811840400.other@quiethours",
            "DTSTAMP:20260901T000000Z", "DTSTART:20270601T090000Z", "DTEND:20270601T110000Z", "SEQUENCE:0",
            "SUMMARY:exam: Maths", "LOCATION:Other", "END:VEVENT", "END:VCALENDAR", "",
        ].joined(separator: "\r\n")
        let events = Self.events(Self.text(Self.calendar([Self.session("Maths", 9, 120)]), after: old))
        #expect(events.map(\.status) == ["CONFIRMED", "CANCELLED"])
        #expect(events[1].uid == "session-bac-written-1811840400.school@quiethours")
    }

    @Test(
        "anything may stand where the earlier stream should",
        arguments: ["", "x", "BEGIN:VCALENDAR\r\n", "\u{0}\r\n :"]
    )
    func noStream(text: String) {
        let calendar = Self.calendar([Self.session("Maths", 9, 120)])
        #expect(Self.text(calendar, after: text) == Self.text(calendar))
    }

    @Test("a stream is read back as it was written, whatever its texts", arguments: [Language.zh, .en])
    func readBack(language: Language) throws {
        var session = Self.session("a\\b; c, d:\n\u{301}e " + String(repeating: "长名称\u{301}", count: 60), 9, 120)
        session.makeUp = Name(": \u{301}typhoon")
        let calendar = Self.calendar([session])
        let ics = CalendarICS(calendar, language: language)
        let first = ics.text(in: Self.june, edited: Self.edited, now: Self.now)
        let second = ics.text(
            in: Self.june,
            edited: Self.now,
            after: CalendarICSEvents(text: first),
            now: Self.now + .hours(1)
        )
        #expect(first == second)
    }

    @Test(
        "a strict reader takes every plan's calendar, cancelled entries too",
        .disabled(if: ICalendarParser.isStrictMissing)
    )
    func strict() throws {
        let names = PublishedPlans.names
        #expect(!names.isEmpty)
        for name in names {
            let plan = try PublishedPlans.plan(name)
            let season = PublishedPlans.season(of: plan)
            let text = CalendarICS(PublishedPlans.calendar(of: plan), language: .zh)
                .text(in: season, edited: Self.edited, now: Self.now)
            #expect(try ICalendarParser.faults(of: text) == "", "\(name)")
        }
        let first = Self.text(Self.calendar([Self.session("Maths", 9, 120), Self.session("Physics", 14, 120)]))
        let second = Self.text(Self.calendar([Self.session("Maths", 9, 120)]), after: first)
        #expect(second.contains("CANCELLED"))
        #expect(try ICalendarParser.faults(of: second) == "")
        // The check finds what 0.3.0 wrote.
        let published = first.replacing("CALSCALE:GREGORIAN", with: "METHOD:PUBLISH")
        #expect(try ICalendarParser.faults(of: published) != "")
    }
}
