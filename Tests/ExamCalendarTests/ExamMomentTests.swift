import EventTime
import ExamCalendar
import Sites
import Testing

@Suite("Moments that a notice names by an exam")
struct ExamMomentTests {
    private static let zone = TimeZoneRules.fixed(name: "UTC+8", offset: 8 * 3600)

    private static func at(_ text: String) throws -> Instant { try #require(RFC3339.parse("\(text):00+08:00")) }

    private static func exam(_ sessions: [(String, String)], sites: Set<SiteID> = ["here"]) throws -> Exam {
        Exam(
            id: "zhongkao",
            name: Name("zhongkao"),
            sites: sites,
            sessions: try sessions.map {
                ExamSession(
                    exam: "zhongkao",
                    name: Name("paper"),
                    kind: .written,
                    range: TimeRange(start: try at($0.0), end: try at($0.1))
                )
            }
        )
    }

    private static func exams() throws -> [Exam] {
        [
            try exam([
                ("2027-06-17T09:00", "2027-06-17T11:30"), ("2027-06-18T14:30", "2027-06-18T16:10"),
                ("2027-06-17T15:00", "2027-06-17T17:00"),
            ])
        ]
    }

    @Test(
        "edges, days before and after them, and times of such a day",
        arguments: [
            (ExamMoment(exam: "zhongkao", edge: .begins), "2027-06-17T09:00"),
            (ExamMoment(exam: "zhongkao", edge: .ends), "2027-06-18T16:10"),
            (ExamMoment(exam: "zhongkao", edge: .begins, days: -7), "2027-06-10T00:00"),
            (ExamMoment(exam: "zhongkao", edge: .ends, days: 1), "2027-06-19T00:00"),
            (ExamMoment(exam: "zhongkao", edge: .ends, days: 0), "2027-06-18T00:00"),
            (ExamMoment(exam: "zhongkao", edge: .ends, time: LocalTime(secondsOfDay: 18 * 3600)), "2027-06-18T18:00"),
            (ExamMoment(exam: "zhongkao", edge: .ends, time: LocalTime(secondsOfDay: 86_400)), "2027-06-19T00:00"),
            (
                ExamMoment(exam: "zhongkao", edge: .begins, days: -1, time: LocalTime(secondsOfDay: 18 * 3600)),
                "2027-06-16T18:00"
            ),
        ]
    )
    func instants(moment: ExamMoment, text: String) throws {
        #expect(moment.instant(in: try Self.exams(), zone: Self.zone) == (try Self.at(text)))
    }

    @Test("an exam without sessions, and one that is not there, have none")
    func none() throws {
        let moment = ExamMoment(exam: "gaokao", edge: .ends)
        #expect(moment.instant(in: try Self.exams(), zone: Self.zone) == nil)
        let empty = try Self.exam([])
        #expect(ExamMoment(exam: "zhongkao", edge: .ends).instant(in: [empty], zone: Self.zone) == nil)
    }

    @Test("a phase follows its exam, also where an order has divided it")
    func following() throws {
        let phase = ControlNotice.Phase(
            name: Name("p"),
            range: TimeRange(start: try Self.at("2027-06-10T00:00"), end: try Self.at("2027-06-18T16:10")),
            hours: .allDay,
            area: .everywhere,
            activities: [.construction],
            end: ExamMoment(exam: "zhongkao", edge: .ends)
        )
        let notice = ControlNotice(
            id: "n",
            name: Name("n"),
            publication: NoticePublication(issuer: Name("o")),
            phases: [phase]
        )
        let longer = try Self.exams() + [Self.exam([("2027-06-18T14:30", "2027-06-18T16:40")], sites: ["there"])]
        let followed = notice.following(longer, zone: Self.zone)
        #expect(followed.phases[0].range.start == phase.range.start)
        #expect(followed.phases[0].range.end == (try Self.at("2027-06-18T16:40")))
        // One that would have no length stays.
        let earlier = try [Self.exam([("2027-06-01T09:00", "2027-06-01T11:30")])]
        #expect(notice.following(earlier, zone: Self.zone) == notice)
    }
}
