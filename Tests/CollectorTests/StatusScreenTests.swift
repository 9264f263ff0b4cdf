import Acoustics
import Analysis
import Collector
import EventTime
import NoiseRules
import Records
import Sites
import Testing

@Suite("The screen of watch")
struct StatusScreenTests {
    private static func lines(
        _ table: StatusTable,
        _ language: Language,
        _ width: Int?,
        _ height: Int?,
        isColoured: Bool = false
    ) -> [String] {
        StatusScreen(language: language, isColoured: isColoured, offset: 28_800, width: width, height: height)
            .lines(of: table, at: SampleStatusTable.now)
    }

    /// What a terminal takes for the signs of these tests.
    private static func width(_ line: String) -> Int {
        line.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
    }

    struct Size: Sendable {
        var width: Int
        var height: Int
    }

    private static let sizes = [Size(width: 80, height: 24), Size(width: 120, height: 40)]

    @Test(
        "at 80×24 and 120×40 every sensor is shown or counted, in no more lines than there are",
        arguments: StatusScreenTests.sizes,
        Language.allCases
    )
    func everySensor(size: Size, language: Language) throws {
        let lines = Self.lines(try SampleStatusTable.table(language: language), language, size.width, size.height)
        #expect(lines.count == size.height)
        #expect(lines.allSatisfy { Self.width($0) <= size.width }, "\(lines.map(Self.width))")
        let summary =
            language == .zh
            ? ["未响应 1", "无数据 1", "偏高 1", "安静 32"] : ["1 not answered", "1 silent", "1 loud", "32 qui"]
        for part in summary { #expect(lines[1].contains(part), "\(lines[1])") }
        let shown = lines.filter { $0.contains("sensor-") }.count
        let last = try #require(lines.last)
        let count = try #require(Int(last.drop { !$0.isNumber }.prefix { $0.isNumber }))
        #expect(shown + count == 40 && shown == size.height - 4, "\(last)")
    }

    @Test("the most urgent rows are first", arguments: StatusScreenTests.sizes, Language.allCases)
    func urgentFirst(size: Size, language: Language) throws {
        let lines = Self.lines(try SampleStatusTable.table(language: language), language, size.width, size.height)
        let sensors = lines.compactMap { line in
            line.firstRange(of: "sensor-").flatMap { Int(line[$0.upperBound...].prefix { $0.isNumber }) }
        }
        #expect(Array(sensors.prefix(9)) == [39, 38, 37, 36, 35, 34, 33, 0, 1])
    }

    @Test("at 80 columns the state says who has it in hand, what is muted, silent, wrong or loud without a rule")
    func states() throws {
        let english = Self.lines(try SampleStatusTable.table(), .en, 80, 24)
        for (sensor, said) in [
            (39, "VIOLATION +10.0, not answered"), (38, "VIOLATION +14.2, Wang Fang: on site"), (37, "over +3.1"),
            (36, "VIOLATION +20.0, muted to 09:30"), (35, "silent since 08:43:00"), (34, "quiet, clock 8 h ahead"),
            (33, "no rule now, 30.0 above 55.0"),
        ] {
            let line = try #require(english.first { $0.contains("sensor-\(sensor) ") })
            #expect(line.contains(said), "\(line)")
        }
        let chinese = Self.lines(try SampleStatusTable.table(language: .zh), .zh, 80, 24)
        for (sensor, said) in [
            (39, "违规 +10.0，无人响应"), (38, "违规 +14.2，Wang Fang已到场"), (37, "超限 +3.1"), (36, "违规 +20.0，静默至 09:30"),
            (35, "08:43:00 起测点无数据"), (34, "安静，时钟快 8 小时"), (33, "当前无规则，高于 55.0 达 30.0"),
        ] {
            let line = try #require(chinese.first { $0.contains("sensor-\(sensor) ") })
            #expect(line.contains(said), "\(line)")
        }
    }

    @Test("a level above a limit whose rule does not hold now is not called quiet")
    func loud() throws {
        for language in Language.allCases {
            let lines = Self.lines(try SampleStatusTable.table(language: language), language, nil, nil)
            for sensor in [33, 32] {
                let line = try #require(lines.first { $0.contains("sensor-\(sensor) ") })
                #expect(!line.contains("quiet") && !line.contains("安静"), "\(line)")
            }
        }
    }

    @Test("the service takes one line: broker, plan in use, judged up to")
    func service() throws {
        let line = try #require(Self.lines(try SampleStatusTable.table(), .en, 120, 40).first)
        #expect(line == "09:00:00  receiving from 127.0.0.1:1883  plan 3f2a9c1e since 08:00  judged to 08:59:59")
        let narrow = try #require(
            Self.lines(try SampleStatusTable.table(broker: "mqtt.environment.jiangning.example:8883"), .en, 80, 24)
                .first
        )
        #expect(
            narrow.hasPrefix("09:00:00  receiving from mqtt.environ")
                && narrow.hasSuffix("plan 3f2a9c1e  judged to 08:59:59")
        )
        #expect(Self.width(narrow) <= 80, "\(narrow)")
        let chinese = try #require(Self.lines(try SampleStatusTable.table(), .zh, 80, 24).first)
        #expect(chinese == "09:00:00  接收自 127.0.0.1:1883  预案 3f2a9c1e，08:00 起  判定至 08:59:59")
    }

    @Test("that nothing is received or that no service runs is said in the first line", arguments: Language.allCases)
    func blind(language: Language) throws {
        let since = SampleStatusTable.now - .minutes(10)
        let why = String(repeating: "connection refused ", count: 9)
        for (reception, said) in [
            (
                CollectorLine.Reception.interrupted(since: since, why: why),
                ["08:50:00 起收不到数据", "NOT RECEIVING since 08:50:00"]
            ),
            (
                CollectorLine.Reception.notRunning(since: since),
                ["08:50:00 起服务未运行", "SERVICE NOT RUNNING since 08:50:00"]
            ),
        ] {
            let lines = Self.lines(
                try SampleStatusTable.table(reception: reception, language: language),
                language,
                80,
                24
            )
            #expect(lines.first?.contains(said[language == .zh ? 0 : 1]) == true, "\(lines)")
            #expect(lines.count == 24 && lines.allSatisfy { Self.width($0) <= 80 })
        }
    }

    @Test("the collector's own problems take an eighth of the screen at most, the rest of them is counted")
    func troubles() throws {
        let troubles = (0..<5).map {
            CollectorChange(.certificate, isOn: true, about: "server-\($0).example:8883", at: SampleStatusTable.now)
        }
        let table = try SampleStatusTable.table(troubles: troubles, isEdited: true)
        let lines = Self.lines(table, .en, 80, 24)
        #expect(lines.count == 24 && lines[3].contains("server-1.example"))
        #expect(lines[4] == "4 more collector problems: quiethours doctor")
        let all = Self.lines(table, .en, nil, nil)
        #expect(
            all.contains { $0.contains("not in use: quiethours reload") } && all.contains { $0.contains("server-4") }
        )
    }

    @Test("whatever the terminal's size, no line is too wide and none is too many", arguments: Language.allCases)
    func anySize(language: Language) throws {
        let troubles = [CollectorChange(.secondClient, isOn: true, about: "quiethours", at: SampleStatusTable.now)]
        for count in [0, 1, 7, 40] {
            let table = try SampleStatusTable.table(sensors: count, troubles: troubles, language: language)
            for width in Array(1...24) + [35, 36, 50, 69, 70, 79, 100, 109, 110, 150, 160, 220] {
                for height in Array(1...12) + [24, 48, 60] {
                    let lines = Self.lines(table, language, width, height)
                    #expect(lines.count <= height && !lines.isEmpty, "\(count) at \(width)×\(height)")
                    #expect(lines.allSatisfy { Self.width($0) <= width }, "\(count) at \(width)×\(height)")
                }
            }
        }
    }

    @Test("columns stand under one another whatever the names are made of, and nothing in a name moves the cursor")
    func names() throws {
        var table = try SampleStatusTable.table(sensors: 12)
        for (index, name) in ["第一中学", "École été", "e\u{301}cole", "\u{1b}[2Jschool", "한국 학교", "第一中学考点东门外大街"]
            .enumerated()
        {
            table.rows[index].site = name
            table.rows[index].siteID = SiteID("site-\(index)")
        }
        let lines = Self.lines(table, .en, 80, 24)
        let rows = lines.filter { $0.contains("sensor-") }
        #expect(rows.count == 12 && !lines.contains { $0.contains("\u{1b}") })
        let starts = rows.compactMap { row in
            row.firstRange(of: "sensor-").map { String(row[..<$0.lowerBound]).columns }
        }
        #expect(Set(starts) == [15], "\(starts)")
        #expect("第一中学".columns == 8 && "e\u{301}".columns == 1 && "ＬＡ".columns == 4 && "…é".columns == 2)
    }

    @Test("sites whose names are the same when cut stand by their ids")
    func cutNames() throws {
        var table = try SampleStatusTable.table(sensors: 4)
        let sites = [("first", "第一中学"), ("east", "江宁区高级中学东校区"), ("west", "江宁区高级中学西校区"), ("north", "高级中学北校区考点")]
        for (index, site) in sites.enumerated() {
            (table.rows[index].siteID, table.rows[index].site) = (SiteID(site.0), site.1)
        }
        let lines = Self.lines(table, .zh, 80, 24)
        for (sensor, site) in ["第一中学 ", "east ", "west ", "高级中学北校… "].enumerated() {
            let line = try #require(lines.first { $0.contains("sensor-\(sensor) ") })
            #expect(line.hasPrefix(site), "\(line)")
        }
    }

    @Test("a table for a pipe has every sensor and no colour; on a terminal colours take no column")
    func pipe() throws {
        let table = try SampleStatusTable.table()
        let lines = Self.lines(table, .en, nil, nil)
        #expect(lines.filter { $0.contains("sensor-") }.count == 40)
        #expect(
            lines.contains { $0.contains("VIOLATION +14.2, Wang Fang: on site, 7K3M9Q2A, since 08:55") },
            "\(lines)"
        )
        let coloured = Self.lines(table, .en, 80, 24, isColoured: true)
        let plain = coloured.map { $0.replacing(/\u{1b}\[[0-9;]*m/, with: "") }
        #expect(coloured != plain && plain == Self.lines(table, .en, 80, 24))
    }
}
