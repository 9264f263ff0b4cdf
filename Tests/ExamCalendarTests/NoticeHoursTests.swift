import EventTime
import ExamCalendar
import Sites
import Testing

@Suite("Daily hours of a notice") struct NoticeHoursTests {
    /// A site whose clock is two hours behind Beijing's.
    private static let zone = TimeZoneRules.fixed(name: "UTC+6", offset: 6 * 3600)

    private static func bans(writtenIn zone: TimeZoneRules?) throws -> [String] {
        let start = try RFC3339.instant("2026-06-07T12:00:00+08:00")
        let range = TimeRange(start: start, end: start + .hours(24))
        let hours = try #require(
            DailyHours(from: LocalTime(secondsOfDay: 22 * 3600), to: LocalTime(secondsOfDay: 6 * 3600))
        )
        let notice = ControlNotice(
            id: "n",
            name: Name("n"),
            publication: NoticePublication(issuer: Name("bureau")),
            timeZone: zone,
            phases: [
                ControlNotice.Phase(
                    name: Name("nights"),
                    range: range,
                    hours: .daily([hours]),
                    area: .everywhere,
                    activities: [.construction]
                )
            ]
        )
        let bans = notice.bans(in: range, zone: Self.zone, sessions: []) { _ in .inside(.unbounded) }
        return bans.flatMap { [$0.range.start, $0.range.end] }.map { RFC3339.format($0, offset: 6 * 3600) }
    }

    @Test("are those of the clock that the notice is written for")
    func own() throws {
        let beijing = TimeZoneRules.fixed(name: "UTC+8", offset: 8 * 3600)
        #expect(
            try Self.bans(writtenIn: beijing) == ["2026-06-07T20:00:00+06:00", "2026-06-08T04:00:00+06:00"]
        )
    }

    @Test("are those of the site's clock where the notice names none")
    func ofSite() throws {
        #expect(try Self.bans(writtenIn: nil) == ["2026-06-07T22:00:00+06:00", "2026-06-08T06:00:00+06:00"])
    }
}
