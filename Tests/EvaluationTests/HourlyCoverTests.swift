import Acoustics
import Analysis
import Evaluation
import EventTime
import NoiseRules
import Readings
import Records
import Reports
import Testing

@Suite("How readings share an hour")
struct HourlyCoverTests {
    /// Rows of the sensor at the gate, of the hours that start in [`first`, `end`) hours from nine.
    private func rows(_ bench: Bench, from first: Int64 = 0, to end: Int64 = 1) throws -> [HourlySummary] {
        var rows: [HourlySummary] = []
        let range = TimeRange(start: Bench.nine + .hours(first), end: Bench.nine + .hours(end))
        try HourlySummaries(plan: bench.plan, journal: bench.store).forEach(in: range) {
            if $0.sensor == Bench.gate { rows.append($0) }
        }
        return rows
    }

    private func row(_ bench: Bench) throws -> HourlySummary { try #require(try rows(bench).first) }

    /// A reading that starts so many milliseconds after nine.
    private func reading(at milliseconds: Int64, lasting length: Int64, _ decibels: Double) throws -> Reading {
        var reading = try Bench.reading(0, decibels, duration: .milliseconds(length))
        reading.start = Bench.nine + .milliseconds(milliseconds)
        return reading
    }

    private func seconds(_ seconds: Range<Int>, _ decibels: Double = 60) throws -> [Reading] {
        try seconds.map { try Bench.reading($0, decibels) }
    }

    @Test("a record of a day says nothing of any of its hours, and does not hide their seconds")
    func day() throws {
        let bench = try Bench()
        try bench.append([try Bench.reading(0, 80, duration: .hours(24))])
        let empty = try rows(bench, to: 24)
        #expect(empty.count == 24)
        #expect(
            empty.allSatisfy {
                $0.levels.LAeq == nil && $0.coverage.validRate == 0 && $0.coverage.n == 0 && $0.evidence == .C
            }
        )
        try bench.append(try seconds(0..<3600))
        let row = try row(bench)
        #expect(row.levels.LAeq?.text == "60.0" && row.coverage.validRate == 1 && row.coverage.n == 3600)
    }

    @Test("half an hour of seconds and half an hour of minutes are one hour")
    func backFill() throws {
        let bench = try Bench()
        try bench.append(try seconds(0..<1800, 70))
        try bench.append(try (30..<60).map { try Bench.reading($0 * 60, 50, duration: .minutes(1)) })
        let row = try row(bench)
        #expect(row.levels.LAeq?.text == "67.0" && row.coverage.validRate == 1 && row.coverage.n == 1830)
        #expect(row.levels.percentiles?.L90?.text == "70.0" && row.levels.extremesAreLAeq1s)
    }

    @Test("jitter of milliseconds loses nothing, and counts nothing twice")
    func jitter() throws {
        let bench = try Bench()
        try bench.append(
            try (0..<3600).map { try reading(at: $0 * 1000 + $0 * 7919 % 11, lasting: 1000, $0 % 60 == 59 ? 90 : 50) }
        )
        let row = try row(bench)
        #expect(row.coverage.n == 3600 && row.levels.LAeq?.text == "72.2")
        #expect(row.coverage.validRate <= 1 && row.coverage.validRate > 0.99)
    }

    @Test("seconds at every half second cover half an hour with 3600 of them")
    func halfSeconds() throws {
        let bench = try Bench()
        try bench.append(try (0..<3600).map { try reading(at: $0 * 500, lasting: 1000, 60) })
        let row = try row(bench)
        #expect(row.coverage.n == 1800)
        #expect(abs(row.coverage.validRate - 0.5) < 0.001)
    }

    @Test("a quarter of an hour that comes again 0.3 s later counts once")
    func sentAgain() throws {
        let bench = try Bench()
        try bench.append(try seconds(0..<900))
        try bench.append(try (0..<900).map { try reading(at: $0 * 1000 + 300, lasting: 1000, 80) })
        let row = try row(bench)
        #expect(row.coverage.n == 900 && row.coverage.validRate == 0.25 && row.levels.LAeq?.text == "60.0")
    }

    @Test("records of 1000 s a second apart do not take the place of good seconds")
    func milliseconds() throws {
        let bench = try Bench()
        try bench.append(try seconds(0..<3600))
        try bench.append(try (0..<10).map { try reading(at: $0 * 1000, lasting: 1_000_000, 80) })
        let row = try row(bench)
        #expect(row.levels.LAeq?.text == "60.0" && row.coverage.validRate == 1 && row.coverage.n == 3600)
    }

    @Test("is rounded once, half to even, from what was received", arguments: [(44.35, "44.4"), (46.0471, "46.0")])
    func rounding(_ row: (Double, String)) throws {
        let bench = try Bench()
        try bench.append(try seconds(0..<3600, row.0))
        #expect(try self.row(bench).levels.LAeq?.text == row.1)
    }

    @Test("a reading over two hours counts for its part in each, wherever the export begins")
    func crossing() throws {
        let bench = try Bench()
        try bench.append([
            try reading(at: -30_000, lasting: 60_000, 70), try reading(at: 3_590_000, lasting: 20_000, 80),
            // Reaches over the whole of nine o'clock's half hour and is as long as an hour may be.
            try reading(at: 1_800_000, lasting: 3_600_000, 50),
        ])
        let all = try rows(bench, from: -1, to: 3)
        #expect(all.map(\.coverage.n) == [1, 2, 0, 0])
        #expect(all.map { FixedRate($0).milliseconds } == [30_000, 1_830_000, 1_800_000, 0])
        for hour in 0..<4 as Range<Int64> {
            #expect(try rows(bench, from: hour - 1, to: hour) == [all[Int(hour)]])
        }
        // Of the second hour: 10 s of 80 dB and the rest of the half hour 50 dB.
        #expect(all[2].levels.LAeq?.text == "58.2")
    }

    private struct FixedRate {
        var milliseconds: Int
        init(_ row: HourlySummary) { milliseconds = Int((row.coverage.validRate * 3_600_000).rounded()) }
    }

    @Test("rain in seconds and in their minute counts once")
    func rain() throws {
        let bench = try Bench()
        try bench.append(
            try (0..<120).map { second in
                var reading = try Bench.reading(second, 60)
                reading.weather = Weather(rainHundredths: second < 60 ? 1 : 0)
                return reading
            }
        )
        var minute = try Bench.reading(0, 60, duration: .minutes(1))
        minute.weather = Weather(rainHundredths: 60)
        // Half of it falls into the hour.
        var crossing = try Bench.reading(3570, 60, duration: .minutes(1))
        crossing.weather = Weather(rainHundredths: 20)
        try bench.append([minute, crossing])
        let row = try row(bench)
        #expect(row.weather.rainHundredths == 70)
        #expect(row.coverage.n == 60)
    }

    @Test("readings of a sensor whose clock is wrong make a grade C hour")
    func shifted() throws {
        let bench = try Bench()
        var readings = try seconds(0..<3600)
        try bench.append(readings)
        #expect(try row(bench).evidence == .B)
        let other = try Bench()
        readings[1800].shift = .seconds(90)
        try other.append(readings)
        #expect(try row(other).evidence == .C)
    }

    @Test("an hour's own percentiles are taken of a record that is the hour but for a little")
    func ownPercentiles() throws {
        let bench = try Bench()
        var hour = try reading(at: 500, lasting: 3_600_000, 60)
        hour.percentiles = Percentiles(L90: Level(decibels: 55))
        try bench.append([hour])
        let rows = try rows(bench, to: 2)
        #expect(rows.map { $0.levels.percentiles?.L90?.text } == ["55.0", nil])
        #expect(rows.map(\.coverage.n) == [1, 0])
    }
}
