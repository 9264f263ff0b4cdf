import Acoustics
import Testing

@Suite("Background correction")
struct BackgroundCorrectionTests {
    private static func level(_ tenths: Int) -> Level {
        guard let level = Level(hundredths: tenths * 10) else { preconditionFailure("no level") }
        return level
    }

    @Test(
        "the table's rows, with the difference rounded first, and nothing under 3 dB",
        arguments: [
            // Difference in tenths, whole decibels taken off.
            (-50, Int?.none), (0, nil), (20, nil), (25, nil), (29, nil),
            (30, 3), (34, 3), (35, 2), (36, 2), (40, 2), (54, 2), (55, 1), (56, 1),
            (60, 1), (100, 1), (104, 1), (105, 1), (106, 0), (110, 0), (300, 0),
        ]
    )
    func table(difference: Int, off: Int?) {
        let outcome = BackgroundCorrection.table.outcome(
            measured: Self.level(600 + difference),
            background: Self.level(600)
        )
        #expect(outcome == off.map { .takesOff(tenths: $0 * 10) } ?? .notAssessable)
    }

    @Test(
        "by energy, as the formula gives it",
        // A difference of 5.0 dB takes 1.651 dB off, which leaves 63.349: told as 63.3 and not, by way of 63.35, as
        // 63.4.
        arguments: [(29, Int?.none), (30, 30), (40, 22), (50, 17), (60, 13), (100, 5), (200, 0)]
    )
    func exact(difference: Int, off: Int?) {
        let outcome = BackgroundCorrection.exact.outcome(
            measured: Self.level(600 + difference),
            background: Self.level(600)
        )
        #expect(outcome == off.map { .takesOff(tenths: $0) } ?? .notAssessable)
    }
}
