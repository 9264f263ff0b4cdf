import Acoustics
import Analysis
import Evaluation
import EventTime
import NoiseRules
import Readings
import Records
import Testing

@Suite("Hourly summaries")
struct HourlySummariesTests {
    private func summaries(_ bench: Bench, hours: Int64 = 1) throws -> [HourlySummary] {
        var rows: [HourlySummary] = []
        let range = TimeRange(start: Bench.nine, end: Bench.nine + .hours(hours))
        try HourlySummaries(plan: bench.plan, journal: bench.store).forEach(in: range) { rows.append($0) }
        return rows
    }

    @Test("an hour is a local hour, averaged by energy, with the strictest limit of the hour")
    func energy() throws {
        let bench = try Bench()
        try bench.append(try (0..<3600).map { try Bench.reading($0, $0 % 60 == 59 ? 90 : 50) })
        let row = try #require(try summaries(bench).first { $0.sensor == Bench.gate })
        #expect(row.hour == Bench.nine)
        #expect(row.offset == 19_800)
        #expect(row.levels.LAeq?.text == "72.2")
        #expect(row.levels.extremesAreLAeq1s)
        #expect(row.levels.maximum?.text == "90.0")
        #expect(row.levels.percentiles?.L50?.text == "50.0")
        #expect(row.coverage.validRate == 1)
        #expect(row.coverage.n == 3600)
        #expect(row.limit?.level.text == "60.0")
        #expect(row.exceedanceTenths == 122)
        #expect(row.evidence == .B)
        #expect(row.revision == 0)
    }

    @Test("what is excluded lowers the valid rate and enters no level; its weather is told")
    func excluded() throws {
        let bench = try Bench()
        try bench.append(
            try (0..<3600).map { second in
                var reading = try Bench.reading(second, second < 1800 ? 50 : 94)
                if second >= 1800 { reading.mark = .calibration }
                if second == 10 { reading.weather = Weather(windHundredths: 730, rainHundredths: 20) }
                return reading
            }
        )
        let row = try #require(try summaries(bench).first { $0.sensor == Bench.gate })
        #expect(row.levels.LAeq?.text == "50.0")
        #expect(row.coverage.n == 1799)
        #expect(row.weather.windMaxHundredths == 730)
        #expect(row.weather.rainHundredths == 20)
        #expect(row.evidence == .C)
    }

    @Test("an hour without readings is told as such, with nothing in it")
    func empty() throws {
        let bench = try Bench()
        try bench.append([Bench.reading(0, 50)])
        let rows = try summaries(bench, hours: 3)
        #expect(rows.count == 6)
        let row = try #require(rows.first { $0.sensor == Bench.yard })
        #expect(
            row.levels.LAeq == nil && row.levels.maximum == nil && row.levels.percentiles == nil
                && row.levels.SDTenths == nil
        )
        #expect(row.coverage.validRate == 0)
        #expect(row.coverage.n == 0)
    }

    @Test("seconds and their minutes are counted once; minutes alone have no percentiles")
    func durations() throws {
        let bench = try Bench()
        try bench.append(try (0..<3600).map { try Bench.reading($0, 50) })
        try bench.append(try (0..<60).map { try Bench.reading($0 * 60, 50, duration: .minutes(1)) })
        try bench.append(try (0..<60).map { try Bench.reading($0 * 60, 55, duration: .minutes(1)) }, of: Bench.yard)
        let rows = try summaries(bench)
        let gate = try #require(rows.first { $0.sensor == Bench.gate })
        #expect(gate.coverage.n == 3600)
        #expect(gate.coverage.validRate == 1)
        let yard = try #require(rows.first { $0.sensor == Bench.yard })
        #expect(yard.coverage.n == 60)
        #expect(yard.levels.LAeq?.text == "55.0")
        #expect(yard.levels.percentiles == nil)
        #expect(yard.levels.maximum == nil)
        #expect(yard.evidence == .C)
    }

    @Test("late data revises the hour, once for each arrival")
    func revision() throws {
        let bench = try Bench()
        try bench.append(try (0..<1800).map { try Bench.reading($0, 50) })
        for part in 0..<2 {
            let seconds = (1800 + part * 900)..<(2700 + part * 900)
            try bench.append(
                try seconds.map { try Bench.reading($0, 50) },
                receivedAt: Bench.nine + .hours(2) + .seconds(Int64(part))
            )
        }
        let row = try #require(try summaries(bench).first { $0.sensor == Bench.gate })
        #expect(row.revision == 2)
        #expect(row.coverage.validRate == 1)
    }
}
