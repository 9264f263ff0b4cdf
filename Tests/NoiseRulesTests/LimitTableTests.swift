import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Sites
import Testing

@Suite("The dated table of limits")
struct LimitTableTests {
    struct Row: CustomTestStringConvertible, Sendable {
        var standard: Standard
        var quantity = Quantity.LAeq
        var zone = SoundZone.zone1
        var period: DayPeriod
        var placement: Placement
        var sessions: Set<SessionKind> = []
        var date = (2026, 6, 7)
        var limit: String?
        var edition: String?
        var testDescription: String { "\(standard) \(quantity) \(zone) \(period) \(placement) \(date)" }
    }

    @Test(
        arguments: [
            Row(standard: .GB3096, period: .day, placement: .yard, limit: "55.0", edition: "GB 3096-2008"),
            Row(standard: .GB3096, period: .night, placement: .yard, limit: "45.0", edition: "GB 3096-2008"),
            Row(standard: .GB3096, quantity: .LAFmax, period: .night, placement: .yard, limit: "60.0"),
            Row(standard: .GB3096, quantity: .LAFmax, period: .day, placement: .yard, limit: nil),
            Row(standard: .GB3096, zone: .zone4b, period: .night, placement: .housing, limit: "60.0"),
            Row(standard: .GB3096, zone: .zone0, period: .night, placement: .housing, limit: "40.0"),
            Row(
                standard: .GB12523,
                period: .day,
                placement: .constructionBoundary,
                date: (2025, 12, 31),
                limit: "70.0",
                edition: "GB 12523-2011"
            ),
            Row(
                standard: .GB12523,
                period: .day,
                placement: .constructionBoundary,
                date: (2026, 1, 1),
                limit: "70.0",
                edition: "GB 12523-2025"
            ),
            Row(standard: .GB12523, period: .night, placement: .constructionBoundary, limit: "55.0"),
            Row(
                standard: .GB12523,
                quantity: .LAFmax,
                period: .night,
                placement: .constructionBoundary,
                limit: "70.0"
            ),
            Row(standard: .GB12523, period: .day, placement: .constructionBoundary, date: (2012, 6, 30), limit: nil),
            Row(standard: .GB22337, zone: .zone2, period: .day, placement: .vendorStreet, limit: "60.0"),
            Row(standard: .GB22337, zone: .zone4b, period: .night, placement: .vendorStreet, limit: "55.0"),
            Row(standard: .WHO, period: .day, placement: .classroom, limit: "35.0", edition: "WHO 1999"),
            Row(standard: .WHO, period: .day, placement: .classroom, sessions: [.listening], limit: "35.0"),
            Row(standard: .WHO, period: .day, placement: .yard, sessions: [.written], limit: "55.0"),
            Row(standard: .WHO, period: .day, placement: .yard, sessions: [.written, .listening], limit: "50.0"),
            Row(standard: .WHO, period: .day, placement: .vendorStreet, sessions: [.written], limit: nil),
        ]
    )
    func row(_ row: Row) throws {
        let date = try #require(LocalDate(year: row.date.0, month: row.date.1, day: row.date.2))
        let limit = LimitTable.standards.limit(
            LimitQuery(
                standard: row.standard,
                quantity: row.quantity,
                zone: row.zone,
                period: row.period,
                placement: row.placement,
                sessions: row.sessions,
                date: date
            )
        )
        #expect(limit?.level.text == row.limit)
        if let edition = row.edition { #expect(limit?.standard == edition) }
    }

    @Test("the listening window is the strictest at every placement")
    func listeningIsStrictest() throws {
        let date = try #require(LocalDate(year: 2026, month: 6, day: 8))
        for placement in Placement.allCases {
            func limit(_ standard: Standard, _ sessions: Set<SessionKind>) -> Limit? {
                LimitTable.standards.limit(
                    LimitQuery(
                        standard: standard,
                        quantity: .LAeq,
                        zone: .zone1,
                        period: .day,
                        placement: placement,
                        sessions: sessions,
                        date: date
                    )
                )
            }
            let listening = try #require(limit(.WHO, [.written, .listening]))
            for standard in Standard.allCases {
                guard let other = limit(standard, [.written]) else { continue }
                #expect(listening.level <= other.level)
            }
        }
    }
}
