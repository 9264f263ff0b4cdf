import Acoustics
import EventTime
import ExamCalendar
import Sites

extension LimitTable {
    /// The limits that the product knows, by standard and edition.
    package static let standards = LimitTable(rows: gb3096 + gb12523 + gb22337 + gb12348 + who + hongKong + india)

    private static let outdoors: Set<Placement> = Set(Placement.allCases.filter { !$0.isIndoors })

    /// GB 3096-2008 Table 1, and LAFmax of a sudden night noise at most 15 dB above (cl. 5.4); known from texts that
    /// quote it, so marked.
    private static let gb3096: [LimitRow] = byZone(
        [
            ([.zone0], 50, 40), ([.zone1], 55, 45), ([.zone2], 60, 50), ([.zone3], 65, 55), ([.zone4a], 70, 55),
            ([.zone4b], 70, 60),
        ]
    ).flatMap { zones, period, level -> [LimitRow] in
        let row = LimitRow(
            standard: .GB3096,
            edition: "GB 3096-2008",
            clause: "Table 1",
            validity: .days((2008, 10, 1)),
            scope: LimitRow.Scope(zones: zones, period: period),
            level: decibels(level),
            provenance: RowProvenance(verified: false)
        )
        guard period == .night else { return [row] }
        var burst = row
        burst.clause = "5.4"
        burst.quantity = .LAFmax
        burst.level = decibels(level + 15)
        return [row, burst]
    }

    /// GB 12523-2011 cl. 4.1 and 4.2 to the end of 2025. Of the 2025 edition the figures are known from catalogues
    /// only.
    private static let gb12523: [LimitRow] = [
        (edition: "GB 12523-2011", validity: Validity.days((2012, 7, 1), to: (2025, 12, 31)), verified: true),
        (edition: "GB 12523-2025", validity: Validity.days((2026, 1, 1)), verified: false),
    ].flatMap { edition -> [LimitRow] in
        [(DayPeriod.day, Quantity.LAeq, 70, "4.1"), (.night, .LAeq, 55, "4.1"), (.night, .LAFmax, 70, "4.2")].map {
            LimitRow(
                standard: .GB12523,
                edition: edition.edition,
                // A clause of a text that nobody has read must not be cited.
                clause: edition.verified ? $0.3 : "",
                validity: edition.validity,
                scope: LimitRow.Scope(period: $0.0),
                quantity: $0.1,
                level: decibels($0.2),
                provenance: RowProvenance(verified: edition.verified)
            )
        }
    }

    /// GB 22337-2008: Table 1 at the boundary, whose zone 4 does not distinguish 4a and 4b; Table 2 inside B rooms,
    /// which classrooms are (cl. 3), where the maximum of an unsteady noise may lie 10 dB above.
    private static let gb22337: [LimitRow] =
        byZone(
            [
                ([.zone0], 50, 40), ([.zone1], 55, 45), ([.zone2], 60, 50), ([.zone3], 65, 55),
                ([.zone4a, .zone4b], 70, 55),
            ]
        ).map { zones, period, level in
            gb22337("Table 1", zones, period, outdoors, .LAeq, level)
        }
        + byZone([([.zone0], 40, 30), ([.zone1], 45, 35), ([.zone2, .zone3, .zone4a, .zone4b], 50, 40)])
        .flatMap { zones, period, level in
            [
                gb22337("Table 2", zones, period, [.classroom], .LAeq, level),
                gb22337("Table 2 + 10 dB", zones, period, [.classroom], .LAFmax, level + 10),
            ]
        }

    private static func gb22337(
        _ clause: String,
        _ zones: Set<SoundZone>,
        _ period: DayPeriod,
        _ placements: Set<Placement>,
        _ quantity: Quantity,
        _ level: Int
    ) -> LimitRow {
        LimitRow(
            standard: .GB22337,
            edition: "GB 22337-2008",
            clause: clause,
            validity: .days((2008, 10, 1)),
            scope: LimitRow.Scope(zones: zones, period: period, placements: placements),
            quantity: quantity,
            level: decibels(level),
            provenance: RowProvenance(verified: true)
        )
    }

    /// GB 12348-2008 Table 1, zones 1 to 4; by night the maximum at most 10 dB above when it is frequent and 15 dB when
    /// it is occasional.
    private static let gb12348: [LimitRow] = byZone(
        [([.zone1], 55, 45), ([.zone2], 60, 50), ([.zone3], 65, 55), ([.zone4a, .zone4b], 70, 55)]
    ).flatMap { zones, period, level -> [LimitRow] in
        let row = LimitRow(
            standard: .GB12348,
            edition: "GB 12348-2008",
            clause: "Table 1",
            validity: .days((2008, 10, 1)),
            scope: LimitRow.Scope(zones: zones, period: period, placements: outdoors),
            level: decibels(level),
            provenance: RowProvenance(verified: true)
        )
        guard period == .night else { return [row] }
        let maxima = [(Occurrence.frequent, 10), (.occasional, 15)].map { occurrence, above in
            var maximum = row
            maximum.clause = "Table 1 + \(above) dB"
            maximum.scope.occurrence = occurrence
            maximum.quantity = .LAFmax
            maximum.level = decibels(level + above)
            return maximum
        }
        return [row] + maxima
    }

    /// WHO Guidelines for Community Noise 1999, Table 4.1: classroom 35 dB indoors, playground 55 dB. Outdoors during a
    /// listening test 50 dB leaves 35 dB behind an open window, taken to lose 15 dB: our own figure, so it is marked.
    private static let who: [LimitRow] = [
        (Set([Placement.classroom]), Set<SessionKind>?.none, 35, "Table 4.1", true),
        ([.yard], nil, 55, "Table 4.1", true),
        (outdoors, [.listening], 50, "Table 4.1 + 15 dB", false),
    ].map { placements, sessions, level, clause, verified in
        LimitRow(
            standard: .WHO,
            edition: "WHO 1999",
            clause: clause,
            validity: .days((1999, 4, 1)),
            scope: LimitRow.Scope(placements: placements, sessions: sessions),
            level: decibels(level),
            provenance: RowProvenance(verified: verified)
        )
    }

    /// Hong Kong EIAO-TM Annex 5, construction noise as Leq,30min, Monday to Saturday 07:00 to 19:00 (told here by day
    /// and weekday; general holidays are not known): schools 70 dB, 65 dB in examinations, dwellings 75 dB.
    private static let hongKong: [LimitRow] = [
        (Set([Placement.yard, .constructionBoundary]), Set<SessionKind>?.none, 70),
        ([.yard, .constructionBoundary], Set(SessionKind.allCases), 65),
        ([.housing], nil, 75),
    ].map { placements, sessions, level in
        LimitRow(
            standard: .HongKongEIA,
            edition: "EIAO-TM Annex 5",
            clause: "",
            validity: .days((1998, 4, 1)),
            scope: LimitRow.Scope(
                period: .day,
                placements: placements,
                sessions: sessions,
                weekdays: Set(Weekday.allCases).subtracting([.sunday])
            ),
            level: decibels(level),
            provenance: RowProvenance(verified: false)
        )
    }

    /// India, Noise Rules 2000: a silence zone reaches at least 100 m from a school, so all but housing is taken to lie
    /// in it; housing as residential.
    private static let india: [LimitRow] = [
        (outdoors.subtracting([.housing]), DayPeriod.day, 50), (outdoors.subtracting([.housing]), .night, 40),
        ([.housing], .day, 55), ([.housing], .night, 45),
    ].map { placements, period, level in
        LimitRow(
            standard: .IndiaNoiseRules,
            edition: "Noise Rules 2000",
            clause: placements == [.housing] ? "residential area" : "silence zone",
            validity: .days((2000, 2, 14)),
            scope: LimitRow.Scope(period: period, placements: placements),
            level: decibels(level),
            provenance: RowProvenance(verified: false)
        )
    }

    private static func byZone(
        _ limits: [(zones: Set<SoundZone>, day: Int, night: Int)]
    ) -> [(Set<SoundZone>, DayPeriod, Int)] {
        limits.flatMap { [($0.zones, .day, $0.day), ($0.zones, .night, $0.night)] }
    }

    private static func decibels(_ n: Int) -> Level {
        guard let level = Level(hundredths: n * 100) else { preconditionFailure("a limit outside 0 to 160 dB") }
        return level
    }
}
