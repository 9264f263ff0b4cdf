import Acoustics
import EventTime
import NoiseRules
import Testing

@Suite("Calibrations before and after (GB 12523-2011 cl. 5.1.2)")
struct CalibrationRecordTests {
    private func check(_ hour: Int64, _ tenths: Int, reference: Int = 9400) throws -> CalibrationCheck {
        CalibrationCheck(
            at: Instant(milliseconds: 1_780_704_000_000) + .hours(hour),
            level: try #require(Level(hundredths: tenths * 10)),
            reference: try #require(Level(hundredths: reference))
        )
    }

    private func at(_ hour: Int64) -> Instant { Instant(milliseconds: 1_780_704_000_000) + .hours(hour) }

    @Test(
        "half a decibel is fine, a tenth more is not, whichever way it drifts",
        arguments: [(0, true), (5, true), (-5, true), (6, false), (-6, false)]
    )
    func edge(drift: Int, isValid: Bool) throws {
        let (before, after) = (try check(8, 939), try check(12, 939 + drift))
        let record = CalibrationRecord([after, before])
        #expect(record.checks == [before, after])
        let expected: CalibrationRecord.Validity =
            isValid
            ? .valid(before: before, after: after)
            : .invalid(before: before, after: after, driftHundredths: drift * 10)
        for hour in [8, 10, 11] as [Int64] { #expect(record.validity(at: at(hour)) == expected) }
        #expect(record.invalidSpans.isEmpty == isValid)
        #expect(record.validity(at: at(7)) == .onlyAfter(before))
        #expect(record.validity(at: at(12)) == .onlyBefore(after))
    }

    @Test("the deviation counts, not the level: another calibrator gives another reference")
    func reference() throws {
        let record = CalibrationRecord([try check(8, 939), try check(12, 1140, reference: 11_397)])
        // -0.1 dB, then +0.03 dB.
        #expect(record.invalidSpans.isEmpty)
        #expect(CalibrationRecord([]).validity(at: at(8)) == .none)
    }

    @Test("a drift spoils the span that it lies in and no other")
    func spans() throws {
        let checks = [try check(0, 940), try check(24, 949), try check(25, 940), try check(48, 941)]
        let record = CalibrationRecord(checks)
        #expect(
            record.invalidSpans == [
                .init(range: TimeRange(start: at(0), end: at(24)), driftHundredths: 90),
                .init(range: TimeRange(start: at(24), end: at(25)), driftHundredths: -90),
            ]
        )
        #expect(record.validity(at: at(30)) == .valid(before: checks[2], after: checks[3]))
    }
}
