package import Acoustics
package import EventTime
import ExamCalendar

/// How an edition of a standard wants to be measured: a row of dated data.
package struct MeasurementRule: Hashable, Sendable {
    package var standard: Standard
    package var edition: String
    package var clause: String
    package var validity: Validity
    package var demand: Demand
    /// False when it was not read in the standard's own text.
    package var verified: Bool

    package enum Demand: Hashable, Sendable {
        /// LAeq over this time without a break.
        case window(TimeSpan)
        /// LAeq over this time where the source is steady.
        case steadyWindow(TimeSpan)
        /// The background over this time where it is steady, and where it is not.
        case backgroundWindow(steady: TimeSpan, unsteady: TimeSpan)
        /// How the background is taken off an LAeq.
        case background(BackgroundCorrection)
        /// Samples no further apart.
        case samplingInterval(TimeSpan)
        /// No wind of this speed or more, in tenths of a metre per second; no rain, snow or thunder.
        case windBelow(tenths: Int)
        /// Calibrations before and after differ by at most this, in tenths of a decibel, or the result is invalid.
        case calibrationWithin(tenths: Int)
        /// Measured inside because no outside point is fit, the limit is lower by so many decibels.
        case limitLowerIndoors(decibels: Int)
        /// Results are told to so many tenths of a decibel, half to even (GB/T 8170).
        case toldTo(tenths: Int)
    }
}

/// The dated table of how to measure.
package enum MeasurementTable {
    package static let rows: [MeasurementRule] = gb12523 + gb22337 + gb12348 + gb3096 + hongKong

    /// What the edition of `standard` in force on the local date of an event asks for.
    package static func rules(of standard: Standard, on date: LocalDate) -> [MeasurementRule] {
        rows.filter { $0.standard == standard && $0.validity.contains(date) }
    }

    /// How every edition of `standard` takes the background off an LAeq; nil where none says so.
    package static func correction(of standard: Standard) -> BackgroundCorrection? {
        rows.compactMap { row in
            if case .background(let method) = row.demand, row.standard == standard { method } else { nil }
        }.first
    }

    /// The longest time over which an edition of `standard` wants an LAeq, and whether without a break.
    package static func window(of standard: Standard) -> (length: TimeSpan, isUnbroken: Bool) {
        rows.compactMap { row -> (length: TimeSpan, isUnbroken: Bool)? in
            switch row.demand {
            // Only GB 12523-2011 cl. 5.4 asks for one piece.
            case .window(let length) where row.standard == standard: (length, standard == .GB12523)
            case .steadyWindow(let length) where row.standard == standard: (length, false)
            default: nil
            }
        }.max { $0.length < $1.length } ?? (.minutes(1), false)
    }

    /// The 2025 edition is said to change how one measures; until its text is read, the rules of 2011 stand for it,
    /// marked.
    private static let gb12523: [MeasurementRule] =
        rows(
            .GB12523,
            "GB 12523-2011",
            .days((2012, 7, 1), to: (2025, 12, 31)),
            construction.map { ($0.clause, $0.demand, $0.clause != "") }
        )
        + rows(.GB12523, "GB 12523-2025", .days((2026, 1, 1)), construction.map { ("", $0.demand, false) })

    /// How to round is known from GB/T 8170 by way of other programs only.
    private static let construction: [(clause: String, demand: MeasurementRule.Demand)] = [
        ("5.4", .window(.minutes(20))),
        ("5.7", .background(.table)),
        ("5.5", .backgroundWindow(steady: .minutes(1), unsteady: .minutes(20))),
        ("5.2", .windBelow(tenths: 50)),
        ("5.1.2", .calibrationWithin(tenths: 5)),
        ("4.3", .limitLowerIndoors(decibels: 10)),
        ("", .toldTo(tenths: 1)),
    ]

    private static let gb22337 = rows(
        .GB22337,
        "GB 22337-2008",
        .days((2008, 10, 1)),
        [
            ("", .steadyWindow(.minutes(1)), true),
            ("Table 4", .background(.table), true),
            ("5.1.4", .samplingInterval(.seconds(1)), true),
            ("5.2.1", .windBelow(tenths: 50), true),
            ("", .calibrationWithin(tenths: 5), false),
            ("", .limitLowerIndoors(decibels: 10), true),
            ("", .toldTo(tenths: 1), false),
        ]
    )

    /// The same instrument, weather and point rules as GB 22337-2008.
    private static let gb12348 = rows(
        .GB12348,
        "GB 12348-2008",
        .days((2008, 10, 1)),
        [
            ("Table 4", .background(.table), true),
            ("5.2.1", .windBelow(tenths: 50), true),
            ("", .calibrationWithin(tenths: 5), false),
            ("", .limitLowerIndoors(decibels: 10), true),
            ("", .toldTo(tenths: 1), false),
        ]
    )

    private static let gb3096 = rows(
        .GB3096,
        "GB 3096-2008",
        .days((2008, 10, 1)),
        [
            ("", .steadyWindow(.minutes(1)), false),
            ("", .windBelow(tenths: 50), false),
            ("", .limitLowerIndoors(decibels: 10), false),
            ("", .toldTo(tenths: 1), false),
        ]
    )

    private static let hongKong = rows(
        .HongKongEIA,
        "EIAO-TM Annex 5",
        .days((1998, 4, 1)),
        [("", .window(.minutes(30)), false)]
    )

    private static func rows(
        _ standard: Standard,
        _ edition: String,
        _ validity: Validity,
        _ demands: [(clause: String, demand: MeasurementRule.Demand, verified: Bool)]
    ) -> [MeasurementRule] {
        demands.map {
            MeasurementRule(
                standard: standard,
                edition: edition,
                clause: $0.clause,
                validity: validity,
                demand: $0.demand,
                verified: $0.verified
            )
        }
    }
}
