import Acoustics
import Collector
import EventTime
import ExamCalendar
import Foundation
import NoiseRules
import Records
import Reports
import ServiceSettings
import Sites
import TestSupport
import Testing

/// `report.pdf` as readers of PDF find it.
@Suite("Evidence reports") struct EvidenceReportTests {
    @Test("hold what the store has, in both languages, on two sheets of A4", arguments: Language.allCases)
    func contents(language: Language) throws {
        let evidence = try EvidenceCase()
        let record = try evidence.record()
        let paper = try Paper(evidence.make("bundle", language: language))
        let isChinese = language == .zh
        let level = try #require(record.worst.level)
        let figures = [
            record.id.text, "\(level.text) dB(A)", "70.0 dB(A)", "GB 12523-2025", "48.5 dB(A)", "±0.7 dB", "09:03:12",
            "UTC+08:00", "LAFmax 88.1", "09:12:00", "L10 84.2", "L50 69.8", "L90 64.0", "1.8 m/s", "0.0 mm", "AWA6228+",
            "301552",
            "LSae2027-0815", "22.543120, 114.057860", "22.544020, 114.057860", "93.90 dB", "94.10 dB", "+0.20 dB",
            "100 \(isChinese ? "米" : "m")", "250 2.0.0 Ok: queued as 4F3A5", "09:15:02", "09:21:00", "责令立即停工",
            "东门一台破碎锤 <R&D> 正在作业", "学府路 1 号 <东门>", "停电 <两分钟>", "现场核实", "11:40:00",
        ]
        let words =
            isChinese
            ? [
                "噪声违规记录报告", "已确认施工噪声", "第一中学考点", "已由人员确认属实：李娜", "2027年6月7日", "语文（笔试）", "8 分钟 48 秒", "自 09:12:00 起低于限值",
                "2027 年高考期间噪声管控通告", "建筑施工噪声排放标准；自2026年1月1日起施行", "《生态环境法典》第 561 条", "第 1185 条", "待核对", "B 级（线索）",
                "标准规定的完整测量时段",
                "区生态环境局噪声科", "新发（第 1 次通知）", "已到场", "已处置", "第 1 页，共 2 页",
            ]
            : [
                "Noise violation report", "Confirmed construction noise", "No. 1 Middle School", "Confirmed by 李娜",
                "7 June 2027", "Chinese (written)", "8 min 48 s", "quiet since 09:12:00",
                "Noise control during the 2027 gaokao",
                "Emission standard for construction noise; in force since 1 January 2026",
                "Ecological Environment Code art. 561", "art. 1185", "checked against the standard",
                "grade B: ",
                "the standard's full window", "District environment bureau", "new (message 1)", "on site",
                "noise stopped",
                "page 1 of 2",
            ]
        for text in figures + words {
            #expect(paper.has(text), "\(text) in\n\(paper.text)")
        }
        for file in ["readings.csv", "record.jsonl"] {
            let bytes = try Data(contentsOf: paper.folder.appending(path: file))
            #expect(paper.has("\(file) SHA-256 \(Fingerprint(of: bytes))"))
        }
        #expect(!paper.has("与本案无关") && !paper.has("139 0000 0003") && !paper.has("0755-12369"))
        #expect(!paper.has(isChinese ? "疑似" : "uspected,"))
        #expect(try paper.about().contains(/Pages: +2\n/))
        #expect(try paper.about().contains("595 x 842 pts (A4)"))
        try paper.expectSound()
        try paper.draw("report-\(language.rawValue)")
    }

    @Test("are in the language of the site, and say suspected until a person has confirmed")
    func suspected() throws {
        let evidence = try EvidenceCase(isConfirmed: false)
        let paper = try Paper(evidence.make("bundle"))
        #expect(paper.has("疑似，待核实") && paper.has("疑似施工噪声") && !paper.has("已由人员确认"))
        try paper.draw("suspected")
        let english = try Paper(evidence.make("english", language: .en))
        #expect(english.has("Suspected, for verification") && english.has("Suspected construction noise"))
        #expect(EvidenceReport.language(of: evidence.configuration.plan.sites.first) == .zh)
        let dublin = Site(id: "d", name: Name("D"), zone: .zone1, timeZone: .fixed(name: "Europe/Dublin", offset: 0))
        #expect(EvidenceReport.language(of: dublin) == .en && EvidenceReport.language(of: nil) == .en)
    }

    @Test("wrap what is long, and cut nothing of it")
    func long() throws {
        let word = String(repeating: "breaker", count: 60)
        let sentences = (0..<180).map { "第 \($0) 次询问，现场负责人称 works \($0) would stop。" }
        let notes = stride(from: 0, to: 180, by: 36).map { sentences[$0..<($0 + 36)].joined(separator: "\n") }
        let by = String(repeating: "王芳与", count: 60)
        let evidence = try EvidenceCase(notes: word, furtherNotes: notes)
        let paper = try Paper(evidence.make("bundle", by: by))
        #expect(paper.has(word) && paper.has(by))
        for sentence in sentences { #expect(paper.has(sentence), "\(sentence)") }
        #expect(try paper.about().contains(/Pages: +[34]\n/))
        try paper.expectSound()
        try paper.draw("long")
    }

    @Test("are safe from what is no text")
    func hostile() throws {
        let evidence = try EvidenceCase(notes: "abd</text><script>&amp;]]>é🏗")
        let paper = try Paper(evidence.make("bundle", by: "王\u{0}\u{1B}[31m芳 \u{202E}\u{FFFE}</svg>"))
        #expect(paper.has("</svg>") && paper.has("</text><script>&amp;]]>") && paper.text.contains("é"))
        #expect(!paper.text.unicodeScalars.contains { $0.value == 0x202E || $0.value == 0x1B || $0.value == 0 })
        try paper.expectSound()
    }

    @Test("of the same record and moment are the same to the byte")
    func repeatable() throws {
        let evidence = try EvidenceCase()
        let pages = try ["a", "b"].map { try Data(contentsOf: evidence.make($0).appending(path: "report.pdf")) }
        #expect(pages[0] == pages[1])
    }
}

/// A report on disk, looked at with poppler's tools.
private struct Paper {
    let folder: URL
    let text: String
    private let squeezed: String

    init(_ folder: URL) throws {
        self.folder = folder
        text = try Paper.run("pdftotext", folder, [], ["-"])
        // What goes on over the end of a page is one text without the foot.
        let body = try Paper.run("pdftotext", folder, ["-x", "0", "-y", "0", "-W", "595", "-H", "762"], ["-"])
        squeezed = Paper.squeeze(text + body)
    }

    /// Whatever the lines that it was broken into.
    func has(_ wanted: String) -> Bool { squeezed.contains(Paper.squeeze(wanted)) }

    func about() throws -> String { try Paper.run("pdfinfo", folder) }

    /// Leaves its pages where somebody wants to look at them.
    func draw(_ name: String) throws {
        guard let pictures = ProcessInfo.processInfo.environment["QUIETHOURS_PICTURES"] else { return }
        _ = try Paper.run("pdftoppm", folder, ["-r", "80", "-png"], ["\(pictures)/\(name)"])
    }

    /// Fonts are in the file with their Unicode maps, and nothing reaches over the margins or into the foot.
    func expectSound() throws {
        let fonts = try Paper.run("pdffonts", folder).split(separator: "\n").dropFirst(2)
        #expect(!fonts.isEmpty)
        for font in fonts { #expect(font.contains(/\ yes +yes +yes +\d+ +\d+$/), "\(font)") }
        let boxes = try Paper.run("pdftotext", folder, ["-bbox"], ["-"])
        let words = boxes.matches(of: /xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</)
        #expect(words.count > 100)
        for word in words {
            let sides = [word.1, word.2, word.3, word.4].compactMap { Double($0) }
            #expect(sides[0] >= 41 && sides[1] >= 20 && sides[2] <= 595 - 41 && sides[3] <= 842 - 20, "\(word.0)")
        }
    }

    private static func squeeze(_ text: String) -> String { String(text.filter { !$0.isWhitespace }) }

    private static func run(
        _ program: String,
        _ folder: URL,
        _ options: [String] = [],
        _ output: [String] = []
    ) throws -> String {
        try ChildProcess.run(
            "/usr/bin/\(program)",
            options + [folder.appending(path: "report.pdf").path] + output,
            directory: folder.deletingLastPathComponent()
        )
    }
}
