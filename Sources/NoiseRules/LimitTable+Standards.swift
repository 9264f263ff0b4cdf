import Acoustics
import EventTime
import ExamCalendar

extension LimitTable {
    /// The limits that the product knows, by standard and edition.
    package static let standards = LimitTable(rows: gb3096 + gb12523 + gb22337 + who)

    /// GB 3096-2008 Table 1; LAFmax of a sudden night noise at most 15 dB(A) above (known from another text, so
    /// marked). Zones 0 to 3 and 4a by two sources;
    /// the figures of 4b by one, so they are marked.
    private static let gb3096: [LimitRow] = byZone(
        [.zone0: (50, 40), .zone1: (55, 45), .zone2: (60, 50), .zone3: (65, 55), .zone4a: (70, 55), .zone4b: (70, 60)]
    ).flatMap { zone, period, level -> [LimitRow] in
        let row = LimitRow(
            standard: .GB3096,
            edition: "GB 3096-2008",
            clause: "Table 1",
            from: day(2008, 10, 1),
            zones: [zone],
            period: period,
            quantity: .LAeq,
            level: decibels(level),
            verified: zone != .zone4a && zone != .zone4b
        )
        guard period == .night else { return [row] }
        var burst = row
        burst.clause = "5.4"
        burst.verified = false
        burst.quantity = .LAFmax
        burst.level = decibels(level + 15)
        return [row, burst]
    }

    /// GB 12523-2011 cl. 4.1 and 4.2 to the end of 2025. Of the 2025 edition the figures are known from catalogues only.
    private static let gb12523: [LimitRow] = [
        (edition: "GB 12523-2011", from: day(2012, 7, 1), to: Optional(day(2025, 12, 31)), verified: true),
        (edition: "GB 12523-2025", from: day(2026, 1, 1), to: nil, verified: false),
    ].flatMap { edition -> [LimitRow] in
        [(DayPeriod.day, Quantity.LAeq, 70, "4.1"), (.night, .LAeq, 55, "4.1"), (.night, .LAFmax, 70, "4.2")].map {
            LimitRow(
                standard: .GB12523,
                edition: edition.edition,
                clause: edition.verified ? $0.3 : "",
                from: edition.from,
                to: edition.to,
                period: $0.0,
                quantity: $0.1,
                level: decibels($0.2),
                verified: edition.verified
            )
        }
    }

    /// GB 22337-2008 Table 1; its zone 4 does not distinguish 4a and 4b.
    private static let gb22337: [LimitRow] = byZone(
        [.zone0: (50, 40), .zone1: (55, 45), .zone2: (60, 50), .zone3: (65, 55), .zone4a: (70, 55), .zone4b: (70, 55)]
    ).map { zone, period, level in
        LimitRow(
            standard: .GB22337,
            edition: "GB 22337-2008",
            clause: "Table 1",
            from: day(2008, 10, 1),
            zones: [zone],
            period: period,
            quantity: .LAeq,
            level: decibels(level),
            verified: true
        )
    }

    /// WHO Guidelines for Community Noise 1999, Table 4.1: classroom 35 dB indoors, playground 55 dB. Outdoors during a listening
    /// test 50 dB leaves 35 dB behind an open window, taken to lose 15 dB: our own figure, so it is marked.
    private static let who: [LimitRow] = [
        (Set([Placement.classroom]), Set<SessionKind>?.none, 35, "Table 4.1", true),
        ([.yard], nil, 55, "Table 4.1", true),
        (
            [.yard, .housing, .vendorStreet, .constructionBoundary], [.listening], 50,
            "Table 4.1 + 15 dB", false
        ),
    ].map { placements, sessions, level, clause, verified in
        LimitRow(
            standard: .WHO,
            edition: "WHO 1999",
            clause: clause,
            from: day(1999, 4, 1),
            placements: placements,
            sessions: sessions,
            quantity: .LAeq,
            level: decibels(level),
            verified: verified
        )
    }

    private static func byZone(
        _ limits: KeyValuePairs<SoundZone, (day: Int, night: Int)>
    ) -> [(SoundZone, DayPeriod, Int)] {
        limits.flatMap { [($0.key, .day, $0.value.day), ($0.key, .night, $0.value.night)] }
    }

    private static func decibels(_ n: Int) -> Level {
        guard let level = Level(hundredths: n * 100) else { preconditionFailure("a limit outside 0 to 160 dB") }
        return level
    }

    private static func day(_ year: Int, _ month: Int, _ day: Int) -> LocalDate {
        guard let date = LocalDate(year: year, month: month, day: day) else {
            preconditionFailure("a day that does not exist")
        }
        return date
    }
}
