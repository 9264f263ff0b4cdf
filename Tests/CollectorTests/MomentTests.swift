import Collector
import EventTime
import Plans
import Testing

@Suite("Times that people enter") struct MomentTests {
    private static let zone = TimeZoneRules.fixed(name: "UTC+8", offset: 8 * 3600)

    struct Row: Sendable, CustomTestStringConvertible {
        var text: String
        /// RFC 3339, as a span's edge at 2026-06-08T10:00 in the zone; nil when it is no time.
        var edge: String?
        var testDescription: String { text }
    }

    @Test(
        "a time is an instant, a local day and time, a time of day or a day",
        arguments: [
            Row(text: "08:40", edge: "2026-06-08T08:40:00+08:00"), Row(text: "8:40", edge: "2026-06-08T08:40:00+08:00"),
            Row(text: "08:40:30", edge: "2026-06-08T08:40:30+08:00"),
            Row(text: "24:00", edge: "2026-06-09T00:00:00+08:00"),
            Row(text: "2026-11-30", edge: "2026-11-30T00:00:00+08:00"),
            Row(text: "2026-11-30T08:40", edge: "2026-11-30T08:40:00+08:00"),
            Row(text: "2026-11-30 08:40", edge: "2026-11-30T08:40:00+08:00"),
            Row(text: "2026-11-30T08:40:15", edge: "2026-11-30T08:40:15+08:00"),
            Row(text: "2026-11-30T08:40:00Z", edge: "2026-11-30T16:40:00+08:00"),
            Row(text: "2026-02-29"), Row(text: "2026-11-30T"), Row(text: "T08:40"), Row(text: "2026-11-30T25:00"),
            Row(text: "11.30."), Row(text: "840"), Row(text: ""), Row(text: "08:4"), Row(text: "noon"),
        ]
    )
    func edges(row: Row) throws {
        let now = try RFC3339.instant("2026-06-08T10:00:00+08:00")
        let edge = Moment(row.text)?.edge(in: Self.zone, now: now)
        #expect(edge.map { RFC3339.format($0, offset: 8 * 3600) } == row.edge)
    }

    @Test("a time of day that is to come is within 12 hours, else its day is asked for")
    func next() throws {
        func next(_ text: String, at now: String) throws -> String {
            let now = try RFC3339.instant("2026-06-08T\(now):00+08:00")
            let moment = try #require(Moment(text))
            return RFC3339.format(try moment.next(in: Self.zone, after: now, "--until"), offset: 8 * 3600)
        }
        #expect(try next("08:30", at: "08:26") == "2026-06-08T08:30:00+08:00")
        #expect(try next("01:00", at: "23:00") == "2026-06-09T01:00:00+08:00")
        #expect(try next("2026-06-07T01:00", at: "23:00") == "2026-06-07T01:00:00+08:00")
        let passed = #expect(throws: OrderFault.self) { try next("08:10", at: "08:26") }
        #expect(passed?.description == "--until 08:10 has passed; if tomorrow is meant, write 2026-06-09T08:10")
        let far = #expect(throws: OrderFault.self) { try next("21:00", at: "08:26") }
        #expect(far?.description.contains("more than 12 h ahead; write its day as well: 2026-06-08T21:00") == true)
        #expect(throws: OrderFault.self) { try next("2026-06-09", at: "08:26") }
    }

    @Test("a time of day that is past is within 12 hours, else its day is asked for")
    func latest() throws {
        func latest(_ text: String, at now: String) throws -> String {
            let now = try RFC3339.instant("2026-06-08T\(now):00+08:00")
            let moment = try #require(Moment(text))
            return RFC3339.format(try moment.latest(in: Self.zone, until: now, "--at"), offset: 8 * 3600)
        }
        #expect(try latest("08:26", at: "08:26") == "2026-06-08T08:26:00+08:00")
        #expect(try latest("23:50", at: "00:10") == "2026-06-07T23:50:00+08:00")
        let coming = #expect(throws: OrderFault.self) { try latest("08:30", at: "08:26") }
        #expect(
            coming?.description == "--at 08:30 is still to come today; if yesterday is meant, write 2026-06-07T08:30"
        )
        #expect(throws: OrderFault.self) { try latest("08:00", at: "20:01") }
    }
}
