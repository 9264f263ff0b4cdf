import EventTime
import ExamCalendar
import Sites
import Testing

@Suite("Ready timetables")
struct TimetableTests {
    /// Written from the provinces' published hours, one line a session.
    static let expected: [String: String] = [
        "gaokao-old": """
        6-7 09:00-11:30 Chinese
        6-7 15:00-17:00 Mathematics
        6-8 09:00-11:30 Humanities or sciences
        6-8 15:00-17:00 Foreign language, listening 15:00-15:20
        """,
        "gaokao-tibet": """
        6-7 09:00-11:30 Chinese
        6-7 15:00-17:00 Mathematics
        6-8 09:00-11:30 Humanities or sciences
        6-8 15:00-17:00 Foreign language, listening 15:00-15:20
        6-9 09:00-11:30 Tibetan
        """,
        "gaokao-3+1+2": """
        6-7 09:00-11:30 Chinese
        6-7 15:00-17:00 Mathematics
        6-8 09:00-10:15 Physics or history
        6-8 15:00-17:00 Foreign language, listening 15:00-15:20
        6-9 08:30-09:45 Chemistry
        6-9 11:00-12:15 Geography
        6-9 14:30-15:45 Politics
        6-9 17:00-18:15 Biology
        """,
        "gaokao-3+3-shandong": """
        6-7 09:00-11:30 Chinese
        6-7 15:00-17:00 Mathematics
        6-8 15:00-16:40 Foreign language
        6-9 08:00-09:30 Physics
        6-9 11:00-12:30 Politics
        6-9 15:30-17:00 Chemistry
        6-10 08:00-09:30 History
        6-10 11:00-12:30 Biology
        6-10 15:30-17:00 Geography
        """,
        "gaokao-3+3-shandong-listening": "1-8 09:00-09:30 Foreign language listening (listening)",
        "gaokao-3+3-beijing": """
        6-7 09:00-11:30 Chinese
        6-7 15:00-17:00 Mathematics
        6-8 15:00-17:00 Foreign language
        6-9 08:00-09:30 Physics
        6-9 11:00-12:30 Politics
        6-9 15:30-17:00 Chemistry
        6-10 08:00-09:30 History
        6-10 11:00-12:30 Biology
        6-10 15:30-17:00 Geography
        """,
        "gaokao-3+3-tianjin": """
        6-7 09:00-11:30 Chinese
        6-7 15:00-17:00 Mathematics
        6-8 15:00-17:00 Foreign language, listening 15:00-15:20
        6-9 08:30-09:30 Physics
        6-9 11:00-12:00 Politics
        6-9 15:00-16:00 Chemistry
        6-10 08:30-09:30 History
        6-10 11:00-12:00 Biology
        6-10 15:00-16:00 Geography
        """,
    ]

    @Test("each has the published hours", arguments: Timetable.all)
    func hours(timetable: Timetable) {
        let rows = timetable.rows.map { row in
            "\(row.month)-\(row.day) \(text(row.from))-\(text(row.to)) \(row.name.en)"
                + (row.kind == .written ? "" : " (\(row.kind.rawValue))")
                + (row.listening.map { ", listening \(text($0.from))-\(text($0.to))" } ?? "")
        }
        #expect(rows.joined(separator: "\n") == Self.expected[timetable.id])
    }

    @Test("none is missing here, and no id is given twice")
    func complete() {
        #expect(Timetable.all.map(\.id).sorted() == Self.expected.keys.sorted())
    }

    private func text(_ time: LocalTime) -> String {
        let (hour, minute) = (time.secondsOfDay / 3600, time.secondsOfDay / 60 % 60)
        return (hour < 10 ? "0\(hour)" : "\(hour)") + ":" + (minute < 10 ? "0\(minute)" : "\(minute)")
    }
}

@Suite("Lead and tail")
struct GuardedSessionTests {
    private static func instant(_ minutes: Int64) -> Instant { Instant(milliseconds: minutes * 60_000) }

    @Test("quiet is due from the lead's first instant to the tail's last, and the paper keeps its own times")
    func margins() {
        let session = ExamSession(
            exam: "gaokao",
            name: Name("English"),
            kind: .listening,
            range: TimeRange(start: Self.instant(900), end: Self.instant(920)),
            lead: .minutes(15),
            tail: .minutes(5)
        )
        let exam = Exam(id: "gaokao", name: Name("gaokao"), sites: ["school"], sessions: [session])
        let timeline = ExamTimeline(site: "school", exams: [exam])
        let last = Instant(milliseconds: 925 * 60_000 - 1)
        for (t, runs) in [
            (Instant(milliseconds: 885 * 60_000 - 1), false), (Self.instant(885), true), (Self.instant(900), true),
            (last, true), (Self.instant(925), false),
        ] {
            #expect(timeline.state(at: t).running.isEmpty == !runs)
            #expect(timeline.state(at: t).stretch.contains(t))
        }
        #expect(timeline.state(at: last).running.first?.range.end == Self.instant(920))
    }
}
