import EventTime
import ExamCalendar
import Foundation
import Records
import Reports
import Testing

/// What a picture of a season shows, read from the file alone: by the months, dates and marks in their order, the scale
/// of the hours that stands over them, and the exact times in the titles.
struct ReadSeason {
    struct Mark {
        var date: LocalDate
        /// "session" or "ban".
        var what: String
        var title: String
        /// Styles and edges of its bars, in minutes after midnight.
        var bars: [(style: String, from: Double, to: Double)]

        func bars(_ wanted: (String) -> Bool) -> [(from: Double, to: Double)] {
            bars.filter { wanted($0.style) }.map { ($0.from, $0.to) }.sorted { $0.0 < $1.0 }
        }
    }

    var root: ReadElement
    var marks: [Mark] = []
    /// Texts of each date's own column.
    var dates: [(date: LocalDate, texts: [String])] = []
    /// Rows of quiet days.
    var quiet: [String] = []

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// In English.
    init(_ calendar: SiteCalendar, _ window: TimeRange) throws {
        root = try ReadSVG.root(of: CalendarSVG(calendar, language: .en).drawing(of: window).text())
        var year = 0
        var month = 0
        var date: LocalDate?
        var midnight = Double.nan
        var hour = Double.nan
        for group in root.children where group.name == "g" {
            let texts = group.children.filter { $0.name == "text" }
            if let head = texts.first, head.style == "month" {
                let words = head.text.split(separator: " ").map(String.init)
                month = try #require(Self.months.firstIndex(of: words[0])) + 1
                year = try #require(Int(words[1]))
                // The figures stand with their middle on the hour; those of two digits are equally wide.
                let ten = try #require(texts.first { $0.text == "10" })
                let twelve = try #require(texts.first { $0.text == "12" })
                hour = (twelve.number("x") - ten.number("x")) / 2
            }
            if texts.first?.style == "quiet" { quiet.append(texts[0].text) }
            if group.style == "date" {
                let words = texts[0].text.split(separator: " ").map(String.init)
                let day = try #require(Int(words[0]))
                let named = try #require(Self.months.firstIndex(of: words[1])) + 1
                // A month that begins behind a row of quiet days stands in the date alone.
                if named < month { year += 1 }
                month = named
                date = LocalDate(year: year, month: month, day: day)
                dates.append((try #require(date), texts.map(\.text)))
            }
            guard ["session", "ban"].contains(group.style) else { continue }
            // The line of 00:00 is the left edge of the hour lines.
            if midnight.isNaN { midnight = try Self.midnight(root) }
            let bars = group.children.filter { $0.name == "rect" }.map { rect in
                let from = (rect.number("x") - midnight) / hour * 60
                return (rect.style, from, from + rect.number("width") / hour * 60)
            }
            let title = try #require(group.title)
            marks.append(Mark(date: try #require(date), what: group.style, title: title, bars: bars))
        }
    }

    private static func midnight(_ root: ReadElement) throws -> Double {
        let path = try #require(root.children.first { $0.style == "sixth" }?.attributes["d"])
        return try #require(Double(path.dropFirst().prefix { $0 != " " }))
    }

    func marks(_ name: String, on date: String? = nil) -> [Mark] {
        marks.filter { mark in
            mark.title.contains(name)
                && (date == nil || "\(mark.date.year)-\(mark.date.month)-\(mark.date.day)" == date)
        }
    }
}

extension ReadSeason.Mark {
    /// The first span that the title tells: "2026-06-07 15:00 to 17:00", offsets from UTC where they stand there.
    func told(in zone: TimeZoneRules) throws -> TimeRange {
        let offset = #"(?: \(UTC([+-]\d\d:\d\d)\))?"#
        let pattern = #"(\d{4}-\d\d-\d\d) (\d\d:\d\d)"# + offset + #" to (?:(\d{4}-\d\d-\d\d) )?(\d\d:\d\d)"# + offset
        let regex = try NSRegularExpression(pattern: pattern)
        let found = try #require(
            regex.firstMatch(in: title, range: NSRange(title.startIndex..., in: title)),
            "\(title)"
        )
        func part(_ index: Int) -> String? { Range(found.range(at: index), in: title).map { String(title[$0]) } }
        func instant(_ date: String?, _ time: String?, _ offset: String?) throws -> Instant {
            let (date, time) = (try #require(date), try #require(time))
            if let offset { return try RFC3339.instant("\(date)T\(time):00\(offset)") }
            let wall = try RFC3339.instant("\(date)T\(time):00Z")
            return zone.instant(of: TimeZoneRules.UTC.localDate(at: wall), TimeZoneRules.UTC.localTime(at: wall))
        }
        let start = try instant(part(1), part(2), part(3))
        let end = try instant(part(4) ?? part(1), part(5), part(6))
        try #require(start <= end, "\(title)")
        return TimeRange(start: start, end: end)
    }
}
