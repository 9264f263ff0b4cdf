import Acoustics
import EventTime
import Readings
import Testing

@Suite("How readings share the time")
struct TimeCoverTests {
    private static func range(_ start: Int, _ end: Int) -> TimeRange {
        TimeRange(start: Instant(milliseconds: Int64(start)), end: Instant(milliseconds: Int64(end)))
    }

    private static func reading(_ start: Int, _ length: Int) throws -> Reading {
        Reading(
            start: Instant(milliseconds: Int64(start)),
            duration: .milliseconds(Int64(length)),
            LAeq: Level(decibels: 60)
        )
    }

    /// Milliseconds one by one.
    private struct Ticks {
        var covered = [Bool](repeating: false, count: 400)

        mutating func take(_ start: Int, _ end: Int) -> Int? {
            let free = (start..<end).filter { !covered[$0] }
            guard (end - start - free.count) * 2 < end - start else { return nil }
            for tick in free { covered[tick] = true }
            return free.count
        }
    }

    @Test("agrees with a count of milliseconds, whatever lies over what", arguments: 0..<20)
    func ticks(round: Int) {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            var ticks = Ticks()
            var cover = TimeCover()
            var end = 1
            while end < 390 {
                let start = Int.random(in: max(0, end - 1 - round * 15)..<end, using: &random)
                let range = Self.range(start, end)
                let free = (start..<end).filter { !ticks.covered[$0] }
                #expect(
                    cover.free(of: range).flatMap { Array($0.start.milliseconds..<$0.end.milliseconds) }
                        == free.map(Int64.init)
                )
                let expected = ticks.take(start, end).map { TimeSpan.milliseconds(Int64($0)) }
                #expect(cover.take(range, duration: range.length) == expected)
                end += Int.random(in: 0...12, using: &random)
            }
            #expect(cover.length.milliseconds == Int64(ticks.covered.count { $0 }))
        }
    }

    @Test("half a reading over others is passed over, less is jitter")
    func half() {
        for (start, free) in [(500, Int64?.none), (501, 501), (999, 999), (1000, 1000)] {
            let time = free.map(TimeSpan.milliseconds)
            var cover = TimeCover()
            #expect(cover.take(Self.range(0, 1000), duration: .seconds(1)) == .seconds(1))
            #expect(cover.take(Self.range(start, start + 1000), duration: .seconds(1)) == time)
        }
    }

    @Test("readings are taken in the order of their ends, of equal ends the shorter first, without the long ones")
    func order() throws {
        let span = Self.range(0, 60_000)
        var shared = SharedTime(of: span, longest: .minutes(1))
        let sent = try [
            Self.reading(-3_000_000, 3_600_000), Self.reading(-30_000, 60_000), Self.reading(0, 60_000),
            Self.reading(59_000, 1000),
        ]
        var taken: [(Reading, TimeSpan)] = []
        for reading in sent {
            while let next = shared.next(endingBy: reading.start) { taken.append(next) }
            shared.add(reading)
        }
        while let next = shared.next() { taken.append(next) }
        // The last minute is covered by half when its turn comes.
        #expect(taken.map(\.0) == [sent[1], sent[3]])
        #expect(taken.map(\.1) == [.seconds(30), .seconds(1)])
    }

    @Test("what is settled is given away once, with the lengths of its first and last reading")
    func settled() throws {
        var shared = SharedTime(of: Self.range(0, 100_000))
        var pieces: [TimeCover.Piece] = []
        for (start, length) in [(0, 1000), (1003, 1000), (1500, 2000), (20_000, 5000), (50_000, 1000)] {
            let reading = try Self.reading(start, length)
            while shared.next(endingBy: reading.start) != nil {}
            pieces += shared.settle(before: reading.start)
            shared.add(reading)
        }
        while shared.next() != nil {}
        pieces += shared.settle()
        let expected = [(0, 1000), (1003, 3500), (20_000, 25_000), (50_000, 51_000)].map(Self.range)
        #expect(pieces.map(\.range) == expected)
        #expect(pieces.map(\.leading.milliseconds) == [1000, 1000, 5000, 1000])
        #expect(pieces.map(\.trailing.milliseconds) == [1000, 2000, 5000, 1000])
    }

    @Test("a reading that was measured in part counts for that share of its time")
    func partly() throws {
        var mean = PartialMean()
        var loud = try Self.reading(0, 60_000)
        loud.LAeq = Level(decibels: 70)
        loud.measuredSeconds = 20
        mean.add(loud, for: .milliseconds(59_999))
        #expect(abs(mean.milliseconds - 59_999.0 / 3) < 1e-9)
        var quiet = try Self.reading(60_000, 60_000)
        quiet.measuredSeconds = 0
        mean.add(quiet, for: .minutes(1))
        #expect(mean.level?.text == "70.0")
        #expect(PartialMean().level == nil)
    }

    @Test("rain counts for the part of the time that its reading does, and is rounded once")
    func rain() throws {
        var sum = RainSum()
        #expect(sum.hundredths == nil)
        var reading = try Self.reading(0, 3000)
        sum.add(reading, for: .seconds(3))
        #expect(sum.hundredths == nil)
        reading.weather = Weather(rainHundredths: 1)
        for _ in 0..<3 { sum.add(reading, for: .seconds(1)) }
        #expect(sum.hundredths == 1)
        reading.weather = Weather(rainHundredths: 3)
        sum.add(reading, for: .milliseconds(500))
        #expect(sum.hundredths == 2)
    }
}
