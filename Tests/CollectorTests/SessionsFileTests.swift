import Collector
import EventTime
import ExamCalendar
import Foundation
import Plans
import Records
import ServiceSettings
import Settings
import Sites
import TestSupport
import Testing

@Suite("Sessions from a CSV file") struct SessionsFileTests {
    private static let goldens = repositoryPath("Tests/CollectorTests/SessionsFiles")

    /// Names of the defective files; the problems of `x.csv` stand in `x.problems`.
    static var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: goldens)) ?? []
        return files.filter { $0.hasSuffix(".csv") }.map { String($0.dropLast(".csv".count)) }.sorted()
    }

    /// A plan around the lines of its exams.
    private static func plan(_ exams: String) -> String {
        """
        version: 1
        time-zone: Asia/Shanghai
        authorities: [{id: a, name: A, language: zh, mail: [a@a.example]}]
        sites:
          - {id: s, name: S, zone: 1, sensors: [{id: yard, placement: yard, class: 1}]}
        exams:
        \(exams)
        rules:
          - {id: r, name: R, when: session, limit: {standard: WHO}, window: 60s}
        """
    }

    @Test("every problem is told in one run, with its line, column and what to do", arguments: names)
    func problems(name: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "plan.yaml",
            Self.plan("  - {id: e, name: E, sessions-file: \(Self.goldens)/\(name).csv}")
        )
        let expected = try String(contentsOfFile: "\(Self.goldens)/\(name).problems", encoding: .utf8)
        let found = PlanDocument.load(path: path).problems(in: Self.goldens)
        #expect(found == expected.split(separator: "\n").map(String.init))
        #expect(!found.isEmpty)
    }

    @Test("there are files to try")
    func present() {
        #expect(Self.names.count >= 10)
    }

    @Test(
        "a file that cannot be read says why",
        arguments: [
            (
                "absent.csv",
                "plan.yaml:7:37: exams[0].sessions-file: F/absent.csv: there is no such file; check the path"
            ),
            ("folder", "plan.yaml:7:37: exams[0].sessions-file: F/folder: is a folder; name a file"),
            ("gbk.csv", "gbk.csv: is not UTF-8 text; save it as UTF-8"),
            ("utf16.csv", "utf16.csv: is not UTF-8 text; save it as UTF-8"),
        ]
    )
    func unreadable(_ row: (name: String, problem: String)) throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: "\(folder.path)/folder", withIntermediateDirectories: true)
        // 语文 as a Chinese Windows writes it, and the beginning of what Excel calls Unicode text.
        try Data([0xD3, 0xEF, 0xCE, 0xC4]).write(to: URL(fileURLWithPath: "\(folder.path)/gbk.csv"))
        try Data([0xFF, 0xFE, 0x6E, 0x00]).write(to: URL(fileURLWithPath: "\(folder.path)/utf16.csv"))
        let path = try folder.write("plan.yaml", Self.plan("  - {id: e, name: E, sessions-file: \(row.name)}"))
        let expected = row.problem.replacingOccurrences(of: "F/", with: "")
        #expect(PlanDocument.load(path: path).problems(in: folder.path) == [expected])
    }

    @Test("a file that two exams name is found faulty once")
    func namedTwice() throws {
        let folder = try TemporaryFolder()
        try folder.write("z.csv", "name,date,from,to\nX,2026-06-14,9:00,11:30\n")
        let path = try folder.write(
            "plan.yaml",
            Self.plan("  - {id: a, name: A, sessions-file: z.csv}\n  - {id: b, name: B, sessions-file: z.csv}")
        )
        let wrong = "z.csv:2:14: from: \"9:00\" does not fit; write a time of day from 00:00 to 23:59, like 09:00"
        #expect(PlanDocument.load(path: path).problems(in: folder.path) == [wrong])
    }

    @Test("the path starts from the plan's folder, wherever the settings are")
    func paths() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: "\(folder.path)/plans", withIntermediateDirectories: true)
        try folder.write("plans/z.csv", "name,date,from,to\nX,2026-06-14,09:00,11:30\n")
        try folder.write("plans/plan.yaml", Self.plan("  - {id: e, name: E, sessions-file: z.csv}"))
        let path = try folder.write(
            "quiethours.yaml",
            "{broker: {host: localhost}, store: {path: a.db}, plan: plans/plan.yaml, reporters: {eml: {directory: eml}}}"
        )
        let configuration = try Configuration.load(path: path, environment: [:]).get()
        #expect(configuration.plan.exams.first?.sessions.count == 1)
        #expect(configuration.sessionsPaths == ["\(folder.path)/plans/z.csv"])
    }

    @Test("the same sessions stand in YAML and in CSV, whatever the order of the columns, quotes and line ends")
    func likeYAML() throws {
        let folder = try TemporaryFolder()
        var random = SplitMix64(seed: 2027)
        for _ in 0..<60 {
            let rows = (0..<Int.random(in: 1...6, using: &random)).map { day in Self.row(day: day, &random) }
            let yaml = rows.map { "      - {\(Self.yaml($0))}" }.joined(separator: "\n")
            let inYAML = try folder.write(
                "yaml.yaml",
                Self.plan("  - id: e\n    name: E\n    lead: 10min\n    sessions:\n\(yaml)")
            )
            let columns = Self.columns.filter { column in
                ["date", "from", "to", "name"].contains(column) || rows.contains { $0[column] != nil }
            }.shuffled(using: &random)
            let lines = [columns] + rows.map { row in columns.map { row[$0] ?? "" } }
            let end = Bool.random(using: &random) ? "\r\n" : "\n"
            let text = lines.map { line in line.map { Self.cell($0, &random) }.joined(separator: ",") + end }.joined()
            try folder.write("z.csv", (Bool.random(using: &random) ? "\u{FEFF}" : "") + text)
            let inCSV = try folder.write(
                "csv.yaml",
                Self.plan("  - {id: e, name: E, lead: 10min, sessions-file: z.csv}")
            )
            let expected = try PlanDocument.load(path: inYAML).get().exams
            #expect(try PlanDocument.load(path: inCSV).get().exams == expected, "\(text)")
            #expect(expected.first?.sessions.isEmpty == false)
        }
    }

    private static let columns = [
        "name", "name-en", "date", "from", "to", "kind", "lead", "tail", "listening-from", "listening-to", "make-up",
    ]

    /// A right row of one day, by its columns.
    private static func row(day: Int, _ random: inout SplitMix64) -> [String: String] {
        func perhaps() -> Bool { Bool.random(using: &random) }
        let names = ["语文", "Politics, law", "The \"long\" paper", "Русский язык"]
        var row = ["name": names.randomElement(using: &random) ?? "", "date": "2026-06-1\(day)"]
        row["from"] = "09:00"
        row["to"] = perhaps() ? "11:30" : "24:00"
        if perhaps() { row["name-en"] = "Paper \(day)" }
        if perhaps() { row["kind"] = ["written", "listening", "gap"].randomElement(using: &random) }
        if perhaps() { row["lead"] = ["0s", "15min", "1h"].randomElement(using: &random) }
        if perhaps() { row["tail"] = "90s" }
        if perhaps() { row["make-up"] = "台风, typhoon" }
        if row["kind"] ?? "written" == "written", perhaps() {
            row["listening-from"] = "09:00"
            row["listening-to"] = "09:20"
        }
        return row
    }

    private static func yaml(_ row: [String: String]) -> String {
        func quoted(_ text: String) -> String { "'\(text)'" }
        var pairs = ["date", "from", "to", "kind", "lead", "tail", "make-up"].compactMap { key in
            row[key].map { "\(key): \(quoted($0))" }
        }
        let name = quoted(row["name"] ?? "")
        pairs.append("name: \(row["name-en"].map { "{zh: \(name), en: \(quoted($0))}" } ?? name)")
        if let from = row["listening-from"], let to = row["listening-to"] {
            pairs.append("listening: {from: \(quoted(from)), to: \(quoted(to))}")
        }
        return pairs.joined(separator: ", ")
    }

    /// In quotes where it must be, and at times where it need not.
    private static func cell(_ text: String, _ random: inout SplitMix64) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" }) || Int.random(in: 0..<4, using: &random) == 0 else {
            return text
        }
        return "\"\(text.replacingOccurrences(of: "\"", with: "\"\""))\""
    }

    @Test(
        "what a spreadsheet leaves of cells that were once used, and what it writes for itself, is passed over",
        arguments: [
            "\u{FEFF}name,date,from,to,,\n数学,2027-06-17,09:00,11:00,,\n,,,,,\n,,,,,\n",
            "name,date,from,to\n数学,2027-06-17,09:00,11:00,,,\n",
            "name,date,from,to,,\n数学,2027-06-17,09:00,11:00\n",
            "name,,date,from,,to\n数学,,2027-06-17,09:00,,11:00\n",
            "sep=,\nname,date,from,to\n数学,2027-06-17,09:00,11:00\n",
            "\u{FEFF}\"sep=,\"\r\nname,date,from,to\r\n数学,2027-06-17,09:00,11:00\r\n",
            "SEP=,,,,\nname,date,from,to\n数学,2027-06-17,09:00,11:00\n",
            "name,date,from,to\n 数学　,2027-06-17 ,\t09:00,\u{A0}11:00\u{A0}\n",
            " name ,date\u{A0},from, \"to\"\n数学,\"2027-06-17\" , \"09:00\",11:00\n",
            "name,date,from,to\r数学,2027-06-17,09:00,11:00\r",
        ]
    )
    func spreadsheets(text: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("z.csv", text)
        let path = try folder.write("plan.yaml", Self.plan("  - {id: e, name: E, sessions-file: z.csv}"))
        let sessions = try PlanDocument.load(path: path).get().exams.flatMap(\.sessions)
        #expect(sessions.map(\.name) == [Name("数学")])
        #expect(
            sessions.map(\.range) == [
                TimeRange(
                    start: try RFC3339.instant("2027-06-17T09:00:00+08:00"),
                    end: try RFC3339.instant("2027-06-17T11:00:00+08:00")
                )
            ]
        )
    }

    @Test("rows that end before columns that may be empty are read, with a warning")
    func shortRows() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "z.csv",
            "name,date,from,to,make-up\n语文,2027-06-16,09:00,11:00,台风\n数学,2027-06-17,09:00,11:00\n英语,2027-06-18,09:00,11:00\n"
        )
        let path = try folder.write("plan.yaml", Self.plan("  - {id: e, name: E, sessions-file: z.csv}"))
        let problems = ProblemCollector()
        let plan = PlanDocument.read(path: path, reportingTo: problems)
        #expect(plan?.exams.first?.sessions.map(\.makeUp) == [Name("台风"), nil, nil])
        #expect(problems.isEmpty)
        expectChinese(problems.warnings)
        #expect(
            problems.warnings.map { $0.description.replacing(folder.path + "/", with: "") } == [
                "z.csv:3:1: warning: ends before the last column, as 1 others do; what is missing is taken as empty"
            ]
        )
    }

    @Test("one name stands for both languages, whichever it is")
    func oneName() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "z.csv",
            "name,name-en,date,from,to\n语文,,2026-06-14,09:00,11:30\n,English,2026-06-15,09:00,11:30\n"
        )
        let path = try folder.write("plan.yaml", Self.plan("  - {id: e, name: E, sessions-file: z.csv}"))
        let names = try PlanDocument.load(path: path).get().exams.flatMap(\.sessions).map(\.name)
        #expect(names == [Name("语文"), Name("English")])
    }

    @Test("random bytes are told as problems and never crash")
    func fuzz() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("plan.yaml", Self.plan("  - {id: e, name: E, sessions-file: z.csv}"))
        let file = URL(fileURLWithPath: "\(folder.path)/z.csv")
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: repositoryPath("deploy/samples/zhongkao.csv"))))
        var random = SplitMix64(seed: 14)
        let likely = Array(",,\n\r\"\"-:;09 ~#".utf8) + [0x00, 0xEF, 0xBB, 0xBF, 0xFF, 0xC3]
        for round in 0..<600 {
            var bytes = whole
            if round % 3 == 0 {
                bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
            }
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                let place = Int.random(in: 0...bytes.count, using: &random)
                let byte = likely.randomElement(using: &random) ?? 0
                if place < bytes.count, Bool.random(using: &random) {
                    bytes[place] = byte
                } else {
                    bytes.insert(byte, at: place)
                }
                if Int.random(in: 0..<8, using: &random) == 0 { bytes.removeSubrange(place...) }
            }
            try Data(bytes).write(to: file)
            switch PlanDocument.load(path: path) {
            case .success(let plan): #expect(plan.exams.first?.sessions.isEmpty == false)
            case .failure(let invalid): #expect(invalid.problems.allSatisfy { !$0.message.isEmpty })
            }
        }
    }
}
