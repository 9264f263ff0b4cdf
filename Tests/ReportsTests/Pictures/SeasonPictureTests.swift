import EventTime
import ExamCalendar
import Foundation
import Records
import Reports
import Sites
import Testing

@Suite("The picture of a season")
struct SeasonPictureTests {
    private static let shanghai = TimeZoneRules.fixed(name: "Asia/Shanghai", offset: 28_800)

    private static func june(_ from: Int, _ to: Int) throws -> TimeRange {
        try SeasonScene.range(
            "2026-06-\(from < 10 ? "0" : "")\(from)T00:00:00+08:00",
            "2026-06-\(to < 10 ? "0" : "")\(to)T00:00:00+08:00"
        )
    }

    /// In whole minutes, "540-690".
    private static func edges(_ mark: ReadSeason.Mark, _ style: String) -> [String] {
        mark.bars { $0 == style }.map { "\(Int($0.from.rounded()))-\(Int($0.to.rounded()))" }
    }

    @Test("a paper with its listening window, lead, tail and extension")
    func sessions() throws {
        var scene = SeasonScene(zone: Self.shanghai)
        try scene.add(
            "Foreign language",
            .written,
            "2026-06-08T15:00:00+08:00",
            "2026-06-08T17:10:00+08:00",
            lead: .minutes(10),
            makeUp: Name(zh: "台风", en: "Typhoon"),
            movedFrom: "2026-06-08T17:00:00+08:00"
        )
        try scene.add(
            "Foreign language",
            .listening,
            "2026-06-08T15:00:00+08:00",
            "2026-06-08T15:20:00+08:00",
            lead: .minutes(15),
            tail: .minutes(5)
        )
        let read = try ReadSeason(scene.calendar, Self.june(8, 9))
        try #require(read.marks.count == 2)
        let (paper, window) = (read.marks[0], read.marks[1])
        #expect(
            paper.title == "Foreign language (exam): 2026-06-08 15:00 to 17:10; quiet due 2026-06-08 14:50 to 17:10; "
                + "make-up: Typhoon; end moved from 2026-06-08 17:00 by Wang Fang: fire alarm"
        )
        #expect(Self.edges(paper, "written makeup") == ["900-1020"])
        #expect(Self.edges(paper, "written-added") == ["1020-1030"])
        #expect(Self.edges(paper, "written-edge") == ["890-900"])
        #expect(
            window.title
                == "Foreign language (listening): 2026-06-08 15:00 to 15:20; quiet due 2026-06-08 14:45 to 15:25"
        )
        #expect(Self.edges(window, "listening") == ["900-920"])
        #expect(Self.edges(window, "listening-edge") == ["885-900", "920-925"])
        #expect(read.dates.map(\.texts) == [["8 Jun Mon", "make-up day"]])
        // 20 units are an hour; the column behind the window takes its lead and tail.
        let halo = try #require(read.root.all.first { $0.style == "halo" })
        let edge = try #require(read.root.all.first { $0.style == "listening-edge" && $0.number("width") < 20 })
        #expect(halo.number("x") == edge.number("x"))
        #expect(abs(halo.number("width") - 40.0 / 3) < 0.011)
        let texts = read.root.all.filter { $0.name == "text" }.map(\.text)
        #expect(texts.contains("15:00–15:20 Listening: Foreign language (quiet 14:45–15:25)"))
        #expect(texts.contains("15:00–17:10 Foreign language (extended by 10 min; make-up: Typhoon)"))
        // The window is the last thing drawn, and reaches over its paper on both sides.
        let rects = read.root.all.filter { $0.name == "rect" }
        let bar = try #require(rects.last { $0.style == "written makeup" && $0.number("width") > 30 })
        let tall = try #require(rects.last { $0.style == "listening" })
        #expect(tall.number("y") < bar.number("y"))
        #expect(tall.number("y") + tall.number("height") > bar.number("y") + bar.number("height"))
        #expect(read.marks.last?.title == window.title)
    }

    @Test("a ban over midnight goes on in the next row; an edge at midnight does not")
    func midnight() throws {
        var scene = SeasonScene(zone: Self.shanghai)
        try scene.ban(
            "night",
            "2026-06-02T00:00:00+08:00",
            "2026-06-04T00:00:00+08:00",
            hours: SeasonScene.daily([(1320, 360)])
        )
        try scene.ban("days", "2026-06-02T00:00:00+08:00", "2026-06-03T00:00:00+08:00", activities: [.horns, .drones])
        try scene.ban("minute", "2026-06-02T23:59:00+08:00", "2026-06-03T00:01:00+08:00")
        let read = try ReadSeason(scene.calendar, Self.june(1, 6))
        let told = read.marks.map { mark in
            "\(mark.date.day) \(mark.title.prefix(10)) \(Self.edges(mark, mark.bars[0].style))"
        }
        #expect(
            told == [
                #"2 1a night:  ["0-360"]"#, #"2 1a night:  ["1320-1440"]"#, #"2 2a days: 2 ["0-1440"]"#,
                #"2 3a minute: ["1439-1440"]"#, #"3 1a night:  ["0-360"]"#, #"3 1a night:  ["1320-1440"]"#,
                #"3 3a minute: ["0-1"]"#,
            ]
        )
        #expect(read.marks[2].title == "2a days: 2026-06-02 00:00 to 2026-06-03 00:00; horns, drones")
        #expect(read.dates.map(\.date.day) == [1, 2, 3, 4, 5])
    }

    @Test(
        "on the day of a clock change papers stand at their wall-clock times, and the row says how long the day is",
        arguments: [
            ("Europe/London", "2025-03-30", "23 h", "there is no 01:00–02:00", ["0-60", "120-1440"]),
            ("Europe/London", "2025-10-26", "25 h", "01:00–02:00 comes twice", ["0-1440"]),
            ("America/New_York", "2025-03-09", "23 h", "there is no 02:00–03:00", ["0-120", "180-1440"]),
            ("America/New_York", "2025-11-02", "25 h", "01:00–02:00 comes twice", ["0-1440"]),
            ("Australia/Lord_Howe", "2025-10-05", "23 h 30 min", "there is no 02:00–02:30", ["0-120", "150-1440"]),
        ] as [(String, String, String, String, [String])]
    )
    func clockChange(name: String, day: String, length: String, note: String, whole: [String]) throws {
        var scene = SeasonScene(zone: try TimeZoneRules.load(name))
        let wall = try RFC3339.instant("\(day)T00:00:00Z")
        let date = TimeZoneRules.UTC.localDate(at: wall)
        let times = [0, 0, 9 * 3600, 41_400].enumerated().map { index, second in
            scene.zone.instant(of: index == 1 ? date.adding(days: 1) : date, LocalTime(secondsOfDay: second))
        }
        let told = times.map { RFC3339.format($0, offset: 0) }
        try scene.add("paper", .written, told[2], told[3])
        try scene.ban("all day", told[0], told[1])
        let read = try ReadSeason(scene.calendar, TimeRange(start: times[0] - .hours(40), end: times[1] + .hours(20)))
        #expect(read.dates.map(\.date) == [-2, -1, 0, 1].map { date.adding(days: $0) })
        let row = try #require(read.dates.first { $0.date == date })
        #expect(row.texts.last == length)
        #expect(read.dates.filter { $0.texts.count > 1 }.count == 1)
        let texts = read.root.all.filter { $0.name == "text" }.map(\.text)
        #expect(texts.filter { $0.hasSuffix(note) }.count == 1)
        #expect(read.marks.count == 2)
        let (paper, ban) = (read.marks.first { $0.what == "session" }, read.marks.first { $0.what == "ban" })
        #expect(Self.edges(try #require(paper), "written") == ["540-690"])
        #expect(Self.edges(try #require(ban), "n0") == whole)
    }

    @Test("what comes twice by the clock is told apart by the offset")
    func repeatedHour() throws {
        var scene = SeasonScene(zone: try TimeZoneRules.load("Europe/London"))
        try scene.add("first", .written, "2025-10-26T01:10:00+01:00", "2025-10-26T01:40:00+01:00")
        try scene.add("second", .written, "2025-10-26T01:10:00Z", "2025-10-26T01:40:00Z")
        try scene.add("both", .written, "2025-10-26T01:50:00+01:00", "2025-10-26T01:10:00Z")
        try scene.add("later", .written, "2025-10-27T09:00:00Z", "2025-10-27T10:00:00Z")
        let read = try ReadSeason(scene.calendar, SeasonScene.range("2025-10-26T00:00:00Z", "2025-10-28T00:00:00Z"))
        #expect(
            read.marks.map(\.title) == [
                "first (exam): 2025-10-26 01:10 (UTC+01:00) to 01:40 (UTC+01:00)",
                "both (exam): 2025-10-26 01:50 (UTC+01:00) to 01:10 (UTC+00:00)",
                "second (exam): 2025-10-26 01:10 (UTC+00:00) to 01:40 (UTC+00:00)",
                "later (exam): 2025-10-27 09:00 to 10:00",
            ]
        )
        #expect(
            read.marks.map { Self.edges($0, "written") } == [
                ["70-100"], ["60-70", "110-120"], ["70-100"], ["540-600"],
            ]
        )
    }

    @Test("night is the site's own, on every row")
    func night() throws {
        var scene = SeasonScene(zone: Self.shanghai)
        scene.dayHours = try #require(
            DayHours(dayStart: LocalTime(secondsOfDay: 25_200), nightStart: LocalTime(secondsOfDay: 82_800))
        )
        try scene.ban("all", "2026-06-01T00:00:00+08:00", "2026-06-04T00:00:00+08:00")
        let read = try ReadSeason(scene.calendar, Self.june(1, 4))
        let nights = read.root.children.filter { $0.style == "night" }
        let hours = read.root.children.first { $0.style == "sixth" }?.attributes["d"] ?? ""
        let left = try #require(Double(hours.dropFirst().prefix { $0 != " " }))
        #expect(nights.map { ($0.number("x") - left) / 20 } == [0, 23])
        #expect(nights.map { $0.number("width") / 20 } == [7, 1])
        // Through all three rows without a break.
        let bands = read.root.all.filter { $0.name == "rect" && $0.style == "n0" && $0.number("width") > 400 }
        #expect(bands.count == 3)
        for night in nights {
            let bottom = night.number("y") + night.number("height")
            #expect(bands.allSatisfy { night.number("y") < $0.number("y") && $0.number("y") < bottom })
        }
        let texts = read.root.all.filter { $0.name == "text" }.map(\.text)
        #expect(texts.contains("Local time Asia/Shanghai (UTC+08:00), night 23:00–07:00"))
    }

    @Test("three days or more without sessions and bans are one row, two are not")
    func collapsed() throws {
        var scene = SeasonScene(zone: Self.shanghai)
        for day in ["04", "07", "20"] {
            try scene.add("paper", .written, "2026-06-\(day)T09:00:00+08:00", "2026-06-\(day)T10:00:00+08:00")
        }
        let read = try ReadSeason(scene.calendar, Self.june(1, 23))
        #expect(read.dates.map(\.date.day) == [4, 5, 6, 7, 20, 21, 22])
        #expect(
            read.quiet == [
                "1 Jun to 3 Jun: 3 days without sessions or bans", "8 Jun to 19 Jun: 12 days without sessions or bans",
            ]
        )
        #expect(read.marks.map(\.date.day) == [4, 7, 20])
    }

    @Test("a season without anything says so")
    func empty() throws {
        let read = try ReadSeason(SeasonScene(zone: Self.shanghai).calendar, Self.june(1, 13))
        #expect(read.marks.isEmpty && read.dates.isEmpty)
        #expect(read.quiet == ["1 Jun to 12 Jun: 12 days without sessions or bans"])
        let texts = read.root.all.filter { $0.name == "text" }.map(\.text)
        #expect(texts.contains("No control notice in this time."))
        #expect(read.root.title == "School No. 1: Exams and noise bans")
        let one = try ReadSeason(SeasonScene(zone: Self.shanghai).calendar, Self.june(1, 2))
        #expect(one.dates.map(\.date.day) == [1] && one.quiet.isEmpty)
    }

    @Test("the span is rounded out to whole local days")
    func wholeDays() throws {
        var scene = SeasonScene(zone: Self.shanghai)
        try scene.add("early", .written, "2026-06-02T01:00:00+08:00", "2026-06-02T02:00:00+08:00")
        try scene.add("after", .written, "2026-06-04T00:00:00+08:00", "2026-06-04T01:00:00+08:00")
        try scene.ban("season", "2026-06-01T12:00:00+08:00", "2026-06-09T12:00:00+08:00")
        // 2 June 08:00 to 4 June 00:00 by the site's clock.
        let read = try ReadSeason(scene.calendar, SeasonScene.range("2026-06-02T00:00:00Z", "2026-06-03T16:00:00Z"))
        #expect(read.dates.map(\.date.day) == [2, 3])
        #expect(read.marks.filter { $0.what == "session" }.map { String($0.title.prefix(5)) } == ["early"])
        #expect(read.marks("season").map { Self.edges($0, "n0") } == [["0-1440"], ["0-1440"]])
        #expect(read.marks("season").allSatisfy { $0.title.contains("2026-06-01 12:00 to 2026-06-09 12:00") })
    }

    @Test("the legend lists each notice of the span with its reference, and each phase with what it bans")
    func legend() throws {
        var scene = SeasonScene(zone: Self.shanghai)
        try scene.ban("first", "2026-06-01T00:00:00+08:00", "2026-06-02T00:00:00+08:00", activities: [.fireworks])
        try scene.ban("other year", "2025-06-01T00:00:00+08:00", "2025-06-02T00:00:00+08:00")
        try scene.ban("second", "2026-06-02T00:00:00+08:00", "2026-06-03T00:00:00+08:00", activities: [.ceremonies])
        let read = try ReadSeason(scene.calendar, Self.june(1, 4))
        let texts = read.root.all.filter { $0.name == "text" }.map(\.text)
        for text in [
            "1 Notice of first", "Bureau; Act art. 1; https://bureau.example/?a=1&b=0", "Banned: fireworks", "1a first",
            "2 Notice of second", "Bureau; Act art. 3; https://bureau.example/?a=1&b=2", "Banned: ceremonies",
        ] {
            #expect(texts.filter { $0.split(separator: " ").joined(separator: " ") == text }.count == 1, "\(text)")
        }
        #expect(!texts.contains { $0.contains("other year") })
        let css = try #require(read.root.children.first { $0.name == "style" }).text
        func colour(_ style: String) throws -> Substring {
            let rule = try #require(css.range(of: ".\(style){"))
            return css[rule.upperBound...].prefix { $0 != "}" }.drop { $0 != "#" }.prefix(7)
        }
        #expect(try colour("n0") != colour("n1"))
        #expect(try colour("p0-ink") == colour("n0"))
        #expect(try colour("p1-ink") == colour("n1"))
        let patterns = read.root.all.filter { $0.name == "pattern" && $0.attributes["id"]?.hasPrefix("p") == true }
        #expect(patterns.map { $0.attributes["id"] } == ["p0", "p1"])
        #expect(patterns[0].attributes["width"] != patterns[1].attributes["width"])
        // Both stand in the legend and in the rows.
        let styles = read.root.all.filter { $0.name == "rect" }.map(\.style).filter {
            ["n0", "n1", "p0", "p1"].contains($0)
        }
        #expect(["n0", "n1", "p0", "p1"].allSatisfy { style in styles.filter { $0 == style }.count == 2 })
    }

    @Test("title and description tell site, sensor, span and zone", arguments: Language.allCases)
    func accessible(language: Language) throws {
        var scene = SeasonScene(zone: Self.shanghai)
        try scene.ban("all", "2026-06-01T00:00:00+08:00", "2026-06-04T00:00:00+08:00")
        try scene.add("paper", .written, "2026-06-02T09:00:00+08:00", "2026-06-02T10:00:00+08:00")
        let window = try Self.june(1, 13)
        let picture = CalendarSVG(scene.calendar, language: language, sensor: "gate").drawing(of: window)
        let root = try ReadSVG.root(of: picture.text())
        let zh = language == .zh
        #expect(root.attributes["role"] == "img" && root.attributes["xml:lang"] == (zh ? "zh-CN" : "en"))
        #expect(root.children[0].name == "title" && root.children[1].name == "desc")
        #expect(root.title == (zh ? "第一中学（测点 gate）：考试与噪声管控日历" : "School No. 1 (sensor gate): Exams and noise bans"))
        #expect(
            root.children[1].text
                == (zh
                    ? "2026年6月1日至2026年6月12日。当地时间 Asia/Shanghai（UTC+08:00），夜间 22:00–06:00。有考试 1 天，有禁噪 3 天。"
                    : "1 June 2026 to 12 June 2026. Local time Asia/Shanghai (UTC+08:00), night 22:00–06:00. "
                        + "Days with sessions: 1, with bans: 3.")
        )
        let shown = root.all.filter { $0.name == "text" }.map(\.text)
        #expect(shown[0] == (zh ? "第一中学（测点 gate）" : "School No. 1 (sensor gate)"))
    }

    @Test("names with markup, quotes and control characters are shown and break nothing", arguments: Language.allCases)
    func names(language: Language) throws {
        let name = "<b>&amp; \"x\" 'y' ]]> \u{0}\u{1B}[31m\u{202E}\r\n</text><script>"
        var scene = SeasonScene(zone: Self.shanghai, name: Name(name))
        try scene.add(name, .written, "2026-06-01T00:00:00+08:00", "2026-06-02T00:00:00+08:00", makeUp: Name(name))
        try scene.add(name, .listening, "2026-06-01T09:00:00+08:00", "2026-06-01T10:00:00+08:00")
        try scene.ban(name, "2026-06-01T00:00:00+08:00", "2026-06-02T00:00:00+08:00")
        let text = CalendarSVG(scene.calendar, language: language).drawing(of: try Self.june(1, 2)).text()
        let root = try ReadSVG.root(of: text)
        let kinds: Set = ["svg", "title", "desc", "style", "defs", "pattern", "rect", "path", "g", "text"]
        #expect(Set(root.all.map(\.name)).isSubset(of: kinds))
        let shown = "<b>&amp; \"x\" 'y' ]]> \u{FFFD}\u{FFFD}[31m\u{FFFD} </text><script>"
        #expect(root.title?.replacing("  ", with: " ").hasPrefix(shown) == true)
        let titles = root.all.filter { ["session", "ban"].contains($0.style) }.compactMap(\.title)
        #expect(titles.count == 3)
        #expect(titles.allSatisfy { $0.replacing("  ", with: " ").contains(shown) })
    }

    @Test("a band tells its activities on the first of its days, and its phase on each")
    func bandLabels() throws {
        var scene = SeasonScene(zone: Self.shanghai)
        try scene.ban("all", "2026-06-01T00:00:00+08:00", "2026-06-04T00:00:00+08:00", activities: [.horns, .drones])
        try scene.ban(
            "noon",
            "2026-06-01T00:00:00+08:00",
            "2026-06-03T00:00:00+08:00",
            hours: SeasonScene.daily([(720, 840), (960, 970)])
        )
        let root = try ReadSeason(scene.calendar, Self.june(1, 4)).root
        let bands = root.all.filter { $0.style == "ban" }
        #expect(
            bands.compactMap { band in band.children.first { $0.name == "text" }?.text } == [
                "1a all: horns, drones", "2a", "2a noon", "1a all", "2a", "2a noon", "1a all",
            ]
        )
        // A band that is too short for its key has it behind.
        let short = try #require(bands.first { $0.title?.contains("16:00 to 16:10") == true })
        let (bar, label) = (short.children[1], try #require(short.children.last))
        #expect(label.number("x") >= bar.number("x") + bar.number("width"))
    }

    @Test("two papers at once stand in two lanes, and so do two bans")
    func lanes() throws {
        var scene = SeasonScene(zone: Self.shanghai)
        try scene.add("A", .written, "2026-06-01T09:00:00+08:00", "2026-06-01T11:00:00+08:00", tail: .minutes(30))
        try scene.add("B", .written, "2026-06-01T10:00:00+08:00", "2026-06-01T12:00:00+08:00")
        try scene.add("C", .written, "2026-06-01T11:00:00+08:00", "2026-06-01T12:00:00+08:00")
        try scene.ban("D", "2026-06-01T00:00:00+08:00", "2026-06-01T12:00:00+08:00")
        try scene.ban("E", "2026-06-01T11:00:00+08:00", "2026-06-01T13:00:00+08:00")
        try scene.ban("F", "2026-06-01T12:00:00+08:00", "2026-06-01T14:00:00+08:00")
        let root = try ReadSeason(scene.calendar, Self.june(1, 2)).root
        func y(_ name: String) throws -> Double {
            let mark = root.all.first { $0.title?.contains(name) == true && $0.name == "g" }
            return try #require(mark?.children.first { $0.style == "written" || $0.style.hasPrefix("n") }).number("y")
        }
        #expect(try y("A (") == y("C ("))
        #expect(try y("B (") > y("A (") + 10)
        #expect(try y("a D: ") == y("a F: "))
        #expect(try y("a E: ") > y("a D: ") + 10)
        #expect(try y("a D: ") > y("B (") + 10)
    }

    @Test("eight hundred days with bans on each are a megabyte at most")
    func manyDays() throws {
        var scene = SeasonScene(zone: try TimeZoneRules.load("Europe/London"))
        try scene.ban(
            "noon and night",
            "2024-01-01T00:00:00Z",
            "2028-01-01T00:00:00Z",
            hours: SeasonScene.daily([(720, 840), (1320, 360)])
        )
        let window = try SeasonScene.range("2025-01-01T00:00:00Z", "2027-03-12T00:00:00Z")
        #expect(window.length == .hours(24 * 800))
        let text = CalendarSVG(scene.calendar, language: .en).drawing(of: window).text()
        #expect(text.utf8.count < 1_000_000)
        let read = try ReadSeason(scene.calendar, window)
        #expect(read.dates.count == 800)
        #expect(read.marks.count == 2400)
        #expect(read.dates.filter { $0.texts.count > 1 }.map(\.texts[1]) == ["23 h", "25 h", "23 h", "25 h"])
        #expect(read.dates.map(\.date) == read.dates.map(\.date).sorted())
        #expect(Set(read.dates.map(\.date)).count == 800)
        let sparse = try ReadSeason(SeasonScene(zone: Self.shanghai).calendar, window)
        #expect(sparse.quiet == ["1 January 2025 to 12 March 2027: 801 days without sessions or bans"])
    }
}
