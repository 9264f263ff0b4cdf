import EventTime
import ExamCalendar
import Records
import Reports
import Sites
import Testing

@Suite("The calendar as iCalendar")
struct CalendarICSTests {
    private static func at(_ text: String) throws -> Instant { try RFC3339.instant(text) }

    private func calendar() throws -> SiteCalendar {
        let session = ExamSession(
            exam: "gaokao",
            name: Name(zh: "外语", en: "Foreign language; with a very long title, to be folded over more than one line"),
            kind: .listening,
            range: TimeRange(
                start: try Self.at("2026-06-08T15:00:00+08:00"),
                end: try Self.at("2026-06-08T15:25:00+08:00")
            )
        )
        let phase = ControlNotice.Phase(
            name: Name(zh: "高考期间禁止施工，考点周边五百米范围内全天禁止产生噪声的一切作业", en: "exam"),
            range: TimeRange(
                start: try Self.at("2026-06-07T00:00:00+08:00"),
                end: try Self.at("2026-06-10T00:00:00+08:00")
            ),
            hours: .allDay,
            area: .everywhere,
            activities: [.construction, .horns]
        )
        let exam = Exam(id: "gaokao", name: Name("Gaokao"), sites: ["school"], sessions: [session])
        let notice = ControlNotice(
            id: "city",
            name: Name("City"),
            publication: NoticePublication(issuer: Name("Bureau")),
            phases: [phase]
        )
        let site = Site(
            id: "school",
            name: Name("School"),
            zone: .zone1,
            timeZone: .fixed(name: "UTC+8", offset: 28_800)
        )
        return SiteCalendar(site: site, exams: [exam], notices: [notice], sites: [site])
    }

    @Test("lines are short, end in CRLF, and unfold to the events", arguments: [Language.zh, .en])
    func stream(language: Language) throws {
        let window = TimeRange(start: try Self.at("2026-06-01T00:00:00Z"), end: try Self.at("2026-07-01T00:00:00Z"))
        let text = CalendarICS(try calendar(), language: language)
            .text(in: window, edited: try Self.at("2026-05-01T00:00:00.5Z"), now: try Self.at("2026-05-02T00:00:00Z"))
        #expect(text.hasSuffix("END:VCALENDAR\r\n"))
        let lines = text.split(separator: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 75 && !$0.contains("\n") })
        let unfolded = text.replacing("\r\n ", with: "").split(separator: "\r\n").map(String.init)
        #expect(
            unfolded.filter { $0.hasPrefix("DTSTART") } == ["DTSTART:20260606T160000Z", "DTSTART:20260608T070000Z"]
        )
        #expect(unfolded.filter { $0.hasPrefix("DTEND") } == ["DTEND:20260609T160000Z", "DTEND:20260608T072500Z"])
        #expect(Set(unfolded.filter { $0.hasPrefix("DTSTAMP") }) == ["DTSTAMP:20260501T000000Z"])
        #expect(Set(unfolded.filter { $0.hasPrefix("LAST-MODIFIED") }) == ["LAST-MODIFIED:20260501T000000Z"])
        #expect(!text.contains("METHOD"))
        #expect(
            unfolded.filter { $0.hasPrefix("UID") }
                == [
                    "UID:ban-city-0.school@quiethours",
                    "UID:session-gaokao-listening-1.school@quiethours",
                ]
        )
        let summaries = unfolded.filter { $0.hasPrefix("SUMMARY") }
        if language == .zh {
            #expect(summaries == ["SUMMARY:禁噪：高考期间禁止施工，考点周边五百米范围内全天禁止产生噪声的一切作业", "SUMMARY:听力：外语"])
        } else {
            #expect(summaries.last?.contains("language\\; with a very long title\\, to be") == true)
        }
    }

    @Test("what separates values is escaped before a combining mark too")
    func combining() throws {
        var site = try calendar().site
        site.name = Name("a;\u{301}b,\u{301}c\\\u{301}d")
        let window = TimeRange(start: try Self.at("2026-06-01T00:00:00Z"), end: try Self.at("2026-07-01T00:00:00Z"))
        let text = CalendarICS(SiteCalendar(site: site, exams: [], notices: [], sites: [site]), language: .en)
            .text(in: window, edited: window.start, now: window.start)
        let name = text.split(separator: "\r\n").first { $0.hasPrefix("X-WR-CALNAME") }
        #expect(name == "X-WR-CALNAME:a\\;\u{301}b\\,\u{301}c\\\\\u{301}d")
    }
}
