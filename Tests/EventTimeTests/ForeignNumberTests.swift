import EventTime
import Testing

@Suite("Numbers from outside")
struct ForeignNumberTests {
    private static let edges: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max, 999_999_999_999_999_999]

    @Test("arithmetic on times and lengths ends at the largest number, and traps nowhere", arguments: edges, edges)
    func arithmetic(a: Int64, b: Int64) {
        let (instant, other) = (Instant(milliseconds: a), Instant(milliseconds: b))
        let (span, length) = (TimeSpan(milliseconds: a), TimeSpan(milliseconds: b))
        for result in [
            (instant + length).milliseconds, (instant - length).milliseconds, (instant - other).milliseconds,
            (span + length).milliseconds, (span - length).milliseconds, (span * b).milliseconds,
        ] where !Self.edges.contains(result) {
            // What ends at an edge can still be negated.
            #expect(result > .min)
        }
        _ = [TimeSpan.seconds(a), .minutes(a), .hours(a)]
        #expect(TimeSpan.seconds(.max).milliseconds == .max && TimeSpan.hours(.min + 1).milliseconds == -.max)
        #expect((Instant(milliseconds: .max) + .hours(1)).milliseconds == .max)
        #expect((Instant(milliseconds: -.max) - .hours(1)).milliseconds == -.max)
    }

    @Test("the sum, difference and product are exact where there is one")
    func exact() {
        #expect(Int64(5).adding(-7) == -2 && Int64(5).subtracting(7) == -2 && Int64(-5).times(7) == -35)
        #expect(Int64.max.adding(1) == .max && (-Int64.max).adding(-2) == -.max)
        #expect((-Int64.max).subtracting(2) == -.max && Int64.max.subtracting(-1) == .max)
        #expect(Int64.max.times(-2) == -.max && Int64.min.times(-1) == .max)
    }

    @Test(
        "a number that is too large for a whole one is the largest",
        arguments: [
            (Double.nan, Int64(0)), (.infinity, .max), (-.infinity, -.max), (1e300, .max), (-1e300, -.max), (2.9, 2),
            (-2.9, -2),
            (0x1p63, .max),
        ]
    )
    func whole(number: Double, result: Int64) {
        #expect(Int64(saturating: number) == result)
    }

    @Test("times at the end of all numbers can be written and put on a calendar", arguments: edges)
    func written(milliseconds: Int64) {
        let instant = Instant(milliseconds: milliseconds)
        #expect(!RFC3339.format(instant, offset: 14 * 3600).isEmpty)
        #expect(!RFC2822.format(instant, offset: -12 * 3600).isEmpty)
        for offset in [-12 * 3600, 0, 14 * 3600] {
            let zone = TimeZoneRules.fixed(name: "X", offset: offset)
            _ = zone.instant(of: zone.localDate(at: instant), zone.localTime(at: instant))
            for hour in [zone.hour(containing: instant), zone.firstHour(startingFrom: instant)] {
                #expect(hour.length <= .hours(1))
            }
        }
    }

    /// A version 2 file with changes at `times`, and one type east of UTC by `offset` seconds.
    private func file(_ times: [Int64], offset: Int32, footer: String) -> [UInt8] {
        func bytes(_ number: some FixedWidthInteger, _ count: Int) -> [UInt8] {
            (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
        }
        func block(_ times: [Int64]) -> [UInt8] {
            let counts = [0, 0, 0, times.count, 1, 4].flatMap { bytes($0, 4) }
            let header = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts
            return header + times.flatMap { bytes($0, 8) } + times.map { _ in 0 } + bytes(offset, 4) + [0, 0]
                + Array("UTC\0".utf8)
        }
        return block([]) + block(times) + Array("\n\(footer)\n".utf8)
    }

    @Test("a time zone file with changes at the beginning and the end of all numbers")
    func farChanges() throws {
        let zone = try TimeZoneRules(
            name: "X",
            tzif: file([.min, -0x0800_0000_0000_0000, 0, .max], offset: 3600, footer: "CET-1CEST,M3.5.0,M10.5.0/3")
        )
        for milliseconds in Self.edges {
            let instant = Instant(milliseconds: milliseconds)
            _ = zone.offset(at: instant)
            _ = zone.nextTransition(after: instant)
            _ = zone.hour(containing: instant)
        }
        #expect(zone.offset(at: Instant(milliseconds: 0)) == 3600)
    }

    @Test("a rule that is summer time all year, as the table already is")
    func allSummer() throws {
        let zone = try TimeZoneRules(name: "X", tzif: file([], offset: -14_400, footer: "EST5EDT,0/0,J365/25"))
        #expect(zone.offset(at: Instant(milliseconds: 1_780_794_000_000)) == -14_400)
        _ = zone.nextTransition(after: Instant(milliseconds: .max))
    }
}
