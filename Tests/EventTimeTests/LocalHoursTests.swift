import EventTime
import TestSupport
import Testing

@Suite("Hours of the wall clock")
struct LocalHoursTests {
    private func starts(_ zone: TimeZoneRules, from: String, to: String) throws -> [String] {
        var starts: [String] = []
        let end = try RFC3339.instant(to)
        var hour = zone.firstHour(startingFrom: try RFC3339.instant(from))
        while hour.start < end {
            starts.append(RFC3339.format(hour.start, offset: zone.offset(at: hour.start)))
            hour = zone.firstHour(startingFrom: hour.end)
        }
        return starts
    }

    @Test("the half hour beside a change of 30 minutes is a row of its own")
    func lordHowe() throws {
        let zone = try TimeZoneRules.load("Australia/Lord_Howe")
        let back = try starts(zone, from: "2027-04-04T00:30:00+11:00", to: "2027-04-04T03:30:00+10:30")
        #expect(
            back == [
                "2027-04-04T01:00:00+11:00", "2027-04-04T01:30:00+10:30", "2027-04-04T02:00:00+10:30",
                "2027-04-04T03:00:00+10:30",
            ]
        )
        let forward = try starts(zone, from: "2027-10-03T01:00:00+10:30", to: "2027-10-03T04:00:00+11:00")
        #expect(
            forward == ["2027-10-03T01:00:00+10:30", "2027-10-03T02:30:00+11:00", "2027-10-03T03:00:00+11:00"]
        )
    }

    @Test("a change by an hour leaves whole hours, one of which comes twice or never")
    func berlin() throws {
        let zone = try TimeZoneRules.load("Europe/Berlin")
        let back = try starts(zone, from: "2026-10-25T02:00:00+02:00", to: "2026-10-25T04:00:00+01:00")
        #expect(
            back == ["2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00", "2026-10-25T03:00:00+01:00"]
        )
    }

    @Test("before 1970 as after it")
    func negative() throws {
        let hours = try starts(.UTC, from: "1969-12-31T21:30:00Z", to: "1970-01-01T02:00:00Z")
        #expect(
            hours == [
                "1969-12-31T22:00:00Z", "1969-12-31T23:00:00Z", "1970-01-01T00:00:00Z", "1970-01-01T01:00:00Z",
            ]
        )
    }

    @Test(
        "every instant lies in exactly one, none is longer than an hour, and each begins at a full hour or a change",
        arguments: [
            "UTC", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns", "Europe/Berlin",
            "Africa/Monrovia", "Asia/Shanghai", "Pacific/Apia",
        ]
    )
    func partition(name: String) throws {
        let zone = try TimeZoneRules.load(name)
        var random = SplitMix64(seed: 15)
        for _ in 0..<40 {
            let from = Instant(milliseconds: .random(in: -3_000_000_000_000...3_000_000_000_000, using: &random))
            var starts = [from, zone.nextTransition(after: from) ?? from].map { $0 - .hours(2) }
            starts.append(from)
            for start in starts {
                var hour = zone.firstHour(startingFrom: start)
                #expect(hour.start >= start && hour.start - start < .hours(1))
                for _ in 0..<5 {
                    let next = zone.firstHour(startingFrom: hour.end)
                    #expect(next.start == hour.end && hour.length > .zero && hour.length <= .hours(1))
                    let isChange = zone.offset(at: hour.start) != zone.offset(at: hour.start - .milliseconds(1))
                    #expect(zone.localSecondsOfDay(at: hour.start) % 3600 == 0 || isChange)
                    for t in [hour.start, hour.start + .milliseconds(1), hour.end - .milliseconds(1)] {
                        #expect(zone.hour(containing: t) == hour)
                    }
                    hour = next
                }
            }
        }
    }

    @Test("what is left off a time is left off towards the past, before 1970 too")
    func floored() {
        let rows: [(Int64, Int64)] = [(1999, 1), (1000, 1), (0, 0), (-1, -1), (-1000, -1), (-1001, -2)]
        for (milliseconds, seconds) in rows {
            let instant = Instant(milliseconds: milliseconds)
            #expect(instant.wholeSeconds == seconds)
            #expect(instant.floored(to: .seconds(1)) == Instant(milliseconds: seconds * 1000))
        }
        #expect(Instant(milliseconds: -1).floored(to: .hours(1)) == Instant(milliseconds: -3_600_000))
    }
}
