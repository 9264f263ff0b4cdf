import Acoustics
import Collector
import EventTime
import ExamCalendar
import NoiseRules
import Plans
import Records
import Sites
import Testing

@Suite("What a person may order")
struct OrderDraftTests {
    private static let zone = TimeZoneRules.fixed(name: "UTC+8", offset: 8 * 3600)

    private static func at(_ text: String) throws -> Instant {
        try #require(RFC3339.parse("2026-06-08T\(text):00+08:00"))
    }

    /// Papers 09:00-11:30 and 15:00-17:00 with listening 15:00-15:20, time between them, and a second exam from 17:05.
    private func plan() throws -> Plan {
        func session(_ exam: ExamID, _ kind: SessionKind, _ from: String, _ to: String) throws -> ExamSession {
            ExamSession(
                exam: exam,
                name: Name("Paper"),
                kind: kind,
                range: TimeRange(start: try OrderDraftTests.at(from), end: try OrderDraftTests.at(to))
            )
        }
        let gaokao = [
            try session("gaokao", .written, "09:00", "11:30"), try session("gaokao", .listening, "15:00", "15:20"),
            try session("gaokao", .written, "15:00", "17:00"), try session("gaokao", .gap, "11:30", "14:59"),
        ]
        return Plan(
            authorities: [],
            sites: ["north", "south"].map {
                Site(id: SiteID($0), name: Name($0), zone: .zone1, timeZone: OrderDraftTests.zone)
            },
            sensors: [
                Sensor(
                    id: SensorID(site: "north", sensor: "gate"),
                    placement: .yard,
                    instrumentClass: .class1
                )
            ],
            exams: [
                Exam(id: "gaokao", name: Name("Gaokao"), sites: ["north", "south"], sessions: gaokao),
                Exam(
                    id: "art",
                    name: Name("Art"),
                    sites: ["north"],
                    sessions: [try session("art", .written, "17:05", "18:00")]
                ),
            ],
            rules: []
        )
    }

    private func draft(
        at now: String,
        _ wish: ExtensionDraft.Wish = .minutes(10),
        number: Int? = nil,
        sites: [SiteID] = [],
        exam: ExamID = "gaokao",
        orders: [Order] = []
    ) throws -> Result<ExtensionDraft, OrderFault> {
        let (plan, now) = (try plan(), try OrderDraftTests.at(now))
        return Result { () throws(OrderFault) in
            try ExtensionDraft(
                plan: plan,
                orders: orders,
                exam: exam,
                sites: sites,
                number: number,
                wish: wish,
                now: now
            )
        }
    }

    @Test("the session that runs now, or the next of today, unless one is named")
    func choice() throws {
        for now in ["08:00", "09:00", "11:29"] {
            #expect(try draft(at: now).get().after.map(\.number) == [1])
        }
        #expect(try draft(at: "16:00").get().after.map(\.number) == [4])
        #expect(try draft(at: "16:00", number: 1).get().after.map(\.number) == [1])
        let faults: [(String, String)] = [
            ("15:10", "session 3 (listening) runs now, session 4 (written) runs now"),
            ("11:30", "session 1 (written) has just ended, session 3 (listening) comes next, session 4"),
            ("12:00", "of gaokao session 3 (listening) comes next, session 4 (written) comes next"),
            ("17:29", "session 4 (written) has just ended;"), ("17:30", "no session of gaokao runs now"),
        ]
        for (now, words) in faults {
            let fault = try #require(throws: OrderFault.self) { try draft(at: now).get() }
            #expect(fault.description.contains(words) && fault.description.contains("--session"), "\(fault)")
        }
    }

    @Test("minutes and a wall time say the same, and the draft shows both ends")
    func wishes() throws {
        let byMinutes = try draft(at: "11:00").get()
        let byTime = try draft(at: "11:00", .until(.wall(LocalTime(secondsOfDay: 11 * 3600 + 2400)))).get()
        for draft in [byMinutes, byTime] {
            #expect(try draft.before.map(\.session.range.end) == [OrderDraftTests.at("11:30")])
            #expect(try draft.after.map(\.session.range.end) == [OrderDraftTests.at("11:40")])
            #expect(draft.order.sites == nil && draft.warnings.isEmpty)
        }
        let one = try draft(at: "11:00", sites: ["south"]).get()
        #expect(one.after.map(\.sites) == [["south"]])
        #expect(one.order.sites == ["south"])
    }

    @Test("a listening window may take its paper along, and what it runs into is told")
    func overlap() throws {
        let draft = try draft(at: "15:10", .until(.instant(OrderDraftTests.at("17:10"))), number: 3).get()
        #expect(draft.after.map(\.number) == [3, 4])
        #expect(try draft.after.allSatisfy { try $0.session.range.end == OrderDraftTests.at("17:10") })
        let later = draft.warnings.compactMap { warning -> String? in
            guard case .overlap(let row, let later) = warning else { return nil }
            return "\(row.exam) \(row.number) \(later.exam) \(later.number)"
        }
        #expect(later.contains("gaokao 4 art 1"))
    }

    @Test("an end that cannot be is refused, with the reason")
    func refused() throws {
        let rows: [(Result<ExtensionDraft, OrderFault>, String)] = [
            (try draft(at: "11:00", exam: "gre"), "no exam gre"),
            (try draft(at: "11:00", sites: ["south", "west"]), "not sat at west"),
            (try draft(at: "11:00", number: 9), "no session 9"),
            (try draft(at: "11:00", .until(.instant(OrderDraftTests.at("11:20")))), "before its end in the plan"),
            (try draft(at: "11:00", .until(.instant(OrderDraftTests.at("11:30")))), "ends then already"),
            (try draft(at: "11:00", .until(.instant(OrderDraftTests.at("15:31")))), "more than 4 hours"),
        ]
        for (result, words) in rows {
            let fault = try #require(throws: OrderFault.self) { try result.get() }
            #expect(fault.description.contains(words), "\(fault)")
        }
        let late = try draft(at: "11:45", .minutes(10), number: 1).get()
        #expect(late.warnings == late.after.map { .past($0) })
    }

    @Test("an extension may be taken back to the planned end")
    func takenBack() throws {
        let first = try draft(at: "11:00").get()
        let order = Order(id: 1, at: try OrderDraftTests.at("11:00"), by: "W", why: "w", matter: .extend(first.order))
        let back = try draft(at: "11:05", .until(.instant(OrderDraftTests.at("11:30"))), orders: [order]).get()
        #expect(try back.before.map(\.session.range.end) == [OrderDraftTests.at("11:40")])
        #expect(try back.after.map(\.session.range.end) == [OrderDraftTests.at("11:30")])
        #expect(back.after.first?.session.extensions.map(\.order) == [1, 2])
    }

    @Test("a mute's wall times are the next ones at the site, and sessions within it are told")
    func mute() throws {
        let (plan, now) = (try plan(), try OrderDraftTests.at("10:00"))
        func draft(_ from: String?, _ until: String, sites: [SiteID] = ["north"]) throws -> MuteDraft {
            try MuteDraft(
                plan: plan,
                orders: [],
                scope: MuteDraft.Scope(sites: sites),
                from: from.flatMap { Moment($0) },
                until: try #require(Moment(until)),
                now: now
            )
        }
        let today = try draft(nil, "10:30")
        #expect(try today.mute.from == now && today.mute.until == OrderDraftTests.at("10:30"))
        #expect(today.warnings.isEmpty)
        #expect(today.covered.map(\.number) == [1])
        #expect(try draft(nil, "2026-06-09T09:30").mute.until == OrderDraftTests.at("09:30") + .hours(24))
        #expect(try draft(nil, "21:59").mute.until == OrderDraftTests.at("21:59"))
        #expect(try draft("11:15", "12:00").warnings.count == 2)
        #expect(try draft("12:00", "13:00").covered.isEmpty)
        #expect(
            try draft(nil, "2026-06-08T16:30").covered.map { "\($0.exam) \($0.number)" } == [
                "gaokao 1", "gaokao 3", "gaokao 4",
            ]
        )
        for (from, until, sites, words) in [
            (nil, "09:30", ["north"], "--until 09:30 has passed; if tomorrow is meant, write 2026-06-09T09:30"),
            (nil, "10:00", ["north"], "--until 10:00 has passed"),
            (nil, "22:01", ["north"], "--until 22:01 is more than 12 h ahead; write its day as well: 2026-06-08T22:01"),
            (nil, "2026-06-08T09:59:00+08:00", ["north"], "--until has passed"),
            (nil, "2026-06-08", ["north"], "--until needs a time of day"),
            ("2026-06-08T09:00", "11:00", ["north"], "--from has passed"),
            ("12:00", "2026-06-08T11:00:00+08:00", ["north"], "would end before it starts"),
            (nil, "12:00", ["west"], "no site west"),
        ] as [(String?, String, [SiteID], String)] {
            let fault = #expect(throws: OrderFault.self) { try draft(from, until, sites: sites) }
            #expect(fault?.description.contains(words) == true, "\(String(describing: fault))")
        }
    }

    @Test(
        "a moment is an instant or what a clock shows",
        arguments: [
            ("11:40", true), ("9:05", true), ("24:00", true), ("2026-06-08T11:40:00+08:00", true), ("11", false),
            ("11:4", false), ("25:00", false), ("11:60", false), ("-1:30", false), ("+1:30", false), ("noon", false),
        ]
    )
    func moments(text: String, isOne: Bool) {
        #expect((Moment(text) != nil) == isOne)
    }

    @Test("a calibration is of a sensor of the plan, in the past, to a tenth")
    func calibration() throws {
        let (plan, now) = (try plan(), try OrderDraftTests.at("10:00"))
        func draft(_ sensor: String, _ hundredths: Int, at: Instant) throws -> Calibration {
            try CalibrationDraft(
                plan: plan,
                sensor: sensor,
                level: try #require(Level(hundredths: hundredths)),
                reference: .onePascal,
                at: at,
                note: "",
                now: now
            )
            .calibration
        }
        #expect(try draft("north/gate", 9390, at: now).level.text == "93.9")
        #expect(throws: OrderFault.self) { try draft("north/roof", 9390, at: now) }
        #expect(throws: OrderFault.self) { try draft("north/gate", 9391, at: now) }
        #expect(throws: OrderFault.self) { try draft("north/gate", 9390, at: now + .seconds(1)) }
    }
}
