import EventTime
import TestSupport
import Testing

@Suite("Hourly figures where the clock moves by half an hour")
struct HalfHourClockTests {
    private static let plan = """
        version: 1
        time-zone: Australia/Lord_Howe
        authorities:
          - {id: bureau, name: Bureau, language: en, mail: [duty@bureau.example]}
        sites:
          - id: school
            name: School
            zone: "1"
            sensors: [{id: gate, placement: construction boundary, class: "1", silent-after: 1h}]
        exams:
          - id: leaving
            name: Leaving examination
            sessions:
              - {name: Mathematics, date: 2027-06-17, from: "09:00", to: "11:00"}
        rules:
          - {id: gate, name: Gate, when: always, limit: {level: 60, document: Notice}, window: 60s}
        """

    /// A local day, from one midnight to the next, and how many minutes it has.
    struct Day {
        var from: String
        var to: String
        var minutes: Int
    }

    /// Minutes from three hours before the day to three hours behind it go through `import` and come out of
    /// `export hourly`; their levels count up, so that each hour has a mean of its own.
    @Test(
        "each minute of the day is in exactly one row",
        arguments: [
            Day(from: "2027-04-04T00:00:00+11:00", to: "2027-04-05T00:00:00+10:30", minutes: 1470),
            Day(from: "2027-10-03T00:00:00+10:30", to: "2027-10-04T00:00:00+11:00", minutes: 1410),
            Day(from: "1969-10-03T00:00:00+10:00", to: "1969-10-04T00:00:00+10:00", minutes: 1440),
        ]
    )
    func day(_ day: Day) throws {
        let installation = try Installation(brokerPort: try freePort(), plan: HalfHourClockTests.plan)
        let (from, to) = (try RFC3339.instant(day.from), try RFC3339.instant(day.to))
        var lines = ["time,sensor,duration,LAeq"]
        var start = from - .hours(3)
        while start < to + .hours(3) {
            lines.append("\(RFC3339.format(start, offset: 0)),school/gate,60,50.\(lines.count % 1000 + 1000)")
            start = start + .minutes(1)
        }
        let csv = try installation.directory.write(lines.joined(separator: "\n") + "\n", to: "minutes.csv")
        let config = ["--config", installation.config]
        _ = try installation.run(["import", "--any-time", "--readings", csv] + config)
        let table = try installation.run(["export", "hourly", "--from", day.from, "--to", day.to] + config)
            .split(whereSeparator: \.isNewline).map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let columns = try #require(table.first)
        let hour = try #require(columns.firstIndex(of: "hour"))
        let n = try #require(columns.firstIndex(of: "n"))
        let rate = try #require(columns.firstIndex(of: "valid_rate"))
        let rows = table.dropFirst()
        #expect(rows.compactMap { Int($0[n]) }.reduce(0, +) == day.minutes)
        #expect(rows.allSatisfy { $0[rate] == "1.000" })
        // From one row to the next there are as many minutes as the row tells.
        var next = from
        for row in rows {
            #expect(RFC3339.parse(String(row[hour])) == next)
            next = next + .minutes(Int64(row[n]) ?? 0)
        }
        #expect(next == to)
    }
}
