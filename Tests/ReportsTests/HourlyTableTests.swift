import Acoustics
import EventTime
import Foundation
import NoiseRules
import Readings
import Records
import Reports
import Sites
import Testing

/// Hours as files for analysts.
struct HourlyTableTests {
    private static let names =
        "L5,L10,L50,L90,L95,SD,valid_rate,n,wind_max,rain,limit,exceedance,evidence,revision,LAeq1s_max,LAeq1s_min\r\n"

    @Test("CSV: columns, roundings and units; the limit is beaten by what is told")
    func full() throws {
        let text = try csv([hour()])
        #expect(
            text == "hour,site,sensor,LAeq,LAFmax,LAFmin," + Self.names
                + "2026-06-07T09:00:00+08:00,s1,n1,70.4,85.1,48.2,75.0,73.2,66.6,52.0,50.9,8.2,0.983,3540,3.2,0.20,"
                + "70.0,0.4,B,1,,\r\n"
        )
    }

    @Test("with a local time spreadsheets have a date, and the offset stays")
    func localTime() throws {
        var hours = [try hour()]
        // The hour that Paris has twice.
        for offset in [7200, 3600] {
            var hour = try hour()
            hour.hour = try RFC3339.instant(offset == 7200 ? "2027-10-31T00:00:00Z" : "2027-10-31T01:00:00Z")
            hour.offset = offset
            hours.append(hour)
        }
        var text = ""
        var writer = try HourlyCSV(localTime: true) { text += String(decoding: $0, as: UTF8.self) }
        for hour in hours { try writer.write(hour) }
        try writer.finish()
        let lines = text.split(separator: "\r\n")
        #expect(lines[0].hasPrefix("hour,local_time,site,sensor,LAeq,"))
        #expect(lines[1].hasPrefix("2026-06-07T09:00:00+08:00,2026-06-07 09:00:00,s1,n1,70.4,"))
        #expect(lines[2].hasPrefix("2027-10-31T02:00:00+02:00,2027-10-31 02:00:00,s1,n1,"))
        #expect(lines[3].hasPrefix("2027-10-31T02:00:00+01:00,2027-10-31 02:00:00,s1,n1,"))
        #expect(lines.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 23 })
        var object = ""
        var json = try HourlyJSON(shape: .lines, localTime: true) {
            object += String(decoding: $0, as: UTF8.self)
        }
        try json.write(hours[0])
        try json.finish()
        #expect(object.contains(#""hour":"2026-06-07T09:00:00+08:00","local_time":"2026-06-07 09:00:00","#))
    }

    @Test("CSV: what is not known is empty, never 0")
    func unknown() throws {
        let text = try csv([emptyHour()])
        #expect(text.hasSuffix("\r\n2026-06-07T09:00:00+08:00,s1,n1,,,,,,,,,,0.000,0,,,,,C,0,,\r\n"))
    }

    @Test("the columns are the same whatever the sensors send; what is no LAFmax stands in columns of its own")
    func extremes() throws {
        var coarse = try hour()
        coarse.levels.extremesAreLAeq1s = true
        let lines = try csv([hour(), coarse]).split(separator: "\r\n")
        #expect(try [csv([]), csv([coarse]), csv([emptyHour()])].allSatisfy { $0.hasPrefix(lines[0] + "\r\n") })
        #expect(lines[1].contains(",70.4,85.1,48.2,75.0,") && lines[1].hasSuffix(",B,1,,"))
        #expect(lines[2].contains(",70.4,,,75.0,") && lines[2].hasSuffix(",B,1,85.1,48.2"))
    }

    @Test("a level that is not above the limit exceeds it by nothing, which is empty", arguments: [70.0, 69.94, 40])
    func notExceeded(level: Double) throws {
        var hour = try hour()
        hour.levels.LAeq = try SamplePlan.level(level)
        #expect(try csv([hour]).contains(",70.0,,B,1,,"))
    }

    struct Quoting: CustomTestStringConvertible {
        let site: SiteID
        let csv: String
        let json: String
        var testDescription: String { site.text.debugDescription }
    }

    @Test(
        "names that would break a row are quoted",
        arguments: [
            Quoting(site: "a,b", csv: "\"a,b\"", json: "\"a,b\""),
            Quoting(site: "a\"b\"", csv: "\"a\"\"b\"\"\"", json: #""a\"b\"""#),
            Quoting(site: "a\r\nb", csv: "\"a\r\nb\"", json: #""a\u000d\u000ab""#),
            Quoting(site: "一中", csv: "一中", json: "\"一中\""),
        ]
    )
    func quoting(row: Quoting) throws {
        var hour = try hour()
        hour.sensor = SensorID(site: row.site, sensor: "n1")
        #expect(try csv([hour]).contains("+08:00,\(row.csv),n1,"))
        let text = try json([hour], .lines)
        #expect(text.contains("\"site\":\(row.json),"))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["site"] as? String == row.site.text)
    }

    @Test("JSON document: basis, columns and rows, read back by Foundation")
    func document() throws {
        let text = try json([hour(), emptyHour()], .object)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let basis = try #require(object["basis"] as? [String: String])
        #expect(basis["percentiles"]?.hasPrefix("exact") == true)
        let columns = try #require(object["columns"] as? [String])
        let rows = try #require(object["rows"] as? [[Any]])
        #expect(rows.count == 2 && rows.allSatisfy { $0.count == columns.count })
        let at = try #require(columns.firstIndex(of: "LAeq"))
        #expect(rows[0][at] as? Double == 70.4)
        #expect(rows[1][at] is NSNull)
    }

    @Test("JSON without hours is still a document")
    func emptyDocument() throws {
        let object = try JSONSerialization.jsonObject(with: Data(json([], .object).utf8)) as? [String: Any]
        #expect((object?["rows"] as? [Any])?.isEmpty == true)
    }

    @Test("many hours reach the sink in pieces, whole and in order")
    func streaming() throws {
        var pieces: [Int] = []
        var text = ""
        var writer = try HourlyCSV {
            pieces.append($0.count)
            text += String(decoding: $0, as: UTF8.self)
        }
        for n in 0..<5000 {
            var hour = try hour()
            hour.revision = n
            try writer.write(hour)
        }
        try writer.finish()
        #expect(pieces.count > 3 && pieces.allSatisfy { $0 < 70_000 })
        let revisions = text.split(separator: "\r\n").dropFirst().compactMap { $0.split(separator: ",").last }
        #expect(revisions.map(String.init) == (0..<5000).map(String.init))
    }

    private func csv(_ hours: [HourlySummary]) throws -> String {
        var text = ""
        var writer = try HourlyCSV { text += String(decoding: $0, as: UTF8.self) }
        for hour in hours { try writer.write(hour) }
        try writer.finish()
        return text
    }

    private func json(_ hours: [HourlySummary], _ shape: HourlyJSON.Shape) throws -> String {
        var text = ""
        var writer = try HourlyJSON(shape: shape) {
            text += String(decoding: $0, as: UTF8.self)
        }
        for hour in hours { try writer.write(hour) }
        try writer.finish()
        return text
    }

    private func hour() throws -> HourlySummary {
        HourlySummary(
            sensor: SensorID(site: "s1", sensor: "n1"),
            hour: SamplePlan.opening - .seconds(192),
            offset: 8 * 3600,
            levels: HourlySummary.Levels(
                LAeq: try SamplePlan.level(70.45),
                extremesAreLAeq1s: false,
                maximum: try SamplePlan.level(85.13),
                minimum: try SamplePlan.level(48.2),
                percentiles: Percentiles(
                    L5: try SamplePlan.level(75),
                    L10: try SamplePlan.level(73.15),
                    L50: try SamplePlan.level(66.6),
                    L90: try SamplePlan.level(52),
                    L95: try SamplePlan.level(50.86)
                ),
                SDTenths: 82
            ),
            coverage: HourlySummary.Coverage(validRate: 3540.0 / 3600, n: 3540),
            weather: HourlySummary.Weather(windMaxHundredths: 315, rainHundredths: 20),
            limit: try SamplePlan.limit(),
            evidence: .B,
            revision: 1
        )
    }

    private func emptyHour() throws -> HourlySummary {
        var hour = try hour()
        hour.levels.LAeq = nil
        hour.levels.maximum = nil
        hour.levels.minimum = nil
        hour.levels.percentiles = nil
        hour.levels.SDTenths = nil
        hour.coverage.validRate = 0
        hour.coverage.n = 0
        hour.weather.windMaxHundredths = nil
        hour.weather.rainHundredths = nil
        hour.limit = nil
        hour.evidence = .C
        hour.revision = 0
        return hour
    }
}
