import Acoustics
import EventTime
import Readings
import Testing

/// The readings that count, as the independent judge of the tests reads Judging.md, by numbers computed by hand.
@Suite("The independent judge: readings that count")
struct IndependentReadingsTests {
    /// Milliseconds for which each reading counts, from starts and lengths in milliseconds.
    private func counted(
        _ spans: [(start: Int64, length: Int64)],
        _ change: (inout Reading) -> Void = { _ in }
    ) -> [Double] {
        var heard = HeardReadings()
        return spans.map { span in
            var reading = Reading(
                start: HandScene.start + .milliseconds(span.start),
                duration: .milliseconds(span.length),
                LAeq: ScenarioPlan.level(tenths: 600)
            )
            change(&reading)
            return heard.take(reading).countedMilliseconds
        }
    }

    @Test("Jitter counts once: the part that is not covered yet")
    func jitter() {
        #expect(counted([(0, 1000), (1005, 1000), (1995, 1000)]) == [1000, 1000, 990])
    }

    @Test("Half or more over readings taken before is passed over, a millisecond less counts")
    func half() {
        #expect(counted([(0, 1000), (500, 1000)]) == [1000, 0])
        #expect(counted([(0, 1000), (501, 1000)]) == [1000, 501])
    }

    @Test("The minute behind its seconds is passed over; with more than half of them lost it counts for the rest")
    func minute() {
        let seconds = (0..<60).map { (start: Int64($0) * 1000, length: Int64(1000)) }
        #expect(counted(seconds + [(0, 60_000), (0, 60_000)]).suffix(2) == [0, 0])
        #expect(counted(Array(seconds[..<29]) + [(0, 60_000)]).last == 31_000)
        #expect(counted(Array(seconds[..<30]) + [(0, 60_000)]).last == 0)
    }

    @Test("What is passed over covers nothing")
    func passedOverCoversNothing() {
        #expect(counted([(0, 1000), (300, 1000), (1000, 1000)]) == [1000, 0, 1000])
    }

    @Test("A reading in the middle of a longer one leaves two parts of it")
    func middle() {
        var heard = HeardReadings()
        let start = HandScene.start
        let level = ScenarioPlan.level(tenths: 600)
        _ = heard.take(Reading(start: start + .seconds(4), duration: .seconds(1), LAeq: level))
        let long = heard.take(Reading(start: start, duration: .seconds(10), LAeq: level))
        #expect(
            long.parts == [
                TimeRange(start: start, end: start + .seconds(4)),
                TimeRange(start: start + .seconds(5), end: start + .seconds(10)),
            ]
        )
    }

    @Test("Measured for half of its seconds, a reading counts for half of its part")
    func measured() {
        #expect(counted([(0, 60_000)]) { $0.measuredSeconds = 30 } == [30_000])
        #expect(counted([(0, 60_000), (50_000, 60_000)]) { $0.measuredSeconds = 30 } == [30_000, 25_000])
    }

    @Test("What is excluded counts for nothing and covers nothing")
    func excluded() {
        var heard = HeardReadings()
        let level = ScenarioPlan.level(tenths: 600)
        let bad = Reading(start: HandScene.start, duration: .seconds(1), LAeq: level, mark: .calibration)
        #expect(!heard.take(bad).counts)
        #expect(heard.lastCounted == nil)
        let good = heard.take(Reading(start: HandScene.start, duration: .seconds(2), LAeq: level))
        #expect(good.countedMilliseconds == 2000)
    }

    @Test("Levels are rounded once, half to even")
    func rounding() {
        #expect(LevelByHand.tenths(44.35) == 444)
        #expect(LevelByHand.tenths(44.25) == 442)
        #expect(LevelByHand.tenths(46.0471) == 460)
        #expect(LevelByHand.tenths(46.051) == 461)
        #expect([30, 35, 45, 104, 105, 106].map { LevelByHand.halfToEven($0, 10) } == [3, 4, 4, 10, 10, 11])
    }

    @Test("The energy mean weighs by counted time")
    func mean() {
        var heard = HeardReadings()
        let start = HandScene.start
        // 1 s of 70 dB and 9 s of 60 dB: (10^7 + 9 · 10^6) / 10 = 1.9 · 10^6, which is 62.79 dB.
        let (loud, quiet) = (ScenarioPlan.level(tenths: 700), ScenarioPlan.level(tenths: 600))
        _ = heard.take(Reading(start: start, duration: .seconds(1), LAeq: loud))
        _ = heard.take(Reading(start: start + .seconds(1), duration: .seconds(9), LAeq: quiet))
        #expect(LevelByHand(heard.all, .mean)?.tenths == 628)
        #expect(LevelByHand(heard.all, .maximum) == nil)
    }
}
