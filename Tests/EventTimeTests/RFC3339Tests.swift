import EventTime
import TestSupport
import Testing

@Suite struct RFC3339Parsing {
    struct Accepted: CustomTestStringConvertible {
        var text: String
        var milliseconds: Int64
        var testDescription: String { text }
    }

    @Test(arguments: [
        Accepted(text: "1970-01-01T00:00:00Z", milliseconds: 0),
        Accepted(text: "2026-06-07T09:03:12+08:00", milliseconds: 1_780_794_192_000),
        Accepted(text: "2026-06-07t01:03:12z", milliseconds: 1_780_794_192_000),
        Accepted(text: "2026-06-06T20:03:12-05:00", milliseconds: 1_780_794_192_000),
        Accepted(text: "2026-06-07T06:33:12+05:30", milliseconds: 1_780_794_192_000),
        Accepted(text: "2026-06-07T01:03:12-00:00", milliseconds: 1_780_794_192_000),
        Accepted(text: "2026-06-07T01:03:12.5Z", milliseconds: 1_780_794_192_500),
        Accepted(text: "2026-06-07T01:03:12.007+00:00", milliseconds: 1_780_794_192_007),
        Accepted(text: "2026-06-07T01:03:12.000499999Z", milliseconds: 1_780_794_192_000),
        Accepted(text: "2026-06-07T01:03:12.0005Z", milliseconds: 1_780_794_192_001),
        Accepted(text: "2026-06-07T01:03:12.999999999Z", milliseconds: 1_780_794_193_000),
        Accepted(text: "2016-12-31T23:59:60Z", milliseconds: 1_483_228_799_001),
        Accepted(text: "2017-01-01T07:59:60.9+08:00", milliseconds: 1_483_228_799_901),
        Accepted(text: "2016-12-31T23:59:60.9999Z", milliseconds: 1_483_228_799_999),
        Accepted(text: "1969-12-31T23:59:60Z", milliseconds: -999),
        Accepted(text: "1969-12-31T23:59:59.999Z", milliseconds: -1),
        Accepted(text: "0001-01-01T00:00:00Z", milliseconds: -62_135_596_800_000),
        Accepted(text: "9999-12-31T23:59:59Z", milliseconds: 253_402_300_799_000),
        Accepted(text: "2024-02-29T12:00:00Z", milliseconds: 1_709_208_000_000),
        Accepted(text: "2026-01-01T00:00:00+23:59", milliseconds: 1_767_139_260_000),
    ])
    func accepts(_ row: Accepted) throws {
        #expect(try RFC3339.instant(row.text).milliseconds == row.milliseconds)
        #expect(RFC3339.parse(row.text)?.milliseconds == row.milliseconds)
    }

    struct Rejected: CustomTestStringConvertible {
        var text: String
        var expected: RFC3339Error.Part
        var position: Int
        var testDescription: String { text.isEmpty ? "empty" : text }
    }

    @Test(arguments: [
        Rejected(text: "", expected: .end, position: 0),
        Rejected(text: "2026-06-07", expected: .end, position: 10),
        Rejected(text: "2026-06-07T09:03:12", expected: .end, position: 19),
        Rejected(text: "2026-06-07 09:03:12Z", expected: .timeMark, position: 10),
        Rejected(text: "0000-06-07T09:03:12Z", expected: .year, position: 0),
        Rejected(text: "+026-06-07T09:03:12Z", expected: .year, position: 0),
        Rejected(text: "2026/06/07T09:03:12Z", expected: .hyphen, position: 4),
        Rejected(text: "2026-13-07T09:03:12Z", expected: .month, position: 5),
        Rejected(text: "2026-00-07T09:03:12Z", expected: .month, position: 5),
        Rejected(text: "2026-06.07T09:03:12Z", expected: .hyphen, position: 7),
        Rejected(text: "2026-02-29T09:03:12Z", expected: .day, position: 8),
        Rejected(text: "2026-06-00T09:03:12Z", expected: .day, position: 8),
        Rejected(text: "2026-06-0xT09:03:12Z", expected: .day, position: 8),
        Rejected(text: "2026-06-07T24:00:00Z", expected: .hour, position: 11),
        Rejected(text: "2026-06-07T25:00:00Z", expected: .hour, position: 11),
        Rejected(text: "2026-06-07T09.03:12Z", expected: .colon, position: 13),
        Rejected(text: "2026-06-07T09:60:12Z", expected: .minute, position: 14),
        Rejected(text: "2026-06-07T09:03-12Z", expected: .colon, position: 16),
        Rejected(text: "2026-06-07T09:03:61Z", expected: .second, position: 17),
        Rejected(text: "2026-06-07T09:03:60Z", expected: .leapSecond, position: 17),
        Rejected(text: "2026-06-07T23:59:60+08:00", expected: .leapSecond, position: 17),
        Rejected(text: "2026-06-07T09:03:12.Z", expected: .fraction, position: 20),
        Rejected(text: "2026-06-07T09:03:12.1234567890Z", expected: .fraction, position: 29),
        Rejected(text: "2026-06-07T09:03:12,5Z", expected: .offset, position: 19),
        Rejected(text: "2026-06-07T09:03:12.5", expected: .offset, position: 21),
        Rejected(text: "2026-06-07T09:03:12+0800", expected: .offset, position: 19),
        Rejected(text: "2026-06-07T09:03:12+08", expected: .offset, position: 19),
        Rejected(text: "2026-06-07T09:03:12+24:00", expected: .offset, position: 19),
        Rejected(text: "2026-06-07T09:03:12+08:60", expected: .offset, position: 19),
        Rejected(text: "2026-06-07T09:03:12ZZ", expected: .end, position: 20),
        Rejected(text: "2026-06-07T09:03:12+08:00 ", expected: .end, position: 25),
        Rejected(text: "２026-06-07T09:03:12Z", expected: .year, position: 0),
    ])
    func rejects(_ row: Rejected) {
        let error = #expect(throws: RFC3339Error.self) { try RFC3339.instant(row.text) }
        #expect(error?.expected == row.expected)
        #expect(error?.position == row.position)
        #expect(RFC3339.parse(row.text) == nil)
    }

    @Test func errorSaysWhereAndWhatIsWanted() {
        let error = #expect(throws: RFC3339Error.self) { try RFC3339.instant("2026-06-07T25:00:00Z") }
        #expect(error?.description == "expected an hour 00 to 23 at character 12")
    }
}

@Suite struct InstantFormatting {
    struct Row: CustomTestStringConvertible {
        var milliseconds: Int64
        var offset: Int
        var rfc3339: String
        var rfc2822: String
        var testDescription: String { rfc3339 }
    }

    @Test(arguments: [
        Row(
            milliseconds: 1_780_794_192_000,
            offset: 28_800,
            rfc3339: "2026-06-07T09:03:12+08:00",
            rfc2822: "Sun, 07 Jun 2026 09:03:12 +0800"
        ),
        Row(
            milliseconds: 1_780_794_192_007,
            offset: 0,
            rfc3339: "2026-06-07T01:03:12.007Z",
            rfc2822: "Sun, 07 Jun 2026 01:03:12 +0000"
        ),
        Row(
            milliseconds: 1_780_794_192_000,
            offset: -12_600,
            rfc3339: "2026-06-06T21:33:12-03:30",
            rfc2822: "Sat, 06 Jun 2026 21:33:12 -0330"
        ),
        Row(
            milliseconds: -1,
            offset: 0,
            rfc3339: "1969-12-31T23:59:59.999Z",
            rfc2822: "Wed, 31 Dec 1969 23:59:59 +0000"
        ),
        Row(
            milliseconds: -62_135_596_800_000,
            offset: 0,
            rfc3339: "0001-01-01T00:00:00Z",
            rfc2822: "Mon, 01 Jan 0001 00:00:00 +0000"
        ),
        // Local mean time of Shanghai, +08:05:43: whole minutes, the same instant.
        Row(
            milliseconds: -2_208_988_800_000,
            offset: 29_143,
            rfc3339: "1900-01-01T08:05:00+08:05",
            rfc2822: "Mon, 01 Jan 1900 08:05:00 +0805"
        ),
    ])
    func writes(_ row: Row) {
        let instant = Instant(milliseconds: row.milliseconds)
        #expect(RFC3339.format(instant, offset: row.offset) == row.rfc3339)
        #expect(RFC2822.format(instant, offset: row.offset) == row.rfc2822)
        #expect(RFC3339.parse(row.rfc3339) == instant)
    }

    @Test func comesBackAtRandomInstantsAndOffsets() {
        var generator = SplitMix64(seed: 7)
        for _ in 0..<20_000 {
            let instant = Instant(
                milliseconds: .random(in: -62_135_000_000_000...253_402_000_000_000, using: &generator)
            )
            let offset = Int.random(in: -1439...1439, using: &generator) * 60
            let text = RFC3339.format(instant, offset: offset)
            #expect(RFC3339.parse(text) == instant, "\(text)")
        }
    }
}
