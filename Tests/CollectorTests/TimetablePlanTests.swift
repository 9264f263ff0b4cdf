import Collector
import EventTime
import ExamCalendar
import Plans
import Records
import Sites
import Testing

@Suite("A plan with a ready timetable")
struct TimetablePlanTests {
    private static func exam(_ lines: String) throws -> Exam {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "plan.yaml",
            """
            version: 1
            time-zone: Asia/Shanghai
            authorities: [{id: a, name: A, language: zh, mail: [a@a.example]}]
            sites:
              - {id: s, name: S, zone: 1, sensors: [{id: yard, placement: yard, class: 1}]}
            exams:
            \(lines)
            rules:
              - {id: r, name: R, when: session, limit: {standard: WHO}, window: 60s}
            """
        )
        return try #require(try PlanDocument.load(path: path).get().exams.first)
    }

    @Test("its sessions stand in the year, with the exam's lead and tail, and own sessions beside them")
    func sessions() throws {
        let exam = try Self.exam(
            """
              - id: gaokao
                name: Gaokao
                timetable: gaokao-old
                year: 2027
                listening: true
                lead: 10min
                sessions:
                  - {name: Minority language, date: 2027-06-09, from: 09:00, to: 11:30, lead: 0s,
                     make-up: {zh: 暴雨, en: Flood}}
            """
        )
        let told = exam.sessions.map { session in
            [session.guarded.start, session.range.start, session.range.end, session.guarded.end]
                .map { RFC3339.format($0, offset: 8 * 3600).dropFirst(8).prefix(8) }.joined(separator: " ")
                + " \(session.kind.rawValue)"
        }
        #expect(
            told == [
                "07T08:50 07T09:00 07T11:30 07T11:30 written", "07T14:50 07T15:00 07T17:00 07T17:00 written",
                "08T08:50 08T09:00 08T11:30 08T11:30 written", "08T14:45 08T15:00 08T15:20 08T15:25 listening",
                "08T14:50 08T15:00 08T17:00 08T17:00 written", "09T09:00 09T09:00 09T11:30 09T11:30 written",
            ]
        )
        #expect(exam.sessions.last?.makeUp == Name(zh: "暴雨", en: "Flood"))
    }

    @Test("without listening in June there is no listening window")
    func silent() throws {
        let exam = try Self.exam("  - {id: g, name: G, timetable: gaokao-3+1+2, year: 2027}")
        #expect(exam.sessions.count == 8)
        #expect(exam.sessions.allSatisfy { $0.kind == .written && $0.guarded == $0.range })
    }
}
